import type { DecisionRecord } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { explainDecision } from './explain-decision.ts'

const record: DecisionRecord = {
  id: '01957f3e-7a00-7000-8000-000000000001',
  event_id: 'order-7',
  checkpoint: 'order',
  mode: 'observe',
  outcome: 'approve',
  would_be_outcome: 'review',
  risk_score: 55,
  trust_score: 45,
  risk_level: 'medium',
  actions: [],
  reasons: [
    { code: 'ORDER_AMOUNT', text: 'over 1,000', points: 10 },
    { code: 'DENY_LIST', text: 'on a block list', points: 0 },
  ],
  rules: [
    { id: 'large_order', result: 'hit', points: 10 },
    { id: 'blocked', result: 'hit', points: 0 },
    { id: 'cvv_mismatch', result: 'unknown', points: 0 },
    { id: 'robot', result: 'no_hit', points: 0 },
  ],
  signals: {
    'order.amount': 1200.5,
    'order.skus': ['a', 'b'],
    'velocity.orders_by_ip_5m': 0,
    'velocity.orders_by_ip_24h': 2,
    'list.blocked_cards': false,
    'card.cvv': { unknown: 'not_supported' },
  },
  estimated: [],
  model: null,
  versions: { ruleset: 'starter@3', model: null, lists: 'l1', reference: 'r1' },
  rescored_from: null,
  degraded: false,
  message: '',
  event: null,
  received_at: '2026-03-01T20:15:31Z',
  labels: [{ label: 'stolen_card', source: 'dispute', time: '2026-04-12T08:00:00Z', notes: '' }],
  action_reports: [],
  superseded_by: null,
}

describe('explainDecision', () => {
  it('says outcome, score, reasons, rules, signals and unknowns for a person', () => {
    expect(explainDecision(record, { allSignals: false })).toMatchInlineSnapshot(`
      "APPROVE (observing: would have been review)

        decision   01957f3e-7a00-7000-8000-000000000001
        event      order-7 at the checkpoint \`order\`, 2026-03-01T20:15:31Z
        risk       55 of 100, medium
        trust      45 of 100
        asked for  nothing

      why

        -10  ORDER_AMOUNT  over 1,000
             DENY_LIST     on a block list

      rules: 2 of 4 hit; 1 no hit, 1 unknown

        large_order  -10
        blocked

        could not be told: cvv_mismatch

      signals

        order.amount               1200.50
        order.skus                 a, b
        velocity.orders_by_ip_24h  2

        and 2 windows and lists that saw nothing (--signals lists all)

      unknown, and why

        not_supported  1  card.cvv

      decided by starter@3, model none, lists l1, reference data r1
      labelled stolen_card by dispute, 2026-04-12T08:00:00Z"
    `)
  })

  it('says which values are estimates', () => {
    const estimated = ['velocity.orders_by_ip_24h']
    const text = explainDecision({ ...record, estimated }, { allSignals: false })
    expect(text).toMatch(/velocity\.orders_by_ip_24h +about 2\n/)
    expect(text).toMatch(/order\.amount +1200\.50\n/)
  })

  it('shows the windows and lists that saw nothing when all signals are asked for', () => {
    const text = explainDecision(record, { allSignals: true })
    expect(text).toMatch(/velocity\.orders_by_ip_5m +0/)
    expect(text).toMatch(/list\.blocked_cards +false/)
  })

  it('says what moved the model', () => {
    const contributions = [
      { signal: 'order.amount', contribution: 1.234 },
      { signal: 'ip.country', contribution: -0.5 },
    ]
    const model = { version: 'a'.repeat(64), probability: 0.4321, contributions }
    const text = explainDecision({ ...record, model }, { allSignals: false })
    expect(text.slice(text.indexOf('the model'), text.indexOf('signals\n'))).toMatchInlineSnapshot(`
      "the model gives a probability of fraud of 43.21 %; what moved it most, in log-odds

        +1.23  for fraud  order.amount  1200.50
        -0.50  against    ip.country    unknown: not_sent

      "
    `)
  })
})
