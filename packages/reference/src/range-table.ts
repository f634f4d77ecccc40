import type { ParsedIp } from './ip-address.ts'
import type { Table, TableFile } from './table-file.ts'
import { tableOf } from './table-file.ts'

/**
 * Address ranges to numbers of 1 to 2^24 - 1; 0 means nothing is known there. A range reaches to
 * the start of the next one, so only starts are kept, and of a start only the part that its bucket
 * does not tell: 5 bytes per IPv4 range (bucket: the upper 16 bits), 7 per IPv6 range (bucket: the
 * upper 32 bits; bits 65..128 are below what any source locates).
 */
export class RangeTable {
  readonly #v4: Buckets
  readonly #v6: Buckets

  constructor(v4: Buckets, v6: Buckets) {
    this.#v4 = v4
    this.#v6 = v6
  }

  static from(file: TableFile): RangeTable {
    return new RangeTable(bucketsOf(file, 'v4', Uint16Array), bucketsOf(file, 'v6', Uint32Array))
  }

  find({ version, words }: ParsedIp): number {
    const a = words[0]
    return version === 4 ? lookUp(this.#v4, a >>> 16, a & 0xffff) : lookUp(this.#v6, a, words[1])
  }
}

interface Buckets {
  readonly tops: Uint32Array
  /** Where each bucket's ranges begin; one more than `tops`. */
  readonly begins: Uint32Array
  readonly lows: Uint16Array | Uint32Array
  readonly valuesLow: Uint16Array
  readonly valuesHigh: Uint8Array
  /** How many bits of a top lie below the 16 that `firsts` goes by. */
  readonly shift: number
  /**
   * For each value of the upper 16 bits, how many tops lie below it: where to look, not a search.
   * `null` where a source's networks overlap, so that the tops do not ascend: all are searched.
   */
  readonly firsts: Uint32Array | null
}

function bucketsOf(
  file: TableFile,
  name: 'v4' | 'v6',
  lowType: typeof Uint16Array | typeof Uint32Array,
): Buckets {
  const tops = tableOf(file, `${name}_tops`, Uint32Array)
  const shift = name === 'v4' ? 0 : 16
  return {
    tops,
    shift,
    firsts: isAscending(tops) ? countBelow(tops, shift) : null,
    begins: tableOf(file, `${name}_begins`, Uint32Array),
    lows: tableOf<Uint16Array | Uint32Array>(file, `${name}_lows`, lowType),
    valuesLow: tableOf(file, `${name}_values_low`, Uint16Array),
    valuesHigh: tableOf(file, `${name}_values_high`, Uint8Array),
  }
}

function isAscending(tops: Uint32Array): boolean {
  for (let at = 1; at < tops.length; at++) if (tops[at - 1]! >= tops[at]!) return false
  return true
}

function countBelow(tops: Uint32Array, shift: number): Uint32Array {
  const firsts = new Uint32Array(65_537)
  let count = 0
  for (let upper = 0; upper < firsts.length; upper++) {
    while (count < tops.length && tops[count]! >>> shift < upper) count++
    firsts[upper] = count
  }
  return firsts
}

/** Last range that starts at or before the address; it may lie in an earlier bucket. */
function lookUp(buckets: Buckets, top: number, low: number): number {
  const { tops, firsts, shift } = buckets
  const upper = top >>> shift
  const bucket =
    firsts === null
      ? lastAtMost(tops, top, 0, tops.length)
      : lastAtMost(tops, top, firsts[upper]!, firsts[upper + 1]!)
  if (bucket < 0) return 0
  const begin = buckets.begins[bucket] ?? 0
  const end = buckets.begins[bucket + 1] ?? 0
  const inside = tops[bucket] === top
  const at = inside ? lastAtMost(buckets.lows, low, begin, end) : end - 1
  // Nothing in this bucket starts early enough: `at` is the last range of the bucket before.
  if (at < 0) return 0
  return (buckets.valuesHigh[at] ?? 0) * 65536 + (buckets.valuesLow[at] ?? 0)
}

/** Index in [begin, end) of the last value <= `wanted`, else `begin - 1`. */
function lastAtMost(
  values: Uint16Array | Uint32Array,
  wanted: number,
  begin: number,
  end: number,
): number {
  let low = begin
  let high = end
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((values[middle] ?? 0) <= wanted) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Appends ranges in ascending order of their starts; neighbours of one value become one. */
export class RangeBuilder {
  #count = 0
  #tops = new Uint32Array(1024)
  #lows = new Uint32Array(1024)
  #values = new Uint32Array(1024)

  /** `top` and `low` as `RangeTable` splits them. */
  add(top: number, low: number, value: number): void {
    const last = this.#count - 1
    if (last >= 0) {
      const sameStart = this.#tops[last] === top && this.#lows[last] === low
      if (sameStart) this.#count--
      const before = this.#count - 1
      if (before >= 0 && this.#values[before] === value) return
    }
    if (this.#count === this.#tops.length) this.#grow()
    this.#tops[this.#count] = top
    this.#lows[this.#count] = low
    this.#values[this.#count++] = value
  }

  #grow(): void {
    const grown = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const table = new Uint32Array(old.length * 2)
      table.set(old)
      return table
    }
    this.#tops = grown(this.#tops)
    this.#lows = grown(this.#lows)
    this.#values = grown(this.#values)
  }

  tables(name: 'v4' | 'v6'): Record<string, Table> {
    const count = this.#count
    const tops: number[] = []
    const begins: number[] = []
    const lows = name === 'v4' ? new Uint16Array(count) : new Uint32Array(count)
    const valuesLow = new Uint16Array(count)
    const valuesHigh = new Uint8Array(count)
    let lastTop = -1
    for (let at = 0; at < count; at++) {
      const top = this.#tops[at] ?? 0
      if (top !== lastTop) {
        tops.push(top)
        begins.push(at)
        lastTop = top
      }
      const value = this.#values[at] ?? 0
      lows[at] = this.#lows[at] ?? 0
      valuesLow[at] = value
      valuesHigh[at] = value >>> 16
    }
    begins.push(count)
    return {
      [`${name}_tops`]: Uint32Array.from(tops),
      [`${name}_begins`]: Uint32Array.from(begins),
      [`${name}_lows`]: lows,
      [`${name}_values_low`]: valuesLow,
      [`${name}_values_high`]: valuesHigh,
    }
  }
}
