/** Newest orders that are remembered of an entity: more say no more of when it began and ended. */
export const FRAUD_TIMES_MAX = 32

/**
 * When the orders of an entity were placed that are known as fraud, by the entity's 64-bit key. It
 * grows with reports, not with orders: most entities never stand here.
 */
export class FraudTimes {
  readonly #times = new Map<number, number[]>()

  add(hi: number, lo: number, timeMs: number): void {
    const key = keyOf(hi, lo)
    const times = this.#times.get(key)
    if (times === undefined) {
      this.#times.set(key, [timeMs])
      return
    }
    let at = times.length
    while (at > 0 && times[at - 1]! > timeMs) at--
    times.splice(at, 0, timeMs)
    if (times.length > FRAUD_TIMES_MAX) times.shift()
  }

  remove(hi: number, lo: number, timeMs: number): void {
    const key = keyOf(hi, lo)
    const times = this.#times.get(key)
    const at = times?.indexOf(timeMs) ?? -1
    if (times === undefined || at < 0) return
    times.splice(at, 1)
    if (times.length === 0) this.#times.delete(key)
  }

  /**
   * Of the orders not placed before a time the newest and the oldest.
   *
   * @param ownMs when the order that asks was placed, if it is known as fraud itself: it is left out
   * @returns `null`: there is none
   */
  of(hi: number, lo: number, notBeforeMs: number, ownMs: number | null): FraudSpan | null {
    const times = this.#times.get(keyOf(hi, lo))
    if (times === undefined) return null
    const own = ownMs === null ? -1 : times.indexOf(ownMs)
    let oldest = -1
    let newest = -1
    for (let at = 0; at < times.length; at++) {
      if (at === own || times[at]! < notBeforeMs) continue
      if (oldest < 0) oldest = at
      newest = at
    }
    return newest < 0 ? null : { oldestMs: times[oldest]!, newestMs: times[newest]! }
  }
}

export interface FraudSpan {
  readonly oldestMs: number
  readonly newestMs: number
}

/** 53 of the 64 bits: all that a number holds. Keys are parts of keyed hashes, spread already. */
function keyOf(hi: number, lo: number): number {
  return hi * 2 ** 21 + (lo >>> 11)
}
