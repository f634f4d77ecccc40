import type { Outcome } from '@gatehouse/contract'
import { CliError } from '../cli-error.ts'
import type { Input, OptionTable } from '../command.ts'
import type { RowLabel } from '../mapping/compile-mapping.ts'

/** What right and wrong answers are worth, in the shop's currency. */
export interface Costs {
  /** Share of a good order's amount that is lost with it. */
  readonly margin: number
  /** What a fraud costs besides its amount: the fee of the dispute. */
  readonly disputeFee: number
  readonly reviewMinutes: number
  readonly minuteCost: number
  /** Share of good shoppers who leave when they are challenged. */
  readonly challengeLoss: number
}

/**
 * 15 EUR is a usual dispute fee and 5 % a usual loss by 3-D Secure; margin and wages differ from
 * shop to shop, so they are options.
 */
export const DEFAULT_COSTS: Costs = {
  margin: 0.3,
  disputeFee: 15,
  reviewMinutes: 5,
  minuteCost: 0.5,
  challengeLoss: 0.05,
}

export const costOptions: OptionTable = {
  margin: { value: 'PERCENT', doc: 'margin lost with a good order that is declined (30%)' },
  'dispute-fee': { value: 'AMOUNT', doc: 'fee of a dispute, saved with each fraud stopped (15)' },
  'review-minutes': { value: 'MINUTES', doc: 'time that one review takes (5)' },
  'minute-cost': { value: 'AMOUNT', doc: 'what a minute of review costs (0.50)' },
  'challenge-loss': { value: 'PERCENT', doc: 'good shoppers who leave at a challenge (5%)' },
}

export function readCosts(input: Input): Costs {
  return {
    margin: percent(input, 'margin') ?? DEFAULT_COSTS.margin,
    disputeFee: amount(input, 'dispute-fee') ?? DEFAULT_COSTS.disputeFee,
    reviewMinutes: amount(input, 'review-minutes') ?? DEFAULT_COSTS.reviewMinutes,
    minuteCost: amount(input, 'minute-cost') ?? DEFAULT_COSTS.minuteCost,
    challengeLoss: percent(input, 'challenge-loss') ?? DEFAULT_COSTS.challengeLoss,
  }
}

/** What an answer earned (positive) or cost: 0 where nothing was stopped or nobody knows. */
export function worthOf(costs: Costs, outcome: Outcome, label: RowLabel, amount: number): number {
  if (outcome === 'approve' || label === null) return 0
  if (label === 'fraud') return amount + costs.disputeFee - effort(costs, outcome)
  if (outcome === 'decline') return -amount * costs.margin
  if (outcome === 'review') return -effort(costs, outcome)
  return -amount * costs.margin * costs.challengeLoss
}

function effort({ reviewMinutes, minuteCost }: Costs, outcome: Outcome): number {
  return outcome === 'review' ? reviewMinutes * minuteCost : 0
}

/** `5%`, `5 %` or `5` as 0.05. */
export function percent(input: Input, option: string): number | undefined {
  const text = input.text(option)
  if (text === undefined) return undefined
  const value = Number(text.replace(/\s*%$/, ''))
  if (text.trim() === '' || !(value > 0 && value <= 100)) {
    throw new CliError('usage', `\`--${option} ${text}\` must be a percentage such as \`5%\``)
  }
  return value / 100
}

function amount(input: Input, option: string): number | undefined {
  const text = input.text(option)
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value < 1e9)) {
    throw new CliError('usage', `\`--${option} ${text}\` must be a number, 0 or more`)
  }
  return value
}
