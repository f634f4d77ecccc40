import { parseIpRange, type IpRange } from '@gatehouse/reference'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rangeSetBuilder } from './range-set.ts'
import { atOnce } from './slices.ts'

function readRange(text: string): IpRange {
  const range = parseIpRange(text)
  if (range === undefined) throw new Error(`no network: ${text}`)
  return range
}

type Words = IpRange['words']

/** Do the first bits agree? Bit by bit: slow, and plain to see. */
function isInRange(words: Words, range: IpRange): boolean {
  for (let bit = 0; bit < range.bits; bit++) {
    const mask = 1 << (31 - (bit & 31))
    if (((words[bit >>> 5]! ^ range.words[bit >>> 5]!) & mask) !== 0) return false
  }
  return true
}

/** Few networks in a small space, so that they contain each other, touch and repeat. */
const v4 = fc
  .tuple(
    fc.constantFrom(0, 1, 10, 127, 128, 255),
    fc.nat(3),
    fc.constantFrom(0, 128, 255),
    fc.nat(255),
  )
  .map((bytes) => bytes.join('.'))
const v6 = fc
  .tuple(
    fc.constantFrom('0', '2001', 'ffff'),
    fc.constantFrom('0', '1', 'ffff'),
    fc.constantFrom('0', '8000', 'ffff'),
  )
  .map(([a, b, c]) => `${a}:${b}:${c}:0:${c}:${b}:${c}:${c}`)
const network = fc.oneof(
  fc.tuple(v4, fc.integer({ min: 0, max: 32 })),
  fc.tuple(v6, fc.integer({ min: 0, max: 128 })),
)
const expiry = fc.constantFrom(100, 200, 300, Infinity)

it('finds what a scan of the networks finds, whatever contains whatever', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(network, expiry), { maxLength: 24 }),
      fc.array(fc.oneof(v4, v6), { maxLength: 10 }),
      (given, addresses) => {
        const ranges = given.map(([[address, bits], expiresAtMs]) => ({
          range: readRange(`${address}/${bits}`),
          expiresAtMs,
        }))
        const builder = rangeSetBuilder()
        for (const { range, expiresAtMs } of ranges) builder.add(range, expiresAtMs)
        const set = atOnce(builder.build())
        expect(set.size).toBe(ranges.length)
        const asked = [...addresses.map((text) => readRange(text)), ...ranges.flatMap(edges)]
        for (const ip of asked) {
          for (const atMs of [50, 100, 250, 1e15]) {
            const isInside = ranges.some(
              ({ range, expiresAtMs }) =>
                range.version === ip.version && isInRange(ip.words, range) && expiresAtMs > atMs,
            )
            expect(set.has(ip, atMs)).toBe(isInside)
          }
        }
      },
    ),
    { numRuns: 500 },
  )
})

/** The first and last address of a network, and those before and behind it. */
function edges({ range }: { range: IpRange }) {
  const { version, words, bits } = range
  const width = version === 4 ? 32n : 128n
  const first = words
    .slice(0, version === 4 ? 1 : 4)
    .reduce((sum, word) => (sum << 32n) | BigInt(word), 0n)
  const end = first + (1n << (width - BigInt(bits)))
  return [first, end - 1n, first - 1n, end]
    .filter((address) => address >= 0n && address < 1n << width)
    .map((address) => {
      const all = version === 4 ? [address] : [96n, 64n, 32n, 0n].map((shift) => address >> shift)
      const [a = 0, b = 0, c = 0, d = 0] = all.map((word) => Number(word & 0xffffffffn))
      return { version, words: [a, b, c, d] as Words }
    })
}

it('keeps the order of many as of few: they are counted, not compared', () => {
  const builder = rangeSetBuilder()
  const many = 5000
  for (let n = many - 1; n >= 0; n--) {
    builder.add(readRange(`${n % 200}.${n >>> 8}.${n & 255}.0/24`), n % 2 === 0 ? 100 : Infinity)
    builder.add(readRange(`2001:${(n * 7919).toString(16).slice(-4)}:${n.toString(16)}::/48`), 100)
  }
  const set = atOnce(builder.build())
  for (let n = 0; n < many; n++) {
    const at = (atMs: number) => set.has(readRange(`${n % 200}.${n >>> 8}.${n & 255}.77`), atMs)
    expect([at(50), at(100)]).toEqual([true, n % 2 !== 0])
    const six = readRange(`2001:${(n * 7919).toString(16).slice(-4)}:${n.toString(16)}::9`)
    expect(set.has(six, 50)).toBe(true)
  }
  expect(set.has(readRange('201.0.0.1'), 50)).toBe(false)
  expect(set.has(readRange('2002::1'), 50)).toBe(false)
})
