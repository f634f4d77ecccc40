import { spread } from './hyper-log-log.ts'

/** Twice the most events that are counted one by one, and room for one more: never full. */
const SLOTS = 512
const SLOT_MASK = SLOTS - 1

/**
 * Counts different values per duration in one walk: for each value the shortest duration it is in.
 * Emptied by raising a stamp, not by clearing.
 */
export class DistinctSet {
  /** Values whose shortest duration is this one. */
  readonly perSpan: Uint32Array
  readonly #values = new Uint32Array(SLOTS)
  readonly #spans = new Uint8Array(SLOTS)
  readonly #stamps = new Uint32Array(SLOTS)
  #stamp = 0

  constructor(spans: number) {
    this.perSpan = new Uint32Array(spans)
  }

  clear(): void {
    this.perSpan.fill(0)
    this.#stamp = (this.#stamp + 1) >>> 0
    if (this.#stamp === 0) {
      this.#stamps.fill(0)
      this.#stamp = 1
    }
  }

  /** At most `SLOTS / 2` different values between two calls of `clear`. */
  add(value: number, span: number): void {
    let slot = spread(value) & SLOT_MASK
    while (this.#stamps[slot] === this.#stamp) {
      if (this.#values[slot] === value) {
        const before = this.#spans[slot] ?? 0
        if (span < before) this.#move(slot, before, span)
        return
      }
      slot = (slot + 1) & SLOT_MASK
    }
    this.#stamps[slot] = this.#stamp
    this.#values[slot] = value
    this.#spans[slot] = span
    this.perSpan[span] = (this.perSpan[span] ?? 0) + 1
  }

  /** The shortest duration that the value is in; `Infinity` when it is in none. */
  spanOf(value: number): number {
    let slot = spread(value) & SLOT_MASK
    while (this.#stamps[slot] === this.#stamp) {
      if (this.#values[slot] === value) return this.#spans[slot] ?? 0
      slot = (slot + 1) & SLOT_MASK
    }
    return Infinity
  }

  #move(slot: number, from: number, to: number): void {
    this.#spans[slot] = to
    this.perSpan[from] = (this.perSpan[from] ?? 0) - 1
    this.perSpan[to] = (this.perSpan[to] ?? 0) + 1
  }
}
