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

/** Index of the last value <= `wanted`, halving the whole array: defined for unsorted ones too. */
function halve(values: ArrayLike<number>, wanted: number, begin: number, end: number): number {
  let [low, high] = [begin, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}

it('searches all of a table whose networks overlap, as real sources have them', () => {
  const top = fc.nat(12)
  fc.assert(
    fc.property(fc.array(fc.tuple(top, fc.nat(2), value), { maxLength: 30 }), (ranges) => {
      const builder = new RangeBuilder()
      for (const [upper, low, number] of ranges) builder.add(upper, low, number)
      const tables = { ...builder.tables('v4'), ...new RangeBuilder().tables('v6') }
      const { v4_tops, v4_begins, v4_lows, v4_values_low, v4_values_high } = tables
      const table = RangeTable.from({ meta: {}, tables })
      for (let upper = 0; upper < 14; upper++) {
        for (let low = 0; low < 4; low++) {
          const bucket = halve(v4_tops!, upper, 0, v4_tops!.length)
          const [begin, end] = [v4_begins![bucket]!, v4_begins![bucket + 1]!]
          const isInside = v4_tops![bucket] === upper
          const at = bucket < 0 ? -1 : isInside ? halve(v4_lows!, low, begin, end) : end - 1
          const found = at < 0 ? 0 : v4_values_high![at]! * 65_536 + v4_values_low![at]!
          const words: ParsedIp['words'] = [upper * 65_536 + low, 0, 0, 0]
          expect(table.find({ version: 4, words })).toBe(found)
        }
      }
    }),
    { numRuns: 2000 },
  )
})
