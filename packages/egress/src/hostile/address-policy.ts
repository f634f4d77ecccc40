import { isIPv4, isIPv6 } from 'node:net'

/**
 * Ranges of IPv4 that are not global unicast: the IANA special-purpose registry (RFC 6890),
 * multicast and class E. 168.63.129.16 is globally routable by the registry, and inside Azure it is
 * the host's own control server.
 */
const IPV4_REFUSED: readonly (readonly [number, number])[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
].map((range) => {
  const [network = '', bits] = range.split('/')
  const mask = (0xffff_ffff << (32 - Number(bits))) >>> 0
  return [(ipv4Number(network) & mask) >>> 0, mask]
})

/**
 * Blocks inside 2000::/3 that are not global unicast: protocol assignments with Teredo, ORCHID and
 * benchmarking (2001::/23), documentation, 6to4, AS112, the returned 6bone.
 */
const IPV6_REFUSED: readonly (readonly [readonly number[], number])[] = [
  [[0x2001, 0], 23],
  [[0x2001, 0x0db8], 32],
  [[0x2002], 16],
  [[0x2620, 0x004f, 0x8000], 48],
  [[0x3ffe], 16],
  [[0x3fff, 0], 20],
]

/**
 * Whether a socket may go to this address. Decided by what is allowed (IPv4 global, IPv6 2000::/3
 * less its special blocks), not by what is forbidden: a form nobody thought of is refused.
 *
 * @param address canonical text as `node:net` reads it; anything else is refused
 */
export function isGlobalUnicast(address: string): boolean {
  if (isIPv4(address)) {
    const value = ipv4Number(address)
    return !IPV4_REFUSED.some(([network, mask]) => (value & mask) >>> 0 === network)
  }
  // A zone index (`fe80::1%eth0`) names an interface of this machine.
  if (!isIPv6(address) || address.includes('%')) return false
  const groups = ipv6Groups(address)
  if ((groups[0]! & 0xe000) !== 0x2000) return false
  return !IPV6_REFUSED.some(([network, bits]) => startsWith(groups, network, bits))
}

function ipv4Number(address: string): number {
  return address.split('.').reduce((value, octet) => value * 256 + Number(octet), 0)
}

/** The eight groups of an IPv6 address, a dotted IPv4 tail read as the last two. */
export function ipv6Groups(address: string): number[] {
  const dotted = /(?:^|:)(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1]
  let text = address
  if (dotted !== undefined) {
    const value = ipv4Number(dotted)
    const tail = `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`
    text = address.slice(0, -dotted.length) + tail
  }
  const [head = '', rest] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = rest === undefined || rest === '' ? [] : rest.split(':')
  const zeros = rest === undefined ? 0 : 8 - before.length - after.length
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return all.map((group) => Number.parseInt(group, 16))
}

function startsWith(groups: readonly number[], network: readonly number[], bits: number): boolean {
  for (let at = 0, left = bits; left > 0; at++, left -= 16) {
    const mask = left >= 16 ? 0xffff : (0xffff << (16 - left)) & 0xffff
    if (((groups[at] ?? 0) & mask) !== ((network[at] ?? 0) & mask)) return false
  }
  return true
}
