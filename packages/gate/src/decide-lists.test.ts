import {
  unknownBecause,
  type Ruleset,
  type SignalDeclaration,
  type SignalValue,
} from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide } from './decide.ts'
import type { TimedList } from './snapshot.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'order.coupon', type: 'string', doc: 'Coupon.', privacy: 'none' },
  { name: 'list.seen', type: 'bool', doc: 'On a watch list.', privacy: 'none' },
]

type Rule = Ruleset['rules'][number]

function decideBy(
  rules: readonly Rule[],
  signals: readonly SignalValue[],
  { now = 0, list }: { readonly now?: number; readonly list?: TimedList } = {},
) {
  const document: Ruleset = {
    name: 'cart',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, floor: 50, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    lists: ['coupons'],
    rules: [...rules],
  }
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  return decide({
    id: 'decision-1',
    eventId: 'event-1',
    checkpoint: 'order',
    snapshot: {
      shopId: 'shop',
      mode: 'enforce',
      declarations,
      ruleset: compiled.ruleset,
      model: null,
      lists: [list],
      watched: [{ name: 'seen', signal: 1 }],
      listsVersion: '0',
      referenceVersion: 'test',
    },
    signals,
    now,
  })
}

const byCoupon: Rule = {
  id: 'coupon',
  when: 'order.coupon in lists.coupons',
  when_unknown: 'skip',
  weight: 10,
}

describe('`x in lists.NAME`', () => {
  const until1000: TimedList = {
    at: (nowMs) => ({ has: (value) => value === 'A' && nowMs < 1000 }),
  }

  it.each([
    [999, 'hit'],
    [1000, 'no_hit'],
  ])('holds what has not expired by the time of the decision: %i is %s', (now, result) => {
    const { rules } = decideBy([byCoupon], ['A', false], { now, list: until1000 })
    expect(rules).toEqual([expect.objectContaining({ id: 'coupon', result })])
  })

  it('is unknown where the list could not be loaded', () => {
    const { rules } = decideBy([byCoupon], ['A', false])
    expect(rules).toEqual([{ id: 'coupon', result: 'unknown', points: 0 }])
  })
})

describe('a hit on a watch list', () => {
  const watched = { code: 'WATCH_LIST', text: 'on the watch list `seen`', points: 0 }
  const byList = (fields: Partial<Rule>): Rule => ({
    id: 'seen',
    when: 'list.seen && order.coupon == "A"',
    when_unknown: 'skip',
    ...fields,
  })

  it('is a reason without points when no rule asks for the list', () => {
    const decision = decideBy([], ['A', true])
    expect(decision.reasons).toEqual([watched])
    expect(decision).toMatchObject({ outcome: 'approve', trust_score: 100 })
  })

  it('is told by the rule that gives it weight', () => {
    const { reasons } = decideBy([byList({ weight: 15 })], ['A', true])
    expect(reasons).toEqual([{ code: 'RULE', text: expect.any(String), points: 15 }])
  })

  it('is still told when the rule that asks for the list has no hit', () => {
    expect(decideBy([byList({ weight: 15 })], ['B', true]).reasons).toEqual([watched])
  })

  it('is no reason when there is none', () => {
    expect(decideBy([], ['A', false]).reasons).toEqual([])
    expect(decideBy([], ['A', unknownBecause('not_sent')]).reasons).toEqual([])
  })
})
