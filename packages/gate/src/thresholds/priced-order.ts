import { OUTCOMES, type Outcome } from '@gatehouse/contract'
import type { Standing } from '../redecide.ts'
import { worthOf, type Costs, type Truth } from '../worth.ts'

/** An order of the past, wherever the thresholds stand, and what it turned out to be. */
export interface PricedOrder extends Standing {
  /** `null`: nobody knows. It counts among the orders and is worth nothing. */
  readonly truth: Truth
  /** In the shop's currency. */
  readonly amount: number
  /** Orders that it stands for where money and fraud are counted: more than 1 where chance chose it. */
  readonly weight: number
}

/** What a pair of thresholds comes to, summed over orders. */
export interface Figures {
  /** What stopping fraud saved less what stopping good orders cost, against approving everything. */
  readonly profit: number
  /** The two parts of it. */
  readonly saved: number
  readonly lost: number
  /** Orders of which it is known what they are and that go on, and the fraud among them. */
  readonly through: number
  /** The sum of the squares of their weights: how sure a share of them is. */
  readonly throughSquares: number
  readonly fraudThrough: number
  /** What that fraud is worth. */
  readonly fraudThroughAmount: number
  /** What the good orders are worth that are declined. */
  readonly goodDeclinedAmount: number
  /** Orders by outcome. */
  readonly approved: number
  readonly challenged: number
  readonly reviewed: number
  readonly declined: number
}
export type Figure = keyof Figures

export const FIGURES = [
  'profit',
  'saved',
  'lost',
  'through',
  'throughSquares',
  'fraudThrough',
  'fraudThroughAmount',
  'goodDeclinedAmount',
  'approved',
  'challenged',
  'reviewed',
  'declined',
] as const satisfies readonly Figure[]

const COUNTED = {
  approve: 'approved',
  challenge: 'challenged',
  review: 'reviewed',
  decline: 'declined',
} as const satisfies Record<Outcome, Figure>

/** What each order adds to each figure by what its score gives. */
export interface Shares<Wanted extends Figure = Figure> {
  readonly figures: readonly Wanted[]
  /** By order, figure and outcome, side by side: it is read a few hundred times. */
  readonly values: Float64Array
}

export function sharesOf(orders: readonly PricedOrder[], costs: Costs): Shares {
  const values = new Float64Array(orders.length * FIGURES.length * OUTCOMES.length)
  let at = 0
  for (const order of orders) {
    const byScore = OUTCOMES.map((ofScore) => figuresOf(order, order.outcomes[ofScore], costs))
    for (const figure of FIGURES) {
      for (const each of byScore) values[at++] = each[figure] ?? 0
    }
  }
  return { figures: FIGURES, values }
}

/** Some of the figures: the fewer, the faster they are read. */
export function only<Wanted extends Figure>(
  { figures, values }: Shares,
  wanted: readonly Wanted[],
): Shares<Wanted> {
  const bands = OUTCOMES.length
  const orders = values.length / (figures.length * bands)
  const taken = new Float64Array(orders * wanted.length * bands)
  let at = 0
  for (let order = 0; order < orders; order++) {
    for (const figure of wanted) {
      const from = (order * figures.length + figures.indexOf(figure)) * bands
      for (let band = 0; band < bands; band++) taken[at++] = values[from + band]!
    }
  }
  return { figures: wanted, values: taken }
}

function figuresOf(
  { truth, amount, weight }: PricedOrder,
  outcome: Outcome,
  costs: Costs,
): Partial<Record<Figure, number>> {
  const counted = { [COUNTED[outcome]]: 1 }
  if (truth === null) return counted
  const worth = weight * worthOf(costs, outcome, truth, amount)
  const goesOn = truth === 'good' ? outcome !== 'decline' : outcome === 'approve'
  const isFraud = truth === 'fraud'
  return {
    ...counted,
    profit: worth,
    [isFraud ? 'saved' : 'lost']: isFraud ? worth : 0 - worth,
    through: goesOn ? weight : 0,
    throughSquares: goesOn ? weight * weight : 0,
    fraudThrough: goesOn && isFraud ? weight : 0,
    fraudThroughAmount: goesOn && isFraud ? weight * amount : 0,
    goodDeclinedAmount: goesOn || isFraud ? 0 : weight * amount,
  }
}
