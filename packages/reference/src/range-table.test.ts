import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ParsedIp } from './ip-address.ts'
import { RangeBuilder, RangeTable } from './range-table.ts'

const word = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 0xffffffff }))
const value = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 0xffffff }))

interface Range {
  readonly start: bigint
  readonly value: number
}

/** The meaning, read off the list: the last range at or before the address. */
function scan(ranges: readonly Range[], address: bigint): number {
  return ranges.findLast(({ start }) => start <= address)?.value ?? 0
}

function sorted(ranges: readonly Range[]): Range[] {
  return ranges.toSorted((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)))
}

function tableOf(v4: readonly Range[], v6: readonly Range[]): RangeTable {
  const builders = { v4: new RangeBuilder(), v6: new RangeBuilder() }
  for (const { start, value } of sorted(v4)) {
    builders.v4.add(Number(start >> 16n), Number(start & 0xffffn), value)
  }
  for (const { start, value } of sorted(v6)) {
    builders.v6.add(Number(start >> 32n), Number(start & 0xffffffffn), value)
  }
  const tables = { ...builders.v4.tables('v4'), ...builders.v6.tables('v6') }
  return RangeTable.from({ meta: {}, tables })
}

it('finds what a scan of the ranges finds', () => {
  const v4 = fc.record({ start: word.map(BigInt), value })
  const v6 = fc.record({
    start: fc.tuple(word, word).map(([high, low]) => (BigInt(high) << 32n) + BigInt(low)),
    value,
  })
  const unique = { selector: ({ start }: Range) => start, maxLength: 40 }
  fc.assert(
    fc.property(
      fc.uniqueArray(v4, unique),
      fc.uniqueArray(v6, unique),
      fc.array(fc.tuple(word, word), { maxLength: 20 }),
      (v4Ranges, v6Ranges, probes) => {
        const table = tableOf(v4Ranges, v6Ranges)
        const starts4 = v4Ranges.map(({ start }) => [Number(start), 0] as const)
        const starts6 = v6Ranges.map(
          ({ start }) => [Number(start >> 32n), Number(start & 0xffffffffn)] as const,
        )
        for (const [a, b] of [...probes, ...starts4, ...starts6]) {
          const words: ParsedIp['words'] = [a, b, 7, 7]
          expect(table.find({ version: 4, words })).toBe(scan(sorted(v4Ranges), BigInt(a)))
          const high64 = (BigInt(a) << 32n) + BigInt(b)
          expect(table.find({ version: 6, words })).toBe(scan(sorted(v6Ranges), high64))
        }
      },
    ),
  )
})
