import type { Outcome, WhenDegraded } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { outcomeWhenDegraded, type DegradedInput } from './when-degraded.ts'

const input = (
  whenDegraded: WhenDegraded,
  outcome: Outcome,
  more: Partial<DegradedInput> = {},
): DegradedInput => ({
  checkpoint: 'order',
  degraded: true,
  whenDegraded,
  rules: { asked: [] },
  settled: { isSettledByList: false },
  policies: { outcome, counted: [] },
  ...more,
})

describe('an order that is decided while the database is away', () => {
  it.each([
    ['decide', 'decline', null],
    ['review', 'approve', 'review'],
    ['review', 'decline', null],
    ['decline', 'approve', 'decline'],
    ['decline', 'review', 'decline'],
    ['approve', 'review', 'approve'],
    ['approve', 'approve', null],
  ] as const)('by the choice %s, and %s by the rules, is %s', (choice, outcome, expected) => {
    expect(outcomeWhenDegraded(input(choice, outcome))).toBe(expected)
  })

  it('is not let go on against what a rule, a list or a policy asked for', () => {
    const asked = input('approve', 'decline', { rules: { asked: ['decline'] } })
    expect(outcomeWhenDegraded(asked)).toBeNull()
  })

  it('is as the allow list says, whatever the shop chose', () => {
    const settled = { settled: { isSettledByList: true } }
    expect(outcomeWhenDegraded(input('decline', 'approve', settled))).toBeNull()
  })

  it('is decided as ever when nothing is away, and so is what is no order', () => {
    expect(outcomeWhenDegraded(input('decline', 'approve', { degraded: false }))).toBeNull()
    expect(outcomeWhenDegraded(input('decline', 'approve', { checkpoint: 'refund' }))).toBeNull()
  })
})
