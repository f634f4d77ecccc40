import { createRandom, type Random } from '@gatehouse/scoring'
import { bestThresholds, type Search, type SEARCHED } from './best-thresholds.ts'
import type { Shares } from './priced-order.ts'
import { figureAt, profitGrid, type GridOrders, type Place } from './profit-grid.ts'

/** The ends of an interval are then those of five draws each. */
const DRAWS = 200
const OUTSIDE = 0.025

/** What moving to other thresholds would earn, as far as these orders can tell. */
export interface Gain {
  /** On the orders that the thresholds were chosen on. */
  readonly seen: number
  /** How much of that is there because they were chosen on these orders, on average. */
  readonly luck: number
  /** `seen` less `luck`, and where that lies with a probability of 95 %. */
  readonly expected: number
  readonly low: number
  readonly high: number
}

/**
 * Chooses again on orders that are drawn from the same ones with replacement: how much the gain
 * varies is its interval, and how much better a choice looks on the orders that it was made on than
 * on all is what choosing adds. B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993),
 * chapters 13 and 17. Counts of draws are Poisson, as for many orders they are.
 *
 * @param options the same orders and `seed`, the same interval
 */
export function gainOf(
  orders: GridOrders,
  shares: Shares<(typeof SEARCHED)[number]>,
  search: Search,
  best: Place,
  { seed, draws = DRAWS }: { readonly seed: number; readonly draws?: number | undefined },
): Gain {
  const random = createRandom(seed)
  const gainIn = ({ profit }: Search['grid'], place: Place) =>
    figureAt(profit, place) - figureAt(profit, search.today)
  const seen = gainIn(search.grid, best)
  const times = new Uint8Array(orders.cells.length)
  const gains: number[] = []
  let luck = 0
  for (let draw = 0; draw < draws; draw++) {
    let drawn = 0
    for (let order = 0; order < times.length; order++) {
      times[order] = poissonOfOne(random)
      drawn += times[order]!
    }
    const grid = profitGrid(orders, shares, times)
    const { place } = bestThresholds({ ...search, grid, orders: drawn })
    const gain = gainIn(grid, best)
    gains.push(gain)
    // What the draw gives to the best anyway says nothing about choosing, and is 0 on average.
    luck += (gainIn(grid, place) - gainIn(search.grid, place) - (gain - seen)) / draws
  }
  gains.sort((a, b) => a - b)
  const at = (share: number) => gains[Math.round(share * (draws - 1))]!
  return {
    seen,
    luck,
    expected: seen - luck,
    low: at(OUTSIDE) - luck,
    high: at(1 - OUTSIDE) - luck,
  }
}

const TIMES_MAX = 8
/** Probabilities that it is at most 0, 1, 2 ...: e^-1 / k! summed. */
const CUMULATIVE = (() => {
  const sums: number[] = []
  let term = Math.exp(-1)
  let sum = 0
  for (let count = 0; count < TIMES_MAX; count++) {
    sum += term
    sums.push(sum)
    term /= count + 1
  }
  return sums
})()

function poissonOfOne(random: Random): number {
  const drawn = random.next()
  let count = 0
  while (count < TIMES_MAX && drawn >= CUMULATIVE[count]!) count++
  return count
}
