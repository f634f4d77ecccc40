import type { IpRange, ParsedIp } from '@gatehouse/reference'
import { GrowingKeys } from './growing-keys.ts'
import { orderOf } from './radix-order.ts'
import { SLICE_ITEMS, type Slices } from './slices.ts'
import { lastAtMost, type SortedKeys } from './sorted-keys.ts'

/** Networks with their expiries. Where several contain an address, the one that lasts longest counts. */
export interface RangeSet {
  readonly size: number
  /** Whether a network that has not expired contains the address. */
  has(ip: ParsedIp, atMs: number): boolean
  /** What the tables take. */
  readonly bytes: number
}

export interface RangeSetBuilder {
  add(range: IpRange, expiresAtMs: number): void
  build(): Slices<RangeSet>
}

const WORDS = { 4: 1, 6: 4 } as const

export function rangeSetBuilder(): RangeSetBuilder {
  const rows = { 4: new GrowingKeys(WORDS[4]), 6: new GrowingKeys(WORDS[6]) }
  return {
    add: ({ version, words, bits }, expiresAtMs) => rows[version].add(words, bits, expiresAtMs),
    *build() {
      const segments = { 4: yield* segmentsOf(rows[4]), 6: yield* segmentsOf(rows[6]) }
      return {
        size: rows[4].count + rows[6].count,
        bytes: bytesOf(segments[4]) + bytesOf(segments[6]),
        has({ version, words }, atMs) {
          const of = segments[version]
          const at = lastAtMost(of, words)
          return at >= 0 && of.expiries[at]! > atMs
        },
      }
    },
  }
}

/**
 * The address space cut where the answer changes: each segment reaches to the start of the next
 * one, and lasts as long as the network around it that lasts longest. At most two a network.
 */
interface Segments extends SortedKeys {
  /** `-Infinity`: no network. */
  readonly expiries: Float64Array
}

function bytesOf({ words, expiries }: Segments): number {
  return words.reduce((sum, column) => sum + column.byteLength, expiries.byteLength)
}

/** Networks contain each other or have nothing in common, so those around a place are a stack. */
function* segmentsOf({ keys, ties, expiries, width, count }: GrowingKeys): Slices<Segments> {
  const order = yield* orderOf(keys, width, count, ties)
  const cuts = new Cuts(width)
  const open = new OpenNetworks(width)
  // One array for all: a million networks leave no garbage.
  const start: number[] = Array.from({ length: width }, () => 0)
  for (let at = 0; at < count; at++) {
    const index = order[at]!
    for (let word = 0; word < width; word++) start[word] = keys[index * width + word]!
    open.closeBefore(start, cuts)
    const expiresAtMs = Math.max(expiries[index]!, open.expiresAtMs)
    cuts.add(start, expiresAtMs)
    open.push(start, ties[index]!, expiresAtMs)
    if (at % SLICE_ITEMS === SLICE_ITEMS - 1) yield
  }
  open.closeBefore(null, cuts)
  return yield* cuts.finish()
}

/** The networks that a sweep over the address space is inside of. */
class OpenNetworks {
  readonly #width: number
  /** First address behind each; `null` behind the last address that there is. */
  readonly #ends: (number[] | null)[] = []
  readonly #expiries: number[] = []

  constructor(width: number) {
    this.#width = width
  }

  get expiresAtMs(): number {
    return this.#expiries.at(-1) ?? -Infinity
  }

  push(start: readonly number[], bits: number, expiresAtMs: number): void {
    this.#ends.push(behind(start, bits))
    this.#expiries.push(expiresAtMs)
  }

  /** Leaves those that end at or before a place; `null`: all of them. */
  closeBefore(place: readonly number[] | null, cuts: Cuts): void {
    for (let last = this.#ends.length - 1; last >= 0; last--) {
      const end = this.#ends[last]!
      if (place !== null && (end === null || compare(end, place, this.#width) > 0)) return
      this.#ends.pop()
      this.#expiries.pop()
      if (end !== null) cuts.add(end, this.expiresAtMs)
    }
  }
}

/** The segments so far. */
class Cuts {
  readonly #made: GrowingKeys

  constructor(width: number) {
    this.#made = new GrowingKeys(width)
  }

  /** At a place that is at or behind the last one. */
  add(start: readonly number[], expiresAtMs: number): void {
    const made = this.#made
    if (made.count > 0 && this.#isLast(start)) made.count--
    const before = made.count === 0 ? -Infinity : made.expiries[made.count - 1]!
    if (before !== expiresAtMs) made.add(start, 0, expiresAtMs)
  }

  #isLast(start: readonly number[]): boolean {
    const { keys, width, count } = this.#made
    const from = (count - 1) * width
    for (let word = 0; word < width; word++) if (keys[from + word] !== start[word]) return false
    return true
  }

  *finish(): Slices<Segments> {
    const { keys, expiries, width, count } = this.#made
    const words: Uint32Array[] = []
    for (let word = 0; word < width; word++) {
      yield
      const column = new Uint32Array(count)
      for (let at = 0; at < count; at++) column[at] = keys[at * width + word]!
      words.push(column)
    }
    return { count, words, expiries: expiries.slice(0, count) }
  }
}

/** First address behind a network. */
function behind(start: readonly number[], bits: number): number[] | null {
  if (bits === 0) return null
  const end = start.slice()
  let at = (bits - 1) >>> 5
  end[at]! += 2 ** (31 - ((bits - 1) & 31))
  while (end[at]! > 0xffffffff) {
    end[at] = 0
    if (--at < 0) return null
    end[at]!++
  }
  return end
}

function compare(a: readonly number[], b: readonly number[], width: number): number {
  for (let at = 0; at < width; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return 0
}
