import type { IpKind } from '@gatehouse/contract'

/** An address as four 32-bit words, most significant first; an IPv4 address uses the first only. */
export interface ParsedIp {
  readonly version: 4 | 6
  readonly words: readonly [number, number, number, number]
}

/** Longest text form: eight groups with an embedded IPv4 tail, RFC 4291 section 2.2. */
const TEXT_LENGTH_MAX = 45

/**
 * Reads an IPv4 or IPv6 address. IPv4-mapped IPv6 (`::ffff:0:0/96`, RFC 4291 2.5.5.2) becomes
 * IPv4. Zone ids, brackets, ports, octal and shortened IPv4 forms are refused: they mean different
 * things to different readers.
 */
export function parseIp(text: string): ParsedIp | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined
  if (!text.includes(':')) {
    const value = parseIpv4(text)
    return value === undefined ? undefined : { version: 4, words: [value, 0, 0, 0] }
  }
  const words = parseIpv6(text)
  if (words === undefined) return undefined
  const [a, b, c, d] = words
  if (a === 0 && b === 0 && c === 0xffff) return { version: 4, words: [d, 0, 0, 0] }
  return { version: 6, words }
}

function parseIpv4(text: string): number | undefined {
  let value = 0
  let octet = -1
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return undefined
      value = value * 256 + octet
      octet = -1
    } else if (code >= 48 && code <= 57) {
      if (octet === 0) return undefined
      octet = (octet < 0 ? 0 : octet * 10) + code - 48
      if (octet > 255) return undefined
    } else {
      return undefined
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : undefined
}

function parseIpv6(text: string): [number, number, number, number] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = groupsOf(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : []
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  // `::` stands for at least one group (RFC 5952 section 4.2.2 wants two; readers accept one).
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail]
  const word = (at: number): number => (groups[at] ?? 0) * 65536 + (groups[at + 1] ?? 0)
  return [word(0), word(2), word(4), word(6)]
}

function groupsOf(text: string, mayEndInIpv4: boolean): number[] | undefined {
  if (text === '') return []
  const parts = text.split(':')
  const groups: number[] = []
  for (const [at, part] of parts.entries()) {
    if (part.includes('.')) {
      const value = mayEndInIpv4 && at === parts.length - 1 ? parseIpv4(part) : undefined
      if (value === undefined) return undefined
      groups.push(value >>> 16, value & 0xffff)
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return undefined
      groups.push(Number.parseInt(part, 16))
    }
  }
  return groups.length <= 8 ? groups : undefined
}

/** Canonical text: dotted decimal, or RFC 5952 (lower case, longest run of zeros shortened). */
export function formatIp(ip: ParsedIp): string {
  const [a] = ip.words
  if (ip.version === 4) return `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.${a & 255}`
  const groups = ip.words.flatMap((word) => [word >>> 16, word & 0xffff])
  const run = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (run.length < 2) return hex.join(':')
  return `${hex.slice(0, run.start).join(':')}::${hex.slice(run.start + run.length).join(':')}`
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let length = 0
  for (const [at, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0
    if (length > best.length) best = { start: at - length + 1, length }
  }
  return best
}

/** IANA IPv4 special-purpose registry; first match wins. */
const IPV4_KINDS: readonly (readonly [string, number, IpKind])[] = [
  ['0.0.0.0', 32, 'unspecified'],
  ['0.0.0.0', 8, 'reserved'],
  ['10.0.0.0', 8, 'private'],
  ['100.64.0.0', 10, 'shared'],
  ['127.0.0.0', 8, 'loopback'],
  ['169.254.0.0', 16, 'link_local'],
  ['172.16.0.0', 12, 'private'],
  ['192.0.0.0', 24, 'reserved'],
  ['192.0.2.0', 24, 'documentation'],
  ['192.88.99.0', 24, 'reserved'],
  ['192.168.0.0', 16, 'private'],
  ['198.18.0.0', 15, 'reserved'],
  ['198.51.100.0', 24, 'documentation'],
  ['203.0.113.0', 24, 'documentation'],
  ['224.0.0.0', 4, 'multicast'],
  ['240.0.0.0', 4, 'reserved'],
]

/** IANA IPv6 special-purpose registry; first match wins; outside 2000::/3 nothing is allocated. */
const IPV6_KINDS: readonly (readonly [string, number, IpKind])[] = [
  ['::', 128, 'unspecified'],
  ['::1', 128, 'loopback'],
  ['64:ff9b::', 96, 'global'],
  ['2001:db8::', 32, 'documentation'],
  ['3fff::', 20, 'documentation'],
  ['2001:4:112::', 48, 'global'],
  ['2001::', 23, 'reserved'],
  ['2000::', 3, 'global'],
  ['fc00::', 7, 'private'],
  ['fe80::', 10, 'link_local'],
  ['ff00::', 8, 'multicast'],
]

interface KindRange {
  readonly words: ParsedIp['words']
  readonly prefixLength: number
  readonly kind: IpKind
}

/** What the registries say, by version; the first row that contains an address tells its kind. */
export const SPECIAL_RANGES = { 4: kindRanges(IPV4_KINDS), 6: kindRanges(IPV6_KINDS) }

function kindRanges(rows: readonly (readonly [string, number, IpKind])[]): readonly KindRange[] {
  return rows.map(([network, prefixLength, kind]) => {
    const ip = parseIp(network)
    if (ip === undefined) throw new Error(`not an address: ${network}`)
    return { words: ip.words, prefixLength, kind }
  })
}

export function ipKind(ip: ParsedIp): IpKind {
  for (const range of SPECIAL_RANGES[ip.version]) {
    if (hasPrefix(ip.words, range.words, range.prefixLength)) return range.kind
  }
  return ip.version === 4 ? 'global' : 'reserved'
}

/** Do the first `prefixLength` bits agree? */
export function hasPrefix(
  words: ParsedIp['words'],
  prefix: ParsedIp['words'],
  prefixLength: number,
): boolean {
  let bits = prefixLength
  for (let at = 0; at < 4 && bits > 0; at++, bits -= 32) {
    const mask = bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0
    if ((((words[at] ?? 0) ^ (prefix[at] ?? 0)) & mask) !== 0) return false
  }
  return true
}
