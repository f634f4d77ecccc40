import { OUTCOMES, unknownBecause, type Ruleset, type SignalDeclaration } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide } from './decide.ts'
import { bestAnswer, expectedValues } from './expected-value.ts'
import { worthOf } from './worth.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'order.amount', type: 'double', doc: 'Amount.', privacy: 'none' },
  { name: 'payment.is_authenticated', type: 'bool', doc: '3DS.', privacy: 'none' },
]
const costs = {
  margin: 0.3,
  fraud_loss: 1,
  dispute_fee: 15,
  challenge_loss: 0.05,
  challenge_fee: 0.1,
  review_cost: 2.5,
}
const ruleset: Ruleset = {
  name: 'steered',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 0, submit_to_processor: 0 },
  expected_value: costs,
  rules: [],
  policy: [
    {
      id: 'ask_3ds',
      when: 'expected_value.best == "challenge" && !(known(payment.is_authenticated) && payment.is_authenticated)',
      when_unknown: 'skip',
      actions: [{ kind: 'request_3ds' }],
    },
    {
      id: 'look',
      when: 'expected_value.best == "review"',
      when_unknown: 'skip',
      outcome: 'review',
    },
    {
      id: 'stop',
      when: 'expected_value.best == "decline"',
      when_unknown: 'skip',
      outcome: 'decline',
    },
  ],
}

function decided(
  probability: number | null,
  amount: number | null,
  { isAuthenticated = false, document = ruleset } = {},
) {
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  return decide({
    id: 'd',
    eventId: 'e',
    checkpoint: 'order',
    snapshot: {
      shopId: 'shop',
      mode: 'enforce',
      declarations,
      ruleset: compiled.ruleset,
      model:
        probability === null
          ? null
          : { version: 'm', probability: () => probability, contributions: () => [] },
      lists: [],
      watched: [],
      listsVersion: 'none',
      referenceVersion: 'none',
    },
    signals: [amount ?? unknownBecause('no_rate'), isAuthenticated],
    now: 0,
  })
}

describe('expectedValues', () => {
  it('are worked examples', () => {
    // 98 % of 30 earned, 2 % of 115 lost; of 3-D Secure 5 % of the 98 % leave.
    const values = expectedValues(costs, 0.02, 100)
    expect(values.approve).toBeCloseTo(29.4 - 2.3, 10)
    expect(values.challenge).toBeCloseTo(29.4 * 0.95 - 0.1, 10)
    expect(values.review).toBeCloseTo(29.4 - 2.5, 10)
    expect(values.decline).toBe(0)
    expect(bestAnswer(values, {})).toBe('challenge')
    expect(bestAnswer(values, { answers: ['approve', 'review'] })).toBe('approve')
  })

  it('are what backtests count, on average: nothing is steered to one thing and priced by another', () => {
    const priced = {
      margin: costs.margin,
      fraudLoss: costs.fraud_loss,
      disputeFee: costs.dispute_fee,
      challengeLoss: costs.challenge_loss,
      challengeFee: costs.challenge_fee,
      reviewMinutes: 5,
      minuteCost: 0.5,
    }
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const amounts = fc.double({ min: 0, max: 10_000, noNaN: true })
    fc.assert(
      fc.property(share, amounts, (probability, amount) => {
        const values = expectedValues(costs, probability, amount)
        for (const outcome of OUTCOMES) {
          const average =
            probability * worthOf(priced, outcome, 'fraud', amount) +
            (1 - probability) * worthOf(priced, outcome, 'good', amount)
          expect(values[outcome] - values.approve).toBeCloseTo(average, 6)
        }
        const best = bestAnswer(values, {})
        for (const outcome of OUTCOMES) expect(values[best]).toBeGreaterThanOrEqual(values[outcome])
      }),
    )
  })
})

describe('a policy by expected value', () => {
  it('asks for 3-D Secure where fraud costs more than the shoppers who leave, and says the sums', () => {
    const safe = decided(0.001, 100)
    expect(safe).toMatchObject({ outcome: 'approve', actions: [] })
    expect(safe.reasons.map(({ code }) => code)).not.toContain('EXPECTED_VALUE')
    const risky = decided(0.02, 100)
    expect(risky.actions).toEqual([{ kind: 'request_3ds', reason: 'ask_3ds' }])
    expect(risky.outcome).toBe('approve')
    expect(risky.reasons.find(({ code }) => code === 'EXPECTED_VALUE')?.text).toBe(
      'at a fraud probability of 2.0 % accepting may be expected to bring 27.10, 3-D Secure 27.83, a review 26.90, declining 0.00: best is challenge',
    )
  })

  it('does not ask twice whom the bank has asked already', () => {
    expect(decided(0.02, 100, { isAuthenticated: true }).actions).toEqual([])
  })

  it('holds a dear order, where a review costs less than 5 % of the shoppers, and declines a hopeless one', () => {
    expect(decided(0.02, 2000)).toMatchObject({ outcome: 'review' })
    expect(decided(0.9999, 50, { document: withAnswers(['approve', 'decline']) })).toMatchObject({
      outcome: 'decline',
    })
  })

  it('is unknown without a model, and without an amount in the currency of the shop', () => {
    for (const decision of [decided(null, 100), decided(0.5, null)]) {
      expect(decision.rules.map(({ result }) => result)).toEqual(['unknown', 'unknown', 'unknown'])
      expect(decision.reasons.filter(({ code }) => code === 'EXPECTED_VALUE')).toEqual([])
    }
  })

  it('does not compile where the ruleset says nothing of what answers cost', () => {
    const { expected_value: _costs, ...without } = ruleset
    const compiled = compileRuleset(without, 1, declarations)
    expect(compiled.ok ? [] : compiled.issues.map(({ code, rule }) => [code, rule])).toEqual([
      ['no_costs', 'ask_3ds'],
      ['no_costs', 'look'],
      ['no_costs', 'stop'],
    ])
  })
})

function withAnswers(answers: NonNullable<NonNullable<Ruleset['expected_value']>['answers']>) {
  return { ...ruleset, expected_value: { ...costs, answers } }
}
