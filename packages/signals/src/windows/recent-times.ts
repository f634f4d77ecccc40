const FIRST = 16
const MAX = 256
/** When it is full so many of the oldest go at once. */
const LET_GO = 64

/** In place of a count: there may be events that are not held. */
export const NOT_HELD = -1

/**
 * The times of the newest events of one key, in order: how many lie in a window is told by two
 * searches, where a walk would look at every one of them. What it tells is exact, or it tells nothing.
 */
export class RecentTimes {
  #times = new Float64Array(FIRST)
  #held = 0
  /** Every event later than this is held. */
  #heldAfterMs: number

  /** @param latestMs no event that came before this was made is later */
  constructor(latestMs: number) {
    this.#heldAfterMs = latestMs
  }

  get bytes(): number {
    return this.#times.length * 8
  }

  add(timeMs: number): void {
    if (timeMs <= this.#heldAfterMs) return
    if (this.#held === this.#times.length) this.#makeRoom()
    let at = this.#held
    while (at > 0 && (this.#times[at - 1] ?? 0) > timeMs) at -= 1
    if (at < this.#held) this.#times.copyWithin(at + 1, at, this.#held)
    this.#times[at] = timeMs
    this.#held += 1
  }

  remove(timeMs: number): void {
    const end = this.#upTo(timeMs)
    if (end === 0 || this.#times[end - 1] !== timeMs) return
    this.#times.copyWithin(end - 1, end, this.#held)
    this.#held -= 1
  }

  /** Events later than `fromMs` and not later than `toMs`, or `NOT_HELD`. */
  count(fromMs: number, toMs: number): number {
    if (fromMs < this.#heldAfterMs) return NOT_HELD
    return this.#upTo(toMs) - this.#upTo(fromMs)
  }

  /** How many are not later than this. */
  #upTo(timeMs: number): number {
    let low = 0
    let high = this.#held
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#times[middle] ?? 0) <= timeMs) low = middle + 1
      else high = middle
    }
    return low
  }

  #makeRoom(): void {
    if (this.#times.length < MAX) {
      const times = new Float64Array(this.#times.length * 2)
      times.set(this.#times)
      this.#times = times
      return
    }
    this.#heldAfterMs = this.#times[LET_GO - 1] ?? Infinity
    // Of several at the same time none may stay behind alone.
    const gone = this.#upTo(this.#heldAfterMs)
    this.#times.copyWithin(0, gone, this.#held)
    this.#held -= gone
  }
}
