import type { Rule, Ruleset, RulesetTest, SignalDeclaration } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { runTests } from './run-tests.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'ip.distance_to_billing_mi', type: 'double', doc: 'Miles.', privacy: 'none' },
  { name: 'order.items', type: 'int', doc: 'Items.', privacy: 'none' },
  { name: 'list.blocked_emails', type: 'bool', doc: 'Blocked.', privacy: 'none' },
]

const far: Rule = {
  id: 'far',
  when: 'ip.distance_to_billing_mi > 50.0',
  when_unknown: 'skip',
  weight: 60,
}

function rulesetWith(about: Partial<Ruleset>): Ruleset {
  return {
    name: 'cart',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [far],
    ...about,
  }
}

/** Failures by name of the case. */
function failuresOf(document: Ruleset): Record<string, readonly string[]> {
  const run = runTests(document, declarations)
  if (!run.ok) throw new Error(JSON.stringify(run.issues))
  return Object.fromEntries(run.results.map(({ name, failures }) => [name, failures]))
}

function ofRule(rule: Partial<Rule>): Record<string, readonly string[]> {
  return failuresOf(rulesetWith({ rules: [{ ...far, ...rule }] }))
}

function ofRuleset(test: Omit<RulesetTest, 'name'>, about: Partial<Ruleset> = {}) {
  return failuresOf(rulesetWith({ ...about, tests: [{ name: 'case', ...test }] }))['case']
}

describe('the cases of a rule', () => {
  it('pass when the rule comes out as expected, every other signal being unknown', () => {
    expect(
      ofRule({
        tests: [
          { name: 'far', signals: { 'ip.distance_to_billing_mi': 51 }, expect: 'hit' },
          { name: 'near', signals: { 'ip.distance_to_billing_mi': 50 }, expect: 'no_hit' },
          { name: 'no ip', signals: {}, expect: 'unknown' },
          {
            name: 'said to be unknown',
            signals: { 'ip.distance_to_billing_mi': { unknown: 'no_ip' } },
            expect: 'unknown',
          },
        ],
      }),
    ).toEqual({ far: [], near: [], 'no ip': [], 'said to be unknown': [] })
  })

  it('say what came out instead', () => {
    expect(ofRule({ tests: [{ name: 'no ip', signals: {}, expect: 'no_hit' }] })).toEqual({
      'no ip': ['expected `no_hit`, got `unknown`'],
    })
  })

  it('fail when they name a signal that does not exist', () => {
    const signals = { 'ip.distance': 51 }
    expect(ofRule({ tests: [{ name: 'typo', signals, expect: 'unknown' }] })).toEqual({
      typo: ['there is no signal `ip.distance`'],
    })
  })

  it('fail when a value is not of the kind that the signal has', () => {
    const signals = { 'ip.distance_to_billing_mi': '51', 'order.items': 1.5 }
    expect(ofRule({ tests: [{ name: 'text', signals, expect: 'hit' }] })).toEqual({
      text: [
        'the signal `ip.distance_to_billing_mi` is a number: give it such a value',
        'the signal `order.items` is a whole number: give it such a value',
      ],
    })
  })

  it('run as if the rule were awake while it is snoozed', () => {
    const signals = { 'ip.distance_to_billing_mi': 51 }
    expect(
      ofRule({
        snoozed_until: '2099-01-01T00:00:00Z',
        tests: [{ name: 'snoozed', signals, expect: 'hit' }],
      }),
    ).toEqual({ snoozed: [] })
  })

  it('are left out with a rule that is switched off', () => {
    const tests = [{ name: 'off', signals: {}, expect: 'hit' as const }]
    expect(ofRule({ enabled: false, tests })).toEqual({})
  })
})

describe('the cases of a ruleset', () => {
  const signals = { 'ip.distance_to_billing_mi': 51 }

  it('pass when outcome, score, hits and actions are as expected', () => {
    expect(
      ofRuleset(
        {
          signals,
          expect: { outcome: 'review', trust_score: 40, hits: ['far'], actions: ['hold'] },
        },
        { actions: { review: [{ kind: 'hold' }] } },
      ),
    ).toEqual([])
  })

  it('say everything that is not as expected', () => {
    expect(
      ofRuleset({
        signals,
        expect: { outcome: 'approve', trust_score: 100, no_hits: ['far'], actions: ['hold'] },
      }),
    ).toEqual([
      'expected the outcome `approve`, got `review`',
      'expected a trust score of 100, got 40',
      '`far` hit',
      '`hold` was not asked for',
    ])
  })

  it('fail when they name a rule that does not exist, which could never hit', () => {
    expect(ofRuleset({ signals, expect: { no_hits: ['farr'] } })).toEqual([
      'there is no rule `farr`',
    ])
  })

  it('see what policies do', () => {
    expect(
      ofRuleset(
        { signals, expect: { outcome: 'decline', hits: ['strict'] } },
        {
          policy: [
            {
              id: 'strict',
              when: 'decision.trust_score < 50.0',
              when_unknown: 'skip',
              outcome: 'decline',
            },
          ],
        },
      ),
    ).toEqual([])
  })
})

it('points at the place of each case', () => {
  const tests = [{ name: 'a', signals: {}, expect: 'unknown' as const }]
  const document = rulesetWith({
    rules: [{ ...far, tests }],
    tests: [{ name: 'b', signals: {}, expect: {} }],
  })
  expect(runTests(document, declarations)).toMatchObject({
    results: [
      { rule: 'far', pointer: '/rules/0/tests/0' },
      { rule: null, pointer: '/tests/0' },
    ],
  })
})

it('runs nothing of a ruleset that does not compile, and says why', () => {
  const run = runTests(
    rulesetWith({ rules: [{ ...far, when: 'ip.distance > 1.0' }] }),
    declarations,
  )
  expect(run).toMatchObject({ ok: false, issues: [{ pointer: '/rules/0/when', rule: 'far' }] })
})
