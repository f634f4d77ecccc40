import { describe, expect, it } from 'vitest'
import type { Decision, Ruleset } from '@gatehouse/contract'
import { creditSharer } from './credit.ts'
import { DEFAULT_COSTS, worthOf } from './worth.ts'

describe('worthOf', () => {
  it.each([
    ['approve', 'fraud', 0],
    ['decline', null, 0],
    ['decline', 'fraud', 115],
    ['review', 'fraud', 112.5],
    ['decline', 'good', -30],
    ['review', 'good', -2.5],
    ['challenge', 'good', -1.5],
  ] as const)(
    'an order of 100 that is answered with %s and is %s is worth %d',
    (outcome, label, worth) => {
      expect(worthOf(DEFAULT_COSTS, outcome, label, 100)).toBeCloseTo(worth, 10)
    },
  )

  it('takes the fee of a challenge off, whatever the order was, as long as somebody knows', () => {
    const costs = { ...DEFAULT_COSTS, challengeFee: 0.4 }
    expect(worthOf(costs, 'challenge', 'fraud', 100)).toBeCloseTo(114.6, 10)
    expect(worthOf(costs, 'challenge', 'good', 100)).toBeCloseTo(-1.9, 10)
    expect(worthOf(costs, 'challenge', null, 100)).toBe(0)
    expect(worthOf(costs, 'decline', 'fraud', 100)).toBe(115)
  })
})

describe('creditSharer', () => {
  const ruleset: Ruleset = {
    name: 'credit',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [
      { id: 'blocked', when: 'true', when_unknown: 'skip', outcome: 'deny_list' },
      { id: 'look', when: 'true', when_unknown: 'skip', outcome: 'review', weight: 5 },
      { id: 'light', when: 'true', when_unknown: 'skip', weight: 10 },
      { id: 'heavy', when: 'true', when_unknown: 'skip', weight: 30 },
    ],
  }
  const share = creditSharer(ruleset)
  const points = { blocked: 0, look: 5, light: 10, heavy: 30 }
  const decision = (
    outcome: Decision['outcome'],
    hits: readonly (keyof typeof points)[],
  ): Decision =>
    ({
      would_be_outcome: outcome,
      rules: hits.map((id) => ({ id, result: 'hit', points: points[id] })),
    }) as unknown as Decision

  it('credits the rule that asked for the outcome', () => {
    expect(share(decision('decline', ['blocked', 'heavy']))).toEqual([{ id: 'blocked', part: 1 }])
    expect(share(decision('review', ['look', 'heavy']))).toEqual([{ id: 'look', part: 1 }])
  })

  it('shares by points where the score alone decided', () => {
    expect(share(decision('decline', ['look', 'light', 'heavy']))).toEqual([
      { id: 'look', part: 5 / 45 },
      { id: 'light', part: 10 / 45 },
      { id: 'heavy', part: 30 / 45 },
    ])
  })

  it('credits nobody for an order that was approved', () => {
    expect(share(decision('approve', ['light']))).toEqual([])
  })
})
