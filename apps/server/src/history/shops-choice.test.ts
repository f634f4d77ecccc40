import { exampleDecision, type Decision, type Outcome, type Ruleset } from '@gatehouse/contract'
import { DEFAULT_COSTS, type Redecision } from '@gatehouse/gate'
import type { PastRecord } from '@gatehouse/store'
import { describe, expect, it } from 'vitest'
import { createBacktestTally } from './backtest-tally.ts'
import type { CountedDecision } from './past-decision.ts'
import { createStatisticsTally } from './statistics-tally.ts'

const ruleset: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [{ id: 'small', when: 'true', when_unknown: 'skip', weight: 5 }],
}

/** A good order of 100 that a rule took five points of. */
const past = (outcome: Outcome, codes: readonly string[]): CountedDecision => ({
  record: { rulesetVersion: 'starter@1', receivedAtMs: 0 } as PastRecord,
  decision: {
    ...exampleDecision,
    would_be_outcome: outcome,
    rescored_from: null,
    rules: [{ id: 'small', result: 'hit', points: 5 }],
    reasons: codes.map((code) => ({ code, text: '', points: 0 })) as Decision['reasons'],
  },
  amount: 100,
  truth: 'good',
  label: 'not_fraud',
  isImmature: false,
})
const shopsWord = past('decline', ['DEGRADED'])
const rulesWord = past('decline', [])

describe('an order that was declined because the shop wants that in an outage', () => {
  it('is lost, and no rule is blamed for it', () => {
    const lostBy = (decided: CountedDecision) => {
      const tally = createStatisticsTally(DEFAULT_COSTS, 30, [])
      tally.add(decided, () => [{ id: 'small', part: 1 }])
      const { versions, rules } = tally.result()
      return [versions[0]!.lost, rules[0]!.lost]
    }
    expect(lostBy(shopsWord)).toEqual([30, 0])
    expect(lostBy(rulesWord)).toEqual([30, 30])
  })

  it('would be declined again whatever the rules say, and no rule earns by it', () => {
    const now = { outcome: 'approve', results: ['hit'] } as unknown as Redecision
    const backtest = (decided: CountedDecision) => {
      const tally = createBacktestTally(ruleset, DEFAULT_COSTS)
      tally.add(decided, now)
      return tally.result()
    }
    expect(backtest(shopsWord)).toMatchObject({
      changed: { decisions: 0 },
      let_through: 0,
      rules: [{ id: 'small', earned: 0 }],
    })
    expect(backtest(rulesWord)).toMatchObject({ changed: { decisions: 1 } })
  })
})
