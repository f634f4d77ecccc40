import { formatIp, hasPrefix, parseIp, type ParsedIp } from './ip-address.ts'
import { SPECIAL_RANGES } from './ip-kind.ts'

/** A network: the address with all bits behind the first `bits` cleared. */
export interface IpRange extends ParsedIp {
  /** Length of the prefix: 0..32, or 0..128 for IPv6. */
  readonly bits: number
}

const BITS = { 4: 32, 6: 128 } as const
/** IPv4 addresses inside IPv6 lie behind `::ffff:0:0/96` (RFC 4291 section 2.5.5.2). */
const MAPPED_BITS = 96
const RANGE = /^([0-9A-Fa-f:.]{2,45})(?:\/(0|[1-9]\d{0,2}))?$/

/**
 * Reads a network in CIDR notation (RFC 4632, RFC 4291), or a single address as a network of one.
 * Host bits are cleared, so that one network has one spelling; a range of IPv4-mapped IPv6
 * addresses is the IPv4 range. `undefined` for anything else.
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [, address = '', length] = RANGE.exec(text) ?? []
  const ip = parseIp(address)
  if (ip === undefined) return undefined
  const isMapped = ip.version === 4 && address.includes(':')
  const given = length === undefined ? undefined : Number(length)
  const bits = given === undefined ? BITS[ip.version] : isMapped ? given - MAPPED_BITS : given
  // A mapped network wider than all of IPv4 is neither the one nor the other.
  if (bits < 0 || bits > BITS[ip.version]) return undefined
  const [a, b, c, d] = ip.words
  const words = [cut(a, bits), cut(b, bits - 32), cut(c, bits - 64), cut(d, bits - 96)] as const
  return { version: ip.version, words, bits }
}

function cut(word: number, bits: number): number {
  if (bits >= 32) return word
  return bits <= 0 ? 0 : (word & (0xffffffff << (32 - bits))) >>> 0
}

/** Canonical text: `198.51.100.0/24`, `2001:db8::/32`. */
export function formatIpRange(range: IpRange): string {
  return `${formatIp(range)}/${range.bits}`
}

/** Whether every address of the network can be met on the public Internet. */
export function isGlobalRange({ version, words, bits }: IpRange): boolean {
  const ranges = SPECIAL_RANGES[version]
  const around = ranges.find(
    (special) =>
      special.prefixLength <= bits && hasPrefix(words, special.words, special.prefixLength),
  )
  const kind = around?.kind ?? (version === 4 ? 'global' : 'reserved')
  if (kind !== 'global') return false
  return !ranges.some(
    (special) =>
      special.kind !== 'global' &&
      special.prefixLength > bits &&
      hasPrefix(special.words, words, bits),
  )
}
