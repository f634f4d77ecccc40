import { personOf, type Person } from './people.ts'
import type { Random } from './random.ts'

const HOUR_MS = 3_600_000

/** Somebody comes to the checkout. */
export interface Visit {
  readonly atMs: number
  readonly person: Person
  readonly amount: number
}

/** How busy each hour of the day is, in hundredths of the average: people sleep, evenings are best. */
const HOURS = [
  35, 20, 12, 10, 12, 20, 40, 65, 90, 105, 115, 120, 120, 115, 110, 110, 115, 130, 155, 185, 215,
  205, 150, 86,
]
const WEEKDAYS = [0.95, 0.95, 0.95, 1, 0.95, 0.95, 1.25]
/** A newsletter: the shop has twice as much to do as usual for an hour. */
const SURGES_PER_WEEK = 2
const SURGE = 2

const RETURNING_SHARE = 0.45
const LOWEST_SHARE = 0.01
const LOWEST_PRICES = [1, 0.99, 1.5, 1.99, 2.49] as const
const MEDIAN_PRICE = 42
const PRICE_DEVIATION = 0.85

export interface TrafficPlan {
  readonly fromMs: number
  readonly toMs: number
  readonly checkoutsPerDay: number
}

/** Visits of a made-up shop, in the order of time: a week has its days, a day its hours. */
export function* inventedTraffic(plan: TrafficPlan, random: Random): Generator<Visit> {
  const people: Person[] = []
  const perHour = plan.checkoutsPerDay / 24
  for (let hourMs = plan.fromMs; hourMs < plan.toMs; hourMs += HOUR_MS) {
    const time = new Date(hourMs)
    const isSurge = random.chance(SURGES_PER_WEEK / 7 / 24)
    const busy = (HOURS[time.getUTCHours()]! / 100) * WEEKDAYS[time.getUTCDay()]!
    const meanMs = HOUR_MS / (perHour * busy * (isSurge ? SURGE : 1))
    let atMs = hourMs + random.exponential(meanMs)
    for (; atMs < Math.min(hourMs + HOUR_MS, plan.toMs); atMs += random.exponential(meanMs)) {
      yield { atMs: Math.floor(atMs), person: comer(people, random), amount: priceOf(random) }
    }
  }
}

function comer(people: Person[], random: Random): Person {
  if (people.length > 0 && random.chance(RETURNING_SHARE)) return random.pick(people)
  const person = personOf(random, String(people.length))
  people.push(person)
  return person
}

function priceOf(random: Random): number {
  if (random.chance(LOWEST_SHARE)) return random.pick(LOWEST_PRICES)
  return Math.max(3, Math.round(random.logNormal(MEDIAN_PRICE, PRICE_DEVIATION)) - 0.05)
}
