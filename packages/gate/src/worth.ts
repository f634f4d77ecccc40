import type { Outcome } from '@gatehouse/contract'

/** What right and wrong answers are worth, in the shop's currency. */
export interface Costs {
  /** Share of a good order's amount that is lost with it. */
  readonly margin: number
  /** Share of a fraud's amount that is lost: less than 1 where goods come back or a bank is liable. */
  readonly fraudLoss: number
  /** What a fraud costs besides its amount: the fee of the dispute. */
  readonly disputeFee: number
  readonly reviewMinutes: number
  readonly minuteCost: number
  /** Share of good shoppers who leave when they are challenged. */
  readonly challengeLoss: number
  /** What one challenge costs: the fee of a 3-D Secure request. */
  readonly challengeFee: number
}

/**
 * 15 EUR is a usual dispute fee and 5 % a usual loss by 3-D Secure; margin and wages differ from
 * shop to shop, so they can be given.
 */
export const DEFAULT_COSTS: Costs = {
  margin: 0.3,
  fraudLoss: 1,
  disputeFee: 15,
  reviewMinutes: 5,
  minuteCost: 0.5,
  challengeLoss: 0.05,
  challengeFee: 0,
}

/** What an order turned out to be; `null`: nobody knows. */
export type Truth = 'fraud' | 'good' | null

/** What an answer earned (positive) or cost: 0 where nothing was stopped or nobody knows. */
export function worthOf(costs: Costs, outcome: Outcome, truth: Truth, amount: number): number {
  if (outcome === 'approve' || truth === null) return 0
  if (truth === 'fraud') return amount * costs.fraudLoss + costs.disputeFee - effort(costs, outcome)
  if (outcome === 'decline') return -amount * costs.margin
  if (outcome === 'review') return -effort(costs, outcome)
  return -amount * costs.margin * costs.challengeLoss - effort(costs, outcome)
}

/** What the answer itself costs, whatever the order is. */
function effort({ reviewMinutes, minuteCost, challengeFee }: Costs, outcome: Outcome): number {
  if (outcome === 'challenge') return challengeFee
  return outcome === 'review' ? reviewMinutes * minuteCost : 0
}
