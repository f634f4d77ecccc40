const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/
const GROUP = /^[0-9A-Fa-f]{1,4}$/
/** An IPv6 address has eight groups of 16 bits (RFC 4291, section 2.2). */
const GROUPS = 8
/** `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255` */
const LENGTH_MAX = 45

/**
 * Whether the text is an IPv4 address in four decimal parts or an IPv6 address, `::` and an
 * embedded IPv4 part included. No zone (`%eth0`), no prefix length, no port, no brackets.
 */
export function isIpAddress(text: string): boolean {
  if (text.length > LENGTH_MAX) return false
  return text.includes(':') ? isIpv6(text) : V4.test(text)
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2) return false
  const [head = '', tail] = halves
  if (tail === undefined) return groupsIn(head, true) === GROUPS
  // `::` stands for at least one group; the embedded IPv4 part can only be last.
  const before = head === '' ? 0 : groupsIn(head, false)
  const after = tail === '' ? 0 : groupsIn(tail, true)
  return before >= 0 && after >= 0 && before + after < GROUPS
}

/** How many groups the text has; -1 when one of them is malformed. */
function groupsIn(text: string, mayEndInIpv4: boolean): number {
  const parts = text.split(':')
  let groups = 0
  for (const [at, part] of parts.entries()) {
    if (GROUP.test(part)) groups += 1
    else if (mayEndInIpv4 && at === parts.length - 1 && V4.test(part)) groups += 2
    else return -1
  }
  return groups
}
