import { exampleDecision, type Action, type Decision } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { overrideOf } from './override.ts'
import { previousOf } from './rescored-actions.ts'

const actions = {
  approve: [{ kind: 'capture' }],
  decline: [{ kind: 'void' }, { kind: 'cancel' }],
} satisfies Record<string, Action[]>

const decided = (outcome: Decision['outcome'], asked: Action[], signals = {}): Decision => ({
  ...exampleDecision,
  outcome,
  would_be_outcome: outcome,
  actions: asked,
  signals,
})

const override = (outcome: 'approve' | 'decline', ...chain: Decision[]) =>
  overrideOf({
    id: 'new',
    outcome,
    by: 'anna',
    why: 'spoke to her',
    ruleset: { actions },
    firstId: 'first',
    chain,
  })

describe('a person', () => {
  it('lets a declined order go on, and its payment is captured', () => {
    const declined = decided('decline', [{ kind: 'hold' }])
    expect(override('approve', declined)).toMatchObject({
      id: 'new',
      mode: 'enforce',
      outcome: 'approve',
      would_be_outcome: 'approve',
      risk_score: declined.risk_score,
      rescored_from: 'first',
      override: { by: 'anna', why: 'spoke to her' },
      actions: [{ kind: 'release', reason: 'rescore' }, { kind: 'capture' }],
    })
    expect(override('approve', declined).reasons[0]).toMatchObject({ code: 'OVERRIDE', points: 0 })
  })

  it('stops an order that was approved', () => {
    const kinds = override('decline', decided('approve', [{ kind: 'capture' }])).actions
    expect(kinds.map(({ kind }) => kind)).toEqual(['stop_shipment', 'void', 'cancel'])
  })

  it('who says what was decided already asks for nothing twice', () => {
    expect(override('approve', decided('approve', [{ kind: 'capture' }])).actions).toEqual([])
  })

  it('has nothing captured where there is no card', () => {
    const cash = decided('decline', [], { 'payment.has_card': false })
    expect(override('approve', cash).actions.map(({ kind }) => kind)).toEqual(['release'])
  })

  it('who changes their mind is named once', () => {
    const first = override('decline', decided('approve', [{ kind: 'capture' }]))
    const codes = override('approve', first).reasons.map(({ code }) => code)
    expect(codes.filter((code) => code === 'OVERRIDE')).toHaveLength(1)
  })

  it('who stops what chance had let through is not overruled by chance', () => {
    const lucky: Decision = {
      ...decided('approve', [{ kind: 'capture' }]),
      let_through: 'decline',
      reasons: [{ code: 'LET_THROUGH', text: 'at random', points: 0 }],
    }
    const stopped = override('decline', lucky)
    expect(stopped).not.toHaveProperty('let_through')
    expect(stopped.reasons.map(({ code }) => code)).toEqual(['OVERRIDE'])
    expect(previousOf([stopped, lucky]).isLetThrough).toBeUndefined()
  })
})
