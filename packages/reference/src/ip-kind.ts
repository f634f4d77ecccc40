import type { IpKind } from '@gatehouse/contract'
import type { ParsedIp } from './ip-address.ts'
import { hasPrefix, parseIp } from './ip-address.ts'

/** A network, its prefix length and what it is for. */
type KindRow = readonly [string, number, IpKind]

/** IANA IPv4 special-purpose registry; first match wins. */
export const IPV4_KINDS: readonly KindRow[] = [
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
export const IPV6_KINDS: readonly KindRow[] = [
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
export const SPECIAL_RANGES: { readonly [Version in 4 | 6]: readonly KindRange[] } = {
  4: kindRanges(IPV4_KINDS),
  6: kindRanges(IPV6_KINDS),
}

/** By the first byte of an address: the ranges that it may lie in, in their order. */
type RangesByByte = readonly (readonly KindRange[])[]

const ranges: { readonly [Version in 4 | 6]: RangesByByte } = {
  4: rangesByByte(SPECIAL_RANGES[4]),
  6: rangesByByte(SPECIAL_RANGES[6]),
}

function kindRanges(rows: readonly KindRow[]): readonly KindRange[] {
  return rows.map(([network, prefixLength, kind]) => {
    const ip = parseIp(network)
    if (ip === undefined) throw new Error(`not an address: ${network}`)
    return { words: ip.words, prefixLength, kind }
  })
}

function rangesByByte(all: readonly KindRange[]): RangesByByte {
  return Array.from({ length: 256 }, (_, byte) =>
    all.filter(({ words, prefixLength }) =>
      hasPrefix([byte * 2 ** 24, 0, 0, 0], [words[0], 0, 0, 0], Math.min(prefixLength, 8)),
    ),
  )
}

export function ipKind({ version, words }: ParsedIp): IpKind {
  for (const range of ranges[version][words[0] >>> 24]!) {
    if (hasPrefix(words, range.words, range.prefixLength)) return range.kind
  }
  return version === 4 ? 'global' : 'reserved'
}
