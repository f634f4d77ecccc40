import { decodePunycode } from './punycode.ts'

/** Characters of a name in the DNS, its last dot not counted. */
export const NAME_LENGTH_MAX = 253
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** Top-level labels of networks at home: a list that names them would take a printer off the net. */
const NEVER_PUBLIC = new Set([
  'arpa',
  'corp',
  'home',
  'internal',
  'intranet',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'private',
])

/**
 * Whether a text can be the name of a host on the public net, written as the DNS compares it: at
 * least two labels of letters, digits and hyphens (RFC 1123), lower case, no dot at its end. Labels
 * in Punycode have to be what their letters encode to.
 */
export function isHostName(name: string): boolean {
  if (name.length > NAME_LENGTH_MAX) return false
  const labels = name.split('.')
  const top = labels.at(-1)!
  // A last label of digits is an address in disguise (WHATWG URL, "ends in a number").
  if (labels.length < 2 || NEVER_PUBLIC.has(top) || /^(?:\d+|0x[0-9a-f]*)$/.test(top)) return false
  return labels.every((label) => LABEL.test(label) && isPlainOrPunycode(label))
}

/** Hyphens in third and fourth place are reserved (RFC 5891, section 4.2.3.1). */
function isPlainOrPunycode(label: string): boolean {
  if (label.slice(2, 4) !== '--') return true
  return label.startsWith('xn--') && decodePunycode(label.slice(4)) !== undefined
}

/** The names that a name is below, itself first: `a.b.example` gives it, `b.example`, `example`. */
export function selfAndParents(name: string): string[] {
  const names = [name]
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
    names.push(name.slice(dot + 1))
  }
  return names
}
