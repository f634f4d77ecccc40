import { SketchRing } from './sketch-ring.ts'
import type { SpanPlan } from './window-plan.ts'

/** Buckets per duration: a read is wrong by at most how uneven one of 64 buckets is. */
const BUCKETS = 64
/** Twice the duration, so that late events find the buckets of their own time. */
const RING = 128
const RING_MASK = RING - 1

/**
 * One duration of one key that has too many events in it to be counted one by one: counts and
 * sums per bucket of event time, and sketches for different values. The content depends on which
 * events were added, not on their order.
 */
export class SpanRing {
  /** Set when the events of this duration are too spread in the chain to be looked up one by one. */
  pinned = false
  readonly #bucketMs: number
  readonly #numbers = new Float64Array(RING).fill(-Infinity)
  readonly #counts = new Uint32Array(RING)
  readonly #amounts: Float64Array | undefined
  readonly #quantities: Float64Array | undefined
  readonly #sketches: (SketchRing | undefined)[] = []
  /** The bucket that the sums of whole buckets end at; events that come meanwhile change them. */
  #summedAt = NaN
  #wholeAmount = 0
  #wholeQuantity = 0
  /** Set by `read`: events in the part of the duration that whole buckets cover. */
  certain = 0
  /** Set by `read`. */
  count = 0
  amount = 0
  quantity = 0

  constructor(plan: SpanPlan) {
    this.#bucketMs = plan.durationMs / BUCKETS
    if (plan.amount) this.#amounts = new Float64Array(RING)
    if (plan.quantity) this.#quantities = new Float64Array(RING)
    for (const slot of plan.slots) this.#sketches[slot] = new SketchRing(plan.durationMs)
  }

  get bytes(): number {
    let bytes = RING * 12
    if (this.#amounts !== undefined) bytes += RING * 8
    if (this.#quantities !== undefined) bytes += RING * 8
    for (const sketch of this.#sketches) bytes += sketch?.bytes ?? 0
    return bytes
  }

  /** Adds an event, or takes one back with `sign` -1. */
  add(timeMs: number, amountMinor: number, quantity: number, sign: 1 | -1): void {
    const bucket = Math.floor(timeMs / this.#bucketMs)
    const slot = bucket & RING_MASK
    const there = this.#numbers[slot] ?? 0
    if (there !== bucket) {
      if (there > bucket || sign < 0) return
      this.#numbers[slot] = bucket
      if (there > this.#summedAt - BUCKETS) this.#summedAt = NaN
      this.#counts[slot] = 0
      this.#amounts?.fill(0, slot, slot + 1)
      this.#quantities?.fill(0, slot, slot + 1)
    }
    this.#counts[slot] = (this.#counts[slot] ?? 0) + sign
    if (this.#amounts !== undefined) {
      this.#amounts[slot] = (this.#amounts[slot] ?? 0) + sign * amountMinor
    }
    if (this.#quantities !== undefined) {
      this.#quantities[slot] = (this.#quantities[slot] ?? 0) + sign * quantity
    }
    if (bucket <= this.#summedAt && bucket > this.#summedAt - BUCKETS) {
      this.certain += sign
      this.#wholeAmount += sign * amountMinor
      this.#wholeQuantity += sign * quantity
    }
  }

  addValue(slot: number, timeMs: number, value: number): void {
    this.#sketches[slot]?.add(timeMs, value)
  }

  dependsOnValue(slot: number, timeMs: number, value: number): boolean {
    return this.#sketches[slot]?.dependsOn(timeMs, value) ?? false
  }

  /**
   * Sets the sums for the duration up to `timeMs`. The oldest bucket counts by the share of it that
   * is covered, the newest in full: nothing can be later than now, and for a late event too much is
   * the safe side.
   */
  read(timeMs: number): void {
    const position = timeMs / this.#bucketMs
    const newest = Math.floor(position)
    const passed = position - newest
    if (newest !== this.#summedAt) this.#sumUp(newest)
    this.count = this.certain
    this.amount = this.#wholeAmount
    this.quantity = this.#wholeQuantity
    this.#take(newest - BUCKETS, 1 - passed)
  }

  #sumUp(newest: number): void {
    this.count = 0
    this.amount = 0
    this.quantity = 0
    for (let age = 0; age < BUCKETS; age += 1) this.#take(newest - age, 1)
    this.certain = this.count
    this.#wholeAmount = this.amount
    this.#wholeQuantity = this.quantity
    this.#summedAt = newest
  }

  different(slot: number, timeMs: number): number {
    return this.#sketches[slot]?.estimate(timeMs) ?? 0
  }

  /** What `different` would tell if the value had been added at `timeMs`. */
  differentWith(slot: number, timeMs: number, value: number): number {
    return this.#sketches[slot]?.estimateWith(timeMs, value) ?? 0
  }

  #take(bucket: number, share: number): void {
    const slot = bucket & RING_MASK
    if (this.#numbers[slot] !== bucket) return
    this.count += (this.#counts[slot] ?? 0) * share
    if (this.#amounts !== undefined) this.amount += (this.#amounts[slot] ?? 0) * share
    if (this.#quantities !== undefined) this.quantity += (this.#quantities[slot] ?? 0) * share
  }
}
