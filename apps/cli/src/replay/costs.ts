import type { CostsRequest } from '@gatehouse/contract'
import { DEFAULT_COSTS, type Costs } from '@gatehouse/gate'
import { CliError } from '../cli-error.ts'
import type { Input, OptionTable } from '../command.ts'

export const costOptions: OptionTable = {
  margin: { value: 'PERCENT', doc: 'margin lost with a good order that is declined (30%)' },
  'fraud-loss': { value: 'PERCENT', doc: 'part of the amount of a fraud that is lost (100%)' },
  'dispute-fee': { value: 'AMOUNT', doc: 'fee of a dispute, saved with each fraud stopped (15)' },
  'review-minutes': { value: 'MINUTES', doc: 'time that one review takes (5)' },
  'minute-cost': { value: 'AMOUNT', doc: 'what a minute of review costs (0.50)' },
  'challenge-loss': { value: 'PERCENT', doc: 'good shoppers who leave at a challenge (5%)' },
  'challenge-fee': { value: 'AMOUNT', doc: 'fee of one challenge by 3-D Secure (0)' },
}

export function readCosts(input: Input): Costs {
  return {
    margin: percent(input, 'margin') ?? DEFAULT_COSTS.margin,
    fraudLoss: percent(input, 'fraud-loss') ?? DEFAULT_COSTS.fraudLoss,
    disputeFee: amount(input, 'dispute-fee') ?? DEFAULT_COSTS.disputeFee,
    reviewMinutes: amount(input, 'review-minutes') ?? DEFAULT_COSTS.reviewMinutes,
    minuteCost: amount(input, 'minute-cost') ?? DEFAULT_COSTS.minuteCost,
    challengeLoss: percent(input, 'challenge-loss') ?? DEFAULT_COSTS.challengeLoss,
    challengeFee: amount(input, 'challenge-fee') ?? DEFAULT_COSTS.challengeFee,
  }
}

/** Those that were typed: for the rest a server knows the settings of its shop. */
export function costsTyped(input: Input): CostsRequest {
  const typed = {
    margin: percent(input, 'margin'),
    fraud_loss: percent(input, 'fraud-loss'),
    dispute_fee: amount(input, 'dispute-fee'),
    review_minutes: amount(input, 'review-minutes'),
    minute_cost: amount(input, 'minute-cost'),
    challenge_loss: percent(input, 'challenge-loss'),
    challenge_fee: amount(input, 'challenge-fee'),
  }
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined))
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
