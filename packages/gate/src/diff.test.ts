import type { Rule, Ruleset } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { diffRulesets } from './diff.ts'

const rule = (id: string, when: string, about: Partial<Rule> = {}): Rule => ({
  id,
  when,
  when_unknown: 'skip',
  weight: 10,
  ...about,
})

const before: Ruleset = {
  name: 'cart',
  checkpoints: ['order'],
  scorecard: {
    base: {
      start: 100,
      parts: [{ id: 'far', when: 'ip.is_far', when_unknown: 'skip', weight: 5 }],
    },
  },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    rule('dear', 'order.amount > 500.0 && velocity.orders_by_ip_5m > 3.0'),
    rule('abroad', 'ip.country != "D1"'),
  ],
  policy: [{ id: 'ask', when: 'decision.risk_score > 40.0', when_unknown: 'skip' }],
  messages: { decline: { en: 'No.' } },
}
const changed = (about: Partial<Ruleset>): Ruleset => ({ ...structuredClone(before), ...about })
const NOTHING = {
  is_same: true,
  fields: [],
  added: [],
  removed: [],
  changed: [],
  is_reordered: false,
}

describe('a diff', () => {
  it('finds nothing between a ruleset and itself, however it is laid out', () => {
    expect(diffRulesets(before, structuredClone(before))).toEqual(NOTHING)
    const rules = [
      rule('dear', 'order.amount>500.0\n  && velocity.orders_by_ip_5m > 3.0'),
      before.rules[1]!,
    ]
    expect(diffRulesets(before, changed({ rules }))).toEqual(NOTHING)
  })

  it('finds nothing where only the keys of objects stand in another order', () => {
    const withTests = (signals: Record<string, number>, isReversed = false) => {
      const pairs = Object.entries({ name: 'both', signals, expect: 'hit' })
      const test = Object.fromEntries(isReversed ? pairs.reverse() : pairs)
      return changed({ rules: [rule('dear', 'true', { tests: [test] as never })] })
    }
    const [one, other] = [withTests({ a: 1, b: 2 }), withTests({ b: 2, a: 1 }, true)]
    expect(diffRulesets(one, other)).toEqual(NOTHING)
    expect(diffRulesets(one, withTests({ b: 1, a: 2 })).is_same).toBe(false)
  })

  it('names what was added and removed, in its section', () => {
    const rules = [before.rules[1]!, rule('new', 'true')]
    const parts = [{ id: 'dear', when: 'true', when_unknown: 'skip' as const, weight: 1 }]
    const scorecard = { base: { start: 100, parts } }
    expect(diffRulesets(before, changed({ rules, scorecard, policy: [] }))).toMatchObject({
      is_same: false,
      added: [
        { section: 'base', id: 'dear', entry: parts[0] },
        { section: 'rules', id: 'new' },
      ],
      removed: [
        { section: 'base', id: 'far' },
        { section: 'rules', id: 'dear', entry: before.rules[0] },
        { section: 'policy', id: 'ask' },
      ],
      changed: [],
      is_reordered: false,
    })
  })

  it('names the fields of a rule that are other, and the thresholds that moved', () => {
    const rules = [
      rule('dear', 'order.amount > 800.0 && velocity.orders_by_ip_5m > 3.0', { weight: 25 }),
      rule('abroad', 'ip.country != "D2"', { outcome: 'review' }),
    ]
    expect(diffRulesets(before, changed({ rules })).changed).toEqual([
      {
        section: 'rules',
        id: 'dear',
        fields: [
          { field: 'when', from: before.rules[0]!.when, to: rules[0]!.when },
          { field: 'weight', from: 10, to: 25 },
        ],
        thresholds: [{ from: 500, to: 800 }],
      },
      {
        section: 'rules',
        id: 'abroad',
        fields: [
          { field: 'when', from: 'ip.country != "D1"', to: 'ip.country != "D2"' },
          { field: 'outcome', from: null, to: 'review' },
        ],
        // A number inside a text is no threshold.
        thresholds: [],
      },
    ])
  })

  it('moves no threshold where the condition is another', () => {
    const rules = [
      rule('dear', 'order.amount >= 800.0 && velocity.orders_by_ip_5m > 3.0'),
      before.rules[1]!,
    ]
    expect(diffRulesets(before, changed({ rules })).changed).toMatchObject([
      { id: 'dear', thresholds: [] },
    ])
  })

  it('names what is other in the ruleset as a whole, to the depth where it is', () => {
    const after = changed({
      thresholds: { reject_below: 35, submit_to_processor: 50, challenge_below: 60 },
      messages: { decline: { en: 'No.', de: 'Nein.' }, review: { en: 'Wait.' } },
      checkpoints: ['order', 'payment'],
      scorecard: { base: { ...before.scorecard.base, floor: 50 } },
    })
    expect(diffRulesets(before, after).fields).toEqual([
      { field: 'checkpoints', from: ['order'], to: ['order', 'payment'] },
      { field: 'thresholds.reject_below', from: 30, to: 35 },
      { field: 'thresholds.challenge_below', from: null, to: 60 },
      { field: 'messages.decline.de', from: null, to: 'Nein.' },
      { field: 'messages.review.en', from: null, to: 'Wait.' },
      { field: 'scorecard.base.floor', from: null, to: 50 },
    ])
  })

  it('says when the order is another', () => {
    const rules = before.rules.toReversed()
    expect(diffRulesets(before, changed({ rules }))).toEqual({
      ...NOTHING,
      is_same: false,
      is_reordered: true,
    })
  })

  it('takes everything as new where there was nothing', () => {
    const { added, fields } = diffRulesets(null, before)
    expect(added.map(({ id }) => id)).toEqual(['far', 'dear', 'abroad', 'ask'])
    expect(fields).toContainEqual({ field: 'thresholds.reject_below', from: null, to: 30 })
  })
})
