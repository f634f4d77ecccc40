import type { IpRange, ParsedIp } from '@gatehouse/reference'
import { GrowingKeys } from './growing-keys.ts'
import { lastAtMost, orderOf } from './radix-order.ts'

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
  build(): RangeSet
}

const WORDS = { 4: 1, 6: 4 } as const

export function rangeSetBuilder(): RangeSetBuilder {
  const rows = { 4: new GrowingKeys(WORDS[4]), 6: new GrowingKeys(WORDS[6]) }
  return {
    add: ({ version, words, bits }, expiresAtMs) => rows[version].add(words, bits, expiresAtMs),
    build() {
      const segments = { 4: segmentsOf(rows[4]), 6: segmentsOf(rows[6]) }
      return {
        size: rows[4].count + rows[6].count,
        bytes: bytesOf(segments[4]) + bytesOf(segments[6]),
        has({ version, words }, atMs) {
          const { starts, expiries, width, count } = segments[version]
          const at = lastAtMost(starts, width, count, words)
          return at >= 0 && expiries[at]! > atMs
        },
      }
    },
  }
}

/**
 * The address space cut where the answer changes: each segment reaches to the start of the next
 * one, and lasts as long as the network around it that lasts longest. At most two a network.
 */
interface Segments {
  readonly width: number
  readonly count: number
  readonly starts: Uint32Array
  /** `-Infinity`: no network. */
  readonly expiries: Float64Array
}

function bytesOf({ starts, expiries }: Segments): number {
  return starts.byteLength + expiries.byteLength
}

/** A network that the sweep is inside of. */
interface Open {
  /** First address behind it; `null` behind the last address that there is. */
  readonly end: readonly number[] | null
  readonly expiresAtMs: number
}

/** Networks contain each other or have nothing in common, so those around a place are a stack. */
function segmentsOf({ keys, ties, expiries, width, count }: GrowingKeys): Segments {
  const order = orderOf(keys, width, count, ties)
  const made = new GrowingKeys(width)
  const open: Open[] = []
  const close = (start: readonly number[] | null) => {
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if (start !== null && (last.end === null || compare(last.end, start) > 0)) return
      open.pop()
      if (last.end !== null) cut(made, last.end, open.at(-1)?.expiresAtMs ?? -Infinity)
    }
  }
  for (const index of order) {
    const start = [...keys.subarray(index * width, (index + 1) * width)]
    close(start)
    const around = open.at(-1)?.expiresAtMs ?? -Infinity
    const expiresAtMs = Math.max(expiries[index]!, around)
    cut(made, start, expiresAtMs)
    open.push({ end: behind(start, ties[index]!), expiresAtMs })
  }
  close(null)
  return {
    width,
    count: made.count,
    starts: made.keys.slice(0, made.count * width),
    expiries: made.expiries.slice(0, made.count),
  }
}

/** Cuts at a place that is at or behind the last one. */
function cut(made: GrowingKeys, start: readonly number[], expiresAtMs: number): void {
  const { width, keys, expiries } = made
  const last = made.count - 1
  if (last >= 0 && start.every((word, at) => keys[last * width + at] === word)) made.count--
  const before = made.count === 0 ? -Infinity : expiries[made.count - 1]!
  if (before !== expiresAtMs) made.add(start, 0, expiresAtMs)
}

/** First address behind a network. */
function behind(start: readonly number[], bits: number): readonly number[] | null {
  if (bits === 0) return null
  const end = [...start]
  let at = (bits - 1) >>> 5
  end[at]! += 2 ** (31 - ((bits - 1) & 31))
  while (end[at]! > 0xffffffff) {
    end[at] = 0
    if (--at < 0) return null
    end[at]!++
  }
  return end
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return a[at]! - b[at]!
  return 0
}
