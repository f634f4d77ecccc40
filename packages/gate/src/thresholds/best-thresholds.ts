import type { Figure } from './priced-order.ts'
import { figureAt, type Place, type ProfitGrid } from './profit-grid.ts'

/** What the thresholds of a shop have to keep to. */
export interface ThresholdLimits {
  /** Fraud among the orders that go on, at most: 0.005 is 0.5 %. */
  readonly fraudShare: number
  /** Share of orders that people can look at. */
  readonly reviewShare: number
}

/** `fraud_share`, `review_share`: no pair of thresholds keeps to it; what stands is the nearest. */
export type Unreachable = 'fraud_share' | 'review_share' | null

export interface BestThresholds {
  readonly place: Place
  readonly unreachable: Unreachable
}

/** The figures that a search reads. */
export const SEARCHED = [
  'profit',
  'through',
  'fraudThrough',
  'reviewed',
] as const satisfies Figure[]

/** What adding up in another order changes. */
const NOISE = 1e-9

export interface Search {
  readonly grid: Pick<ProfitGrid, (typeof SEARCHED)[number]>
  readonly levels: Float64Array
  readonly orders: number
  /** Where the thresholds stand today: of pairs that earn the same the nearest is taken. */
  readonly today: Place
  readonly limits: ThresholdLimits
}

/** The pair of thresholds that earns most within the limits, of all pairs. */
export function bestThresholds(search: Search): BestThresholds {
  const { profit, reviewed } = search.grid
  const isReviewable = (place: Place) => hasTimeFor(search, place)
  const best = most(
    search,
    (place) => keepsTo(search, place),
    (place) => figureAt(profit, place),
  )
  if (best !== null) return { place: best, unreachable: null }
  const safest = most(search, isReviewable, (place) => -fraudShareAt(search, place))
  if (safest !== null) return { place: safest, unreachable: 'fraud_share' }
  const calmest = most(
    search,
    () => true,
    (place) => -figureAt(reviewed, place),
  )
  return { place: calmest!, unreachable: 'review_share' }
}

/** Whether a pair of thresholds keeps to the limits. */
export function keepsTo(search: Search, place: Place): boolean {
  return (
    hasTimeFor(search, place) && fraudShareAt(search, place) <= search.limits.fraudShare + NOISE
  )
}

/** @returns share of fraud among what goes on; 0 where nothing does */
export function fraudShareAt({ grid }: Pick<Search, 'grid'>, place: Place): number {
  const through = figureAt(grid.through, place)
  return through < 0.5 ? 0 : figureAt(grid.fraudThrough, place) / through
}

function hasTimeFor({ grid, orders, limits }: Search, place: Place): boolean {
  return figureAt(grid.reviewed, place) <= limits.reviewShare * orders + NOISE
}

function most(
  { levels, today }: Search,
  isFit: (place: Place) => boolean,
  worth: (place: Place) => number,
): Place | null {
  const distance = ({ reject, submit }: Place) =>
    Math.abs(levels[reject]! - levels[today.reject]!) +
    Math.abs(levels[submit]! - levels[today.submit]!)
  let best: Place | null = null
  let highest = -Infinity
  for (let reject = 0; reject < levels.length; reject++) {
    for (let submit = reject; submit < levels.length; submit++) {
      const place = { reject, submit }
      const value = worth(place)
      const step = NOISE * Math.max(1, Math.abs(highest))
      if (best !== null && value < highest - step) continue
      const isBetter = best === null || value > highest + step || distance(place) < distance(best)
      if (!isBetter || !isFit(place)) continue
      best = place
      highest = Math.max(highest, value)
    }
  }
  return best
}
