import type { Decision, Ruleset, SignalValue } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide, rulingOf, type DecideInput } from './decide.ts'
import { previousOf } from './rescored-actions.ts'
import type { Snapshot } from './snapshot.ts'
import { writeDecision } from './write-decision.ts'

const declarations = ['hit', 'stop', 'listed', 'dear'].map((name) => ({
  name,
  type: 'bool' as const,
  doc: name,
  privacy: 'none' as const,
}))

const ruleset: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    { id: 'hit', when: 'hit', when_unknown: 'skip', weight: 90, actions: [{ kind: 'hold' }] },
    { id: 'stop', when: 'stop', when_unknown: 'skip', outcome: 'decline' },
    { id: 'listed', when: 'listed', when_unknown: 'skip', outcome: 'deny_list' },
  ],
  policy: [{ id: 'dear', when: 'dear', when_unknown: 'skip', outcome: 'review' }],
  actions: { approve: [{ kind: 'capture' }], decline: [{ kind: 'cancel' }] },
}

const compiled = compileRuleset(ruleset, 1, declarations)
if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))

const snapshot = (about: Partial<Snapshot> = {}): Snapshot => ({
  shopId: 'shop',
  mode: 'enforce',
  letThroughPercent: 5,
  declarations,
  ruleset: compiled.ruleset,
  model: null,
  lists: [],
  watched: [],
  listsVersion: 'l',
  referenceVersion: 'r',
  ...about,
})

const HIT = [true, false, false, false]
const inputOf = (
  eventId: string,
  signals: readonly SignalValue[] = HIT,
  about: Partial<DecideInput> = {},
): DecideInput => ({
  id: 'd',
  eventId,
  checkpoint: 'order',
  snapshot: snapshot(),
  signals,
  now: 0,
  ...about,
})

const EVENTS = Array.from({ length: 10_000 }, (_, number) => `order-${number}`)
const let_ = (about: Partial<DecideInput> = {}, signals?: readonly SignalValue[]): Decision[] =>
  EVENTS.map((eventId) => decide(inputOf(eventId, signals, about))).filter(
    (decision) => decision.let_through !== undefined,
  )
const LUCKY = let_()[0]!.event_id

describe('of orders that their score stops', () => {
  it('the part that was asked for goes on, always the same, and is marked', () => {
    const lucky = let_()
    expect(lucky.length / EVENTS.length).toBeGreaterThan(0.043)
    expect(lucky.length / EVENTS.length).toBeLessThan(0.057)
    expect(let_().map(({ event_id: id }) => id)).toEqual(lucky.map(({ event_id: id }) => id))
    expect(lucky[0]).toMatchObject({
      outcome: 'approve',
      would_be_outcome: 'approve',
      let_through: 'decline',
      risk_score: 90,
      reasons: [{ code: 'LET_THROUGH', points: 0 }, { points: 90 }],
      // What the rule asks for would stop it after all.
      actions: [{ kind: 'capture' }],
    })
  })

  it('each shop lets others through, and none where nobody asked', () => {
    const ids = (shopId: string) =>
      let_({ snapshot: snapshot({ shopId }) }).map(({ event_id: id }) => id)
    const [one, two] = [ids('shop'), new Set(ids('other'))]
    expect(one.filter((id) => two.has(id)).length).toBeLessThan(one.length / 5)
    expect(let_({ snapshot: snapshot({ letThroughPercent: 0 }) })).toEqual([])
  })
})

describe('nothing is let through', () => {
  it.each([
    ['a rule stops it', [true, true, false, false]],
    ['a deny list stops it', [true, false, true, false]],
    ['a policy holds it', [true, false, false, true]],
    ['nothing stops it', [false, false, false, false]],
  ])('where %s', (_why, signals) => {
    expect(let_({}, signals)).toEqual([])
  })

  it('while we only observe, or where no order is decided', () => {
    expect(let_({ snapshot: snapshot({ mode: 'observe' }) })).toEqual([])
    expect(let_({ checkpoint: 'account' })).toEqual([])
  })
})

it('which these are cannot be told without the secret of the shop', () => {
  const ids = Array.from({ length: 2000 }, (_, at) => `order-${at}`)
  const lucky = (letThroughSalt?: string) =>
    ids.filter((eventId) => {
      const about = letThroughSalt === undefined ? {} : { letThroughSalt }
      return decide(inputOf(eventId, HIT, { snapshot: snapshot(about) })).let_through !== undefined
    })
  const known = new Set(lucky())
  const secret = lucky('a secret of the shop')
  expect(secret.length).toBeGreaterThan(60)
  expect(secret.length).toBeLessThan(140)
  expect(secret.filter((id) => known.has(id)).length).toBeLessThan(20)
})

describe('an order that is scored again', () => {
  const again = (before: Decision, signals: readonly SignalValue[] = HIT) =>
    decide(inputOf(LUCKY, signals, { rescoredFrom: 'first', previous: previousOf([before]) }))

  it('stays let through, and is asked for nothing twice', () => {
    const before = decide(inputOf(LUCKY))
    expect(again(before)).toMatchObject({ outcome: 'approve', let_through: 'decline', actions: [] })
  })

  it('stays let through when the shop lets others through since, or none', () => {
    const before = decide(inputOf(LUCKY))
    for (const change of [{ letThroughSalt: 'another' }, { letThroughPercent: 0 }]) {
      const input = inputOf(LUCKY, HIT, {
        snapshot: snapshot(change),
        rescoredFrom: 'first',
        previous: previousOf([before]),
      })
      expect(decide(input)).toMatchObject({ outcome: 'approve', let_through: 'decline' })
    }
  })

  it('is stopped once a rule stops it', () => {
    const after = again(decide(inputOf(LUCKY)), [true, true, false, false])
    expect(after).toMatchObject({ outcome: 'decline' })
    expect(after.let_through).toBeUndefined()
    expect(after.actions.map(({ kind }) => kind)).toContain('stop_shipment')
  })

  it('stays stopped when it was, whatever the shop lets through since', () => {
    const before = decide(inputOf(LUCKY, HIT, { snapshot: snapshot({ letThroughPercent: 0 }) }))
    expect(before.outcome).toBe('decline')
    expect(again(before).outcome).toBe('decline')
  })
})

it('is written as it is spelled out', () => {
  const input = inputOf(LUCKY)
  const written = Buffer.from(writeDecision(rulingOf(input))).toString()
  expect(written).toBe(JSON.stringify(decide(input)))
  expect(written).toContain('"let_through":"decline"')
})
