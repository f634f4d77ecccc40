const NAME_LENGTH_MAX = 253
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/

/**
 * Top-level labels that no public name has: special-use names (RFC 6761 and the IANA registry),
 * `internal` (ICANN, 2024), and what networks and container platforms use at home.
 */
const NOT_PUBLIC = new Set([
  'alt',
  'arpa',
  'cluster',
  'corp',
  'docker',
  'example',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'mail',
  'onion',
  'private',
  'svc',
  'test',
])

/**
 * Whether a name, lower-case ASCII without a dot at its end, can be one of the public DNS: at least
 * two labels, each well-formed, and not below a name that is never delegated.
 */
export function isPublicName(name: string): boolean {
  if (name.length > NAME_LENGTH_MAX) return false
  const labels = name.split('.')
  const top = labels.at(-1)!
  if (labels.length < 2 || NOT_PUBLIC.has(top)) return false
  // A last label of digits is an address in disguise (WHATWG URL, "ends in a number").
  return labels.every((label) => LABEL.test(label)) && !/^(?:\d+|0x[0-9a-f]*)$/.test(top)
}
