import { unknownBecause } from '@gatehouse/contract'
import { SHOP, type FoldedEvent } from './folded-event.ts'
import { isCountedBy, type SharePlan } from './window-plan.ts'

const DAY_MS = 86_400_000
/** How far back days teach what is usual. */
export const SHARE_DAYS = 14
/** Fewer days than a week do not tell weekdays from weekends. */
export const SHARE_DAYS_MIN = 7
/** Two weeks and more, so that late events find the days before their own. */
const RING = 32
const RING_MASK = RING - 1
/** There are some 40 bands of amounts. */
const KEYS_MAX = 64
const SHOPS_MAX = 2000

const TOO_LITTLE_HISTORY = unknownBecause('too_little_history')

/** Events per day. */
class DayRing {
  readonly #counts = new Uint32Array(RING)
  latest = -Infinity
  /** What was worked out last: for which day, and how often earlier days had changed by then. */
  told: { readonly day: number; readonly late: number; readonly share: number } | null = null

  add(day: number, sign: 1 | -1): void {
    if (day <= this.latest - RING) return
    if (day > this.latest) {
      const from = Math.max(this.latest + 1, day - RING + 1)
      for (let at = from; at <= day; at += 1) this.#counts[at & RING_MASK] = 0
      this.latest = day
    }
    this.#counts[day & RING_MASK] = (this.#counts[day & RING_MASK] ?? 0) + sign
  }

  count(day: number): number {
    if (day > this.latest || day <= this.latest - RING) return 0
    return this.#counts[day & RING_MASK] ?? 0
  }
}

interface ShopDays {
  /** The latest day that was asked for, and how often a day before it was changed. */
  asked: number
  late: number
  readonly all: DayRing
  readonly keys: Map<number, DayRing>
}

/**
 * What is usual of a key, as a share of all that the shop has: of the calmer half of the last 14 days
 * taken together, with one event more than seen; or what the same weekday had of late twice. An
 * attack that does not last longer than a week cannot make itself usual, however slow it is.
 *
 * @param counts of one day each: of the key, of the whole shop; the first is yesterday
 */
export function usualShare(counts: readonly (readonly [key: number, all: number])[]): number {
  const days = counts
    .filter(([, all]) => all > 0)
    .toSorted(([a, ofA], [b, ofB]) => a * ofB - b * ofA)
    .slice(0, Math.ceil(counts.filter(([, all]) => all > 0).length / 2))
  const sum = (at: 0 | 1): number => days.reduce((total, day) => total + day[at], 0)
  const weekdays = [7, 14].map((back) => {
    const [key = 0, all = 0] = counts[back - 1] ?? []
    return key / (all + 1)
  })
  return Math.max((sum(0) + 1) / (sum(1) + 1), Math.min(...weekdays))
}

/** How the events of each shop spread over the keys of one entity that has few of them, by day. */
export class DailyShares {
  readonly #plan: SharePlan
  /** In the order in which they were first seen. */
  readonly #shops = new Map<number, ShopDays>()

  constructor(plan: SharePlan) {
    this.#plan = plan
  }

  get bytes(): number {
    let rings = 0
    for (const { keys } of this.#shops.values()) rings += 1 + keys.size
    return rings * RING * 4
  }

  add(event: FoldedEvent, sign: 1 | -1): void {
    const { entity } = this.#plan
    if (!isCountedBy(this.#plan, event)) return
    const day = dayOf(event)
    const shop = this.#shopAt(event)
    if (day < shop.asked) shop.late += 1
    shop.all.add(day, sign)
    if ((event.entities & (1 << entity)) === 0) return
    const key = keyOf(event, entity)
    let ring = shop.keys.get(key)
    if (ring === undefined) {
      if (shop.keys.size >= KEYS_MAX) return
      ring = new DayRing()
      shop.keys.set(key, ring)
    }
    ring.add(day, sign)
  }

  read(event: FoldedEvent): number | typeof TOO_LITTLE_HISTORY {
    const shop = this.#shops.get(keyOf(event, SHOP))
    if (shop === undefined) return TOO_LITTLE_HISTORY
    const ring = shop.keys.get(keyOf(event, this.#plan.entity))
    const today = dayOf(event)
    if (today > shop.asked) shop.asked = today
    // A day that is over changes only by what comes late, so a share is worked out once a day.
    if (ring?.told?.day === today && ring.told.late === shop.late) return ring.told.share
    const counts = Array.from({ length: SHARE_DAYS }, (_, back) => {
      const day = today - 1 - back
      return [ring?.count(day) ?? 0, shop.all.count(day)] as const
    })
    const isYoung = counts.slice(SHARE_DAYS_MIN - 1).every(([, all]) => all === 0)
    if (isYoung) return TOO_LITTLE_HISTORY
    const share = usualShare(counts)
    if (ring !== undefined) ring.told = { day: today, late: shop.late, share }
    return share
  }

  #shopAt(event: FoldedEvent): ShopDays {
    const key = keyOf(event, SHOP)
    let shop = this.#shops.get(key)
    if (shop === undefined) {
      if (this.#shops.size >= SHOPS_MAX) this.#shops.delete(this.#shops.keys().next().value ?? 0)
      shop = { asked: -Infinity, late: 0, all: new DayRing(), keys: new Map() }
      this.#shops.set(key, shop)
    }
    return shop
  }
}

function dayOf(event: FoldedEvent): number {
  return Math.floor(event.timeMs / DAY_MS)
}

/** 53 of the key's 64 bits. */
function keyOf({ hi, lo }: FoldedEvent, entity: number): number {
  return (hi[entity] ?? 0) * 2 ** 21 + ((lo[entity] ?? 0) >>> 11)
}
