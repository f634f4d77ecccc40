import type { Decision } from '@gatehouse/contract'
import type { StoredRecord } from '@gatehouse/store'
import { describe, expect, it } from 'vitest'
import { compareDecisions, compareRow } from './compare-decisions.ts'

const decision = {
  id: '1',
  event_id: 'e',
  checkpoint: 'order',
  outcome: 'review',
  risk_score: 50.3,
  degraded: false,
  rescored_from: null,
  rules: [{ id: 'dear', result: 'hit', points: 10 }],
  signals: { 'order.amount': 12 },
  versions: { ruleset: 'starter@1' },
} as unknown as Decision

const record = {
  id: '1',
  eventId: 'e',
  checkpoint: 'order',
  outcome: 'review',
  riskScore: 50.3,
  isDegraded: false,
  rulesetVersion: 'starter@1',
  rescoredFrom: null,
} as unknown as StoredRecord

describe('a row', () => {
  it('agrees with its decision although its score is a 32-bit float', () => {
    expect(compareRow(record, decision)).toEqual([])
    expect(compareRow({ ...record, riskScore: Math.fround(50.3) }, decision)).toEqual([])
    expect(compareRow(record, { ...decision, risk_score: 50.3000001 })).toEqual([])
  })

  it('is told apart by any of its columns', () => {
    expect(compareRow({ ...record, riskScore: 50.31 }, decision)).toHaveLength(1)
    expect(compareRow({ ...record, outcome: 'approve' }, decision)).toEqual([
      { field: 'row.outcome', stored: '"approve"', again: '"review"' },
    ])
  })
})

it('rules and signals are compared by their names', () => {
  const again: Decision = {
    ...decision,
    rules: [
      { id: 'new', result: 'no_hit', points: 0 },
      { id: 'dear', result: 'no_hit', points: 0 },
    ],
    signals: { 'order.amount': 13 },
  }
  expect(compareDecisions(decision, again).map(({ field }) => field)).toEqual([
    'rules.dear',
    'rules.new',
    'signals.order.amount',
  ])
})
