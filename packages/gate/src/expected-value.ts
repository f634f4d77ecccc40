import {
  OUTCOMES,
  unknownBecause,
  isUnknown,
  type ExpectedValueCosts,
  type Outcome,
  type SignalDeclaration,
  type SignalValue,
  type SignalVector,
} from '@gatehouse/contract'
import { NO_MODEL } from './no-model.ts'

/** What each answer may be expected to bring, in the shop's currency. */
export type ExpectedValues = Readonly<Record<Outcome, number>>

const AMOUNT = 'order.amount'
const PREFIX = 'expected_value.'

const double = (name: string, doc: string): SignalDeclaration => ({
  name: `${PREFIX}${name}`,
  type: 'double',
  doc: `${doc} In the shop's currency.`,
  privacy: 'none',
})

/** What policies of a ruleset with `expected_value` may name, behind `decision.*`. */
export const EXPECTED_VALUE_DECLARATIONS: readonly SignalDeclaration[] = [
  double('accept', 'What accepting the order may be expected to bring.'),
  double('challenge', 'The same for asking for 3-D Secure.'),
  double('review', 'The same for a review.'),
  double('decline', 'The same for declining: 0.'),
  {
    name: `${PREFIX}best`,
    type: 'string',
    doc: 'The answer that brings most: `accept`, `challenge`, `review` or `decline`.',
    privacy: 'none',
  },
]

export function readsExpectedValue(names: readonly string[]): boolean {
  return names.some((name) => name.startsWith(PREFIX))
}

/**
 * Accepting earns the margin of a good order and loses the goods and the fee of a fraud. 3-D Secure
 * loses the shoppers who leave and its own fee, and keeps fraud out or makes the bank liable. A
 * review costs its time and finds the fraud. Declining earns and loses nothing.
 *
 * @param probability of fraud, calibrated @param amount in the shop's currency
 */
export function expectedValues(
  costs: ExpectedValueCosts,
  probability: number,
  amount: number,
): ExpectedValues {
  const { margin, fraud_loss: loss, dispute_fee: fee } = costs
  const good = (1 - probability) * margin * amount
  return {
    approve: good - probability * (loss * amount + fee),
    challenge: good * (1 - costs.challenge_loss) - costs.challenge_fee,
    review: good - costs.review_cost,
    decline: 0,
  }
}

/** The answer that brings most of those that the shop has; of equal ones the mildest. */
export function bestAnswer(
  values: ExpectedValues,
  { answers }: Pick<ExpectedValueCosts, 'answers'>,
): Outcome {
  return OUTCOMES.filter((outcome) => answers?.includes(outcome) ?? true).reduce((best, outcome) =>
    values[outcome] > values[best] ? outcome : best,
  )
}

/** The costs of a ruleset, and where the amount of an order stands in a vector. */
export interface ExpectedValue {
  readonly costs: ExpectedValueCosts
  /** -1: the shop has no such signal. */
  readonly amountIndex: number
}

export function compileExpectedValue(
  costs: ExpectedValueCosts | undefined,
  declarations: readonly Pick<SignalDeclaration, 'name'>[],
): ExpectedValue | null {
  if (costs === undefined) return null
  return { costs, amountIndex: declarations.findIndex(({ name }) => name === AMOUNT) }
}

const NO_AMOUNT = unknownBecause('no_amount')

/** In the order of the declarations. Without a model or an amount all of them are unknown. */
export function expectedValueSignals(
  { costs, amountIndex }: ExpectedValue,
  signals: SignalVector,
  probability: number | null,
): SignalValue[] {
  const amount = amountIndex < 0 ? NO_AMOUNT : signals[amountIndex]!
  const missing = probability === null ? NO_MODEL : isUnknown(amount) ? amount : null
  if (missing !== null || probability === null) {
    return EXPECTED_VALUE_DECLARATIONS.map(() => missing ?? NO_MODEL)
  }
  const values = expectedValues(costs, probability, Number(amount))
  const best = bestAnswer(values, costs)
  return [
    values.approve,
    values.challenge,
    values.review,
    values.decline,
    best === 'approve' ? 'accept' : best,
  ]
}

/** The sums, for the analyst; `null`: they are not known. */
export function expectedValueText(
  expected: ExpectedValue,
  signals: SignalVector,
  probability: number | null,
): string | null {
  const [accept, challenge, review, , best] = expectedValueSignals(expected, signals, probability)
  if (probability === null || typeof accept !== 'number') return null
  const shown = (value: SignalValue | undefined) => Number(value).toFixed(2)
  const percent = (probability * 100).toFixed(1)
  return `at a fraud probability of ${percent} % accepting may be expected to bring ${shown(accept)}, 3-D Secure ${shown(challenge)}, a review ${shown(review)}, declining 0.00: best is ${typeof best === 'string' ? best : ''}`
}
