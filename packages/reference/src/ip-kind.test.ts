import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ParsedIp } from './ip-address.ts'
import { hasPrefix, parseIp } from './ip-address.ts'
import { IPV4_KINDS, IPV6_KINDS, ipKind } from './ip-kind.ts'

/** The meaning, read off the registry: the first row that the address lies in. */
function scan({ version, words }: ParsedIp): string {
  const rows = version === 4 ? IPV4_KINDS : IPV6_KINDS
  const row = rows.find(([network, length]) => hasPrefix(words, parseIp(network)!.words, length))
  return row?.[2] ?? (version === 4 ? 'global' : 'reserved')
}

it('says of every address what the first row of the registry that it lies in says', () => {
  const nearARow = fc
    .constantFrom(
      ...IPV4_KINDS.map((row) => [4, row] as const),
      ...IPV6_KINDS.map((row) => [6, row] as const),
    )
    .chain(([version, [network]]) =>
      fc.tuple(
        fc.constant(version),
        fc.constant(parseIp(network)!.words),
        fc.array(fc.oneof(fc.constant(0), fc.nat(0xffffffff)), { minLength: 4, maxLength: 4 }),
        fc.nat(version === 4 ? 31 : 127),
      ),
    )
    // The network with all bits from some position on made others: just inside, just outside.
    .map(([version, words, others, from]): ParsedIp => {
      const [a = 0, b = 0, c = 0, d = 0] = words.map((word, at) => {
        const kept = Math.max(0, Math.min(32, from - at * 32))
        const mask = kept === 0 ? 0 : (0xffffffff << (32 - kept)) >>> 0
        return ((word & mask) | (others[at]! & ~mask)) >>> 0
      })
      return { version, words: version === 4 ? [a, 0, 0, 0] : [a, b, c, d] }
    })
  fc.assert(
    fc.property(nearARow, (ip) => {
      expect(ipKind(ip)).toBe(scan(ip))
    }),
    { numRuns: 20_000 },
  )
})
