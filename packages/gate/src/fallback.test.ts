import type { Action, Decision, Ruleset } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { fallbackOf } from './fallback.ts'

const decided = (id: string, actions: Action[], more: Partial<Decision> = {}): Decision =>
  ({
    id,
    event_id: 'e',
    outcome: 'approve',
    would_be_outcome: 'approve',
    actions,
    signals: {},
    reasons: [{ code: 'SCORE', text: 'the score', points: 3 }],
    rescored_from: null,
    ...more,
  }) as Decision
const CAPTURE: Action = {
  kind: 'capture',
  on_failure: {
    actions: [{ kind: 'hold' }, { kind: 'notify', target: 'desk' }],
    within_minutes: 30,
  },
}

describe('an action that failed', () => {
  it('asks for the next one that is named, then the one after it, and then for nothing', () => {
    const first = decided('1', [CAPTURE, { kind: 'notify' }])
    const chain = [first]
    const fail = (kind: Action['kind']) => {
      const next = fallbackOf({
        id: `${chain.length + 1}`,
        firstId: '1',
        chain,
        failed: { decision_id: chain[0]!.id, kind },
      })
      if (next !== null) chain.unshift(next)
      return next
    }
    expect(fail('capture')).toMatchObject({
      id: '2',
      rescored_from: '1',
      after_failure: { decision_id: '1', kind: 'capture' },
      actions: [
        { kind: 'hold', on_failure: { actions: [{ kind: 'notify' }], within_minutes: 30 } },
      ],
      reasons: [{ code: 'ACTION_FAILED', points: 0 }, { code: 'SCORE' }],
    })
    const last = fail('hold')
    expect(last?.actions).toEqual([{ kind: 'notify', target: 'desk', reason: 'ACTION_FAILED' }])
    expect(last?.reasons.map(({ code }) => code)).toEqual(['ACTION_FAILED', 'SCORE'])
    expect(fail('notify')).toBe(null)
    expect(chain).toHaveLength(3)
  })

  it('asks for nothing twice, however often the shop says so', () => {
    const first = decided('1', [CAPTURE])
    const failed = { decision_id: '1', kind: 'capture' as const }
    const second = fallbackOf({ id: '2', firstId: '1', chain: [first], failed })!
    expect(fallbackOf({ id: '3', firstId: '1', chain: [second, first], failed })).toBe(null)
  })

  it('asks for nothing that cannot be done: without a card there is nothing to void', () => {
    const action: Action = {
      kind: 'hold',
      on_failure: { actions: [{ kind: 'void' }, { kind: 'cancel' }] },
    }
    const chain = [decided('1', [action], { signals: { 'payment.has_card': false } })]
    const failed = { decision_id: '1', kind: 'hold' as const }
    expect(fallbackOf({ id: '2', firstId: '1', chain, failed })?.actions).toEqual([
      { kind: 'cancel', reason: 'ACTION_FAILED' },
    ])
  })

  it('asks for nothing where nothing is named, or the order was decided otherwise since', () => {
    const first = decided('1', [CAPTURE, { kind: 'notify' }])
    const of = (chain: readonly Decision[], kind: Action['kind']) =>
      fallbackOf({ id: '9', firstId: '1', chain, failed: { decision_id: '1', kind } })
    expect(of([first], 'notify')).toBe(null)
    expect(of([first], 'void')).toBe(null)
    const declined = decided('2', [], { outcome: 'decline', would_be_outcome: 'decline' })
    expect(of([declined, first], 'capture')).toBe(null)
    expect(of([decided('2', []), first], 'capture')).not.toBe(null)
  })
})

describe('a ruleset that names what is asked for instead', () => {
  const ruleset = (action: Action, checkpoints: Ruleset['checkpoints'] = ['order']): Ruleset => ({
    name: 'starter',
    checkpoints,
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [{ id: 'one', when: 'true', when_unknown: 'skip', weight: 1, actions: [action] }],
    actions: { approve: [action] },
  })
  const faults = (document: Ruleset) => {
    const compiled = compileRuleset(document, 1, [])
    return compiled.ok ? [] : compiled.issues.map(({ code, pointer }) => [code, pointer])
  }

  it('compiles, unless it asks for what has failed already', () => {
    expect(faults(ruleset(CAPTURE))).toEqual([])
    const again = (...actions: Action[]): Action => ({ kind: 'capture', on_failure: { actions } })
    expect(faults(ruleset(again({ kind: 'hold' }, { kind: 'capture' })))).toEqual([
      ['repeated_fallback', '/rules/0/actions/0/on_failure/actions/1'],
      ['repeated_fallback', '/actions/approve/0/on_failure/actions/1'],
    ])
    const notify = (target: string): Action => ({ kind: 'notify', target })
    expect(faults(ruleset(again(notify('a'), notify('b'))))).toEqual([])
    expect(faults(ruleset(again(notify('a'), notify('a'))))).toHaveLength(2)
  })

  it('decides orders: nothing else is followed up', () => {
    expect(faults(ruleset(CAPTURE, ['payment']))).toContainEqual([
      'fallback_without_order',
      '/actions/approve/0/on_failure',
    ])
  })
})
