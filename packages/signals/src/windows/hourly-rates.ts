import { unknownBecause, type Unknown } from '@gatehouse/contract'
import type { FoldedEvent } from './folded-event.ts'
import { SHOP } from './folded-event.ts'
import { isCountedBy, type UsualPlan } from './window-plan.ts'

const HOUR_MS = 3_600_000
export const WEEK_HOURS = 7 * 24
/** How far back "usual" looks. */
export const WEEKS = 4
/** The busiest hours of a week teach nothing: an attack must not become what is usual. */
export const HOURS_LEFT_OUT = 8
/** Five weeks and more, so that late events find the hours before their own. */
const RING = 1024
const RING_MASK = RING - 1
/** About 20 KB each, if every counter of theirs is in use. */
const SHOPS_MAX = 2000

const TOO_LITTLE_HISTORY = unknownBecause('too_little_history')

interface Usual {
  readonly perHour: number
  /** `perHour` over the mean of the week: 1 or more. */
  readonly hourFactor: number
}

/** Events per hour of one counter of one shop, and what of it is usual at the hour last asked for. */
class HourRing {
  readonly #counts = new Uint32Array(RING)
  #latest = -Infinity
  #askedHour = NaN
  #usual: Usual | null = null

  add(hour: number, sign: 1 | -1): void {
    if (hour <= this.#latest - RING) return
    if (hour > this.#latest) this.#advance(hour)
    const slot = hour & RING_MASK
    this.#counts[slot] = (this.#counts[slot] ?? 0) + sign
    if (hour < this.#askedHour) this.#askedHour = NaN
  }

  count(hour: number): number {
    if (hour > this.#latest || hour <= this.#latest - RING) return 0
    return this.#counts[hour & RING_MASK] ?? 0
  }

  /** The earliest hour with an event in the weeks before this one; `hour` when there is none. */
  firstBefore(hour: number): number {
    for (let at = hour - WEEKS * WEEK_HOURS; at < hour; at += 1) if (this.count(at) > 0) return at
    return hour
  }

  /** The hours before this one decide; its own do not, so that an hour is worked out once. */
  usual(hour: number, weeks: number): Usual {
    if (this.#askedHour !== hour || this.#usual === null) {
      this.#usual = usualOf((back) => this.count(hour - back), weeks)
      this.#askedHour = hour
    }
    return this.#usual
  }

  #advance(hour: number): void {
    const from = Math.max(this.#latest + 1, hour - RING + 1)
    for (let at = from; at <= hour; at += 1) this.#counts[at & RING_MASK] = 0
    this.#latest = hour
  }
}

/**
 * What is usual of a counter: the larger of the mean of the last week, without its busiest hours and
 * with one event more than seen (nothing is impossible), and the middle of the same hour in the
 * weeks before. Larger, so that neither a busy evening nor a growing shop is called an anomaly.
 *
 * @param countBack events in the hour so many hours before the one that is asked for
 * @param weeks of history, 1 to `WEEKS`
 */
export function usualOf(countBack: (hours: number) => number, weeks: number): Usual {
  const week = Array.from({ length: WEEK_HOURS }, (_, back) => countBack(back + 1))
  const calm = week.toSorted((a, b) => a - b).slice(0, WEEK_HOURS - HOURS_LEFT_OUT)
  const mean = (1 + calm.reduce((sum, count) => sum + count, 0)) / calm.length
  const sameHour = Array.from({ length: weeks }, (_, week_) => countBack((week_ + 1) * WEEK_HOURS))
  const perHour = Math.max(mean, median(sameHour))
  return { perHour: rounded(perHour), hourFactor: rounded(perHour / mean) }
}

const OF_NOTHING = usualOf(() => 0, 1)

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

interface ShopRates {
  /** By counter; absent while nothing was counted. */
  readonly rings: (HourRing | undefined)[]
  /** Every event: the shop was there. */
  readonly any: HourRing
  hour: number
}

/** How many events of a kind a shop has per hour, and what is usual, from its own last weeks. */
export class HourlyRates {
  readonly #plan: UsualPlan
  /** In the order in which their latest hour began: the first is the one that was quiet longest. */
  readonly #shops = new Map<number, ShopRates>()

  constructor(plan: UsualPlan) {
    this.#plan = plan
  }

  get bytes(): number {
    let rings = 0
    for (const shop of this.#shops.values()) {
      rings += 1 + shop.rings.filter((ring) => ring !== undefined).length
    }
    return rings * RING * 4
  }

  add(event: FoldedEvent, sign: 1 | -1): void {
    if (this.#plan.outputs.length === 0 || (event.entities & (1 << SHOP)) === 0) return
    const hour = hourOf(event)
    const shop = this.#shopAt(event, hour)
    let isCounted = false
    for (const [at, counter] of this.#plan.counters.entries()) {
      if (!isCountedBy(counter, event)) continue
      const ring = (shop.rings[at] ??= new HourRing())
      ring.add(hour, sign)
      isCounted = true
    }
    if (isCounted) shop.any.add(hour, sign)
  }

  /** Puts the value of every such window at its place. */
  read(event: FoldedEvent, values: (number | Unknown)[]): void {
    const { outputs } = this.#plan
    if (outputs.length === 0) return
    const hour = hourOf(event)
    const shop = this.#shops.get(keyOf(event))
    const history = shop === undefined ? 0 : hour - shop.any.firstBefore(hour)
    const weeks = Math.min(WEEKS, Math.floor(history / WEEK_HOURS))
    for (const { window, counter, of } of outputs) {
      const usual =
        shop === undefined || weeks === 0
          ? null
          : (shop.rings[counter]?.usual(hour, weeks) ?? OF_NOTHING)
      values[window] =
        usual === null ? TOO_LITTLE_HISTORY : of === 'per_hour' ? usual.perHour : usual.hourFactor
    }
  }

  #shopAt(event: FoldedEvent, hour: number): ShopRates {
    const key = keyOf(event)
    let shop = this.#shops.get(key)
    if (shop === undefined) {
      shop = { rings: [], any: new HourRing(), hour }
      if (this.#shops.size >= SHOPS_MAX) this.#shops.delete(this.#shops.keys().next().value ?? 0)
      this.#shops.set(key, shop)
    } else if (hour > shop.hour) {
      shop.hour = hour
      this.#shops.delete(key)
      this.#shops.set(key, shop)
    }
    return shop
  }
}

function hourOf(event: FoldedEvent): number {
  return Math.floor(event.timeMs / HOUR_MS)
}

/** 53 of the key's 64 bits. */
function keyOf({ hi, lo }: FoldedEvent): number {
  return (hi[SHOP] ?? 0) * 2 ** 21 + ((lo[SHOP] ?? 0) >>> 11)
}
