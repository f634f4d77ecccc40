import {
  unknownBecause,
  type Rule,
  type Ruleset,
  type SignalDeclaration,
} from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { counterfactualOf } from './counterfactual.ts'
import { decide, rulingOf, type DecideInput } from './decide.ts'
import { runTests } from './run-tests.ts'
import { writeDecision } from './write-decision.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'ip.distance_km', type: 'double', doc: '', privacy: 'none' },
  { name: 'email.age_days', type: 'int', doc: '', privacy: 'none' },
]
const far: Rule = {
  id: 'far',
  when: 'ip.distance_km > 100.0',
  when_unknown: 'skip',
  weight: 60,
  graded: { by: 'ip.distance_km', from: 100, to: 1000, least: 10 },
}

function rulesetOf(rules: readonly Rule[]): Ruleset {
  return {
    name: 'graded',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [...rules],
  }
}

function inputOf(rules: readonly Rule[], signals: DecideInput['signals']): DecideInput {
  const compiled = compileRuleset(rulesetOf(rules), 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const snapshot = {
    shopId: 'shop',
    mode: 'enforce',
    declarations,
    ruleset: compiled.ruleset,
    model: null,
    lists: [],
    watched: [],
    listsVersion: 'none',
    referenceVersion: 'none',
  } as const
  return { id: 'd', eventId: 'e', checkpoint: 'order', snapshot, signals, now: 0 }
}

const unknown = unknownBecause('late')

describe('a graded rule', () => {
  it.each([
    [50, 'no_hit', 0, 100],
    [100.1, 'hit', 10.01, 89.99],
    [325, 'hit', 22.5, 77.5],
    [550, 'hit', 35, 65],
    [1000, 'hit', 60, 40],
    // No more beyond.
    [20_000, 'hit', 60, 40],
    [unknown, 'unknown', 0, 100],
  ])('at %s is %s and takes %s points', (distance, result, points, trust) => {
    const input = inputOf([far], [distance, 0])
    const decision = decide(input)
    expect(decision).toMatchObject({ trust_score: trust, rules: [{ id: 'far', result, points }] })
    expect(decision.reasons.map((reason) => reason.points)).toEqual(
      result === 'hit' ? [points] : [],
    )
    expect(Buffer.from(writeDecision(rulingOf(input))).toString()).toBe(JSON.stringify(decision))
  })

  it('falls where `from` is above `to`: the younger, the more', () => {
    const young: Rule = {
      id: 'young',
      when: 'email.age_days < 30',
      when_unknown: 'skip',
      weight: 30,
      graded: { by: 'email.age_days', from: 30, to: 0 },
    }
    const pointsAt = (days: number) => decide(inputOf([young], [0, days])).rules[0]!.points
    expect([29, 15, 0].map(pointsAt)).toEqual([1, 15, 30])
  })

  it('is unknown where its number is, and then does what `when_unknown` says', () => {
    const rule: Rule = { ...far, when: 'email.age_days < 30' }
    const at = (when_unknown: Rule['when_unknown']) =>
      decide(inputOf([{ ...rule, when_unknown }], [unknown, 1])).rules
    expect(at('skip')).toEqual([{ id: 'far', result: 'unknown', points: 0 }])
    expect(at('hit')).toEqual([{ id: 'far', result: 'unknown', points: 60 }])
    const failing = { ...rule, graded: { ...far.graded!, by: 'email.age_days / (1 - 1)' } }
    expect(decide(inputOf([failing], [1, 1])).rules[0]!.result).toBe('error')
  })

  it('is explained: how much less it would have to be', () => {
    const input = inputOf([far], [900, 0])
    expect(decide(input).outcome).toBe('review')
    const found = counterfactualOf(input, 'milder')!
    expect(found).toMatchObject({
      outcome: 'approve',
      changes: [{ signal: 'ip.distance_km', from: 900, relation: 'at_most' }],
    })
    // At 850 it takes 50 points; the search knows eighths of the way.
    expect(found.changes[0]!.to).toBe(775)
  })
})

describe('the grade of a rule', () => {
  it.each<[Partial<Rule>, string, string]>([
    [{ graded: { by: 'ip.distance', from: 1, to: 2 } }, '/rules/0/graded/by', 'unknown_name'],
    [
      { graded: { by: 'ip.distance_km > 1.0', from: 1, to: 2 } },
      '/rules/0/graded/by',
      'wrong_type',
    ],
    [{ graded: { by: 'ip.distance_km', from: 5, to: 5 } }, '/rules/0/graded', 'faulty_grade'],
  ])('is refused where it says nothing: %j', (about, pointer, code) => {
    const compiled = compileRuleset(rulesetOf([{ ...far, ...about }]), 1, declarations)
    expect(compiled).toMatchObject({ ok: false, issues: [{ pointer, code, rule: 'far' }] })
  })

  it('needs a weight to grow to', () => {
    const { weight: _weight, ...rest } = far
    const compiled = compileRuleset(rulesetOf([{ ...rest, outcome: 'review' }]), 1, declarations)
    expect(compiled).toMatchObject({ ok: false, issues: [{ code: 'faulty_grade' }] })
  })

  it('is proved by cases', () => {
    const tests = [550, 1000].map((distance) => ({
      name: `${distance} km`,
      signals: { 'ip.distance_km': distance },
      expect: 'hit' as const,
      points: 35,
    }))
    expect(runTests(rulesetOf([{ ...far, tests }]), declarations)).toMatchObject({
      results: [{ failures: [] }, { failures: ['expected 35 points, got 60'] }],
    })
  })
})
