import { describe, expect, it } from 'vitest'
import { decisionSchema } from './decision.ts'
import { exampleDecision, exampleLabel, exampleRuleset } from './examples.ts'
import { LABEL_NAMES, labelSchema } from './label.ts'
import { rulesetSchema, type Ruleset } from './ruleset.ts'
import { accepts, complaints } from './validator.case.ts'

describe('decision', () => {
  it('accepts its example and refuses what is missing or unknown', () => {
    expect(complaints(decisionSchema, exampleDecision)).toEqual([])
    const { model: _model, ...withoutModel } = exampleDecision
    expect(accepts(decisionSchema, withoutModel)).toBe(false)
    expect(accepts(decisionSchema, { ...exampleDecision, extra: 1 })).toBe(false)
    expect(accepts(decisionSchema, { ...exampleDecision, risk_score: 101 })).toBe(false)
  })

  it.each([
    ['null', null],
    ['an unknown without its reason', {}],
    ['a nested object', { unknown: 'x', more: 1 }],
  ])('refuses %s as a signal', (_what, signal) => {
    const body = { ...exampleDecision, signals: { 'a.b': signal } }
    expect(accepts(decisionSchema, body)).toBe(false)
  })
})

describe('label', () => {
  it('names an event or a transaction, or both', () => {
    expect(complaints(labelSchema, exampleLabel)).toEqual([])
    expect(accepts(labelSchema, { label: 'not_fraud' })).toBe(false)
    expect(accepts(labelSchema, { label: 'not_fraud', event_id: 'a' })).toBe(true)
    expect(accepts(labelSchema, { label: 'not_fraud', event_id: '' })).toBe(false)
    expect(accepts(labelSchema, { label: 'fraud', event_id: 'a' })).toBe(false)
  })

  it.each(LABEL_NAMES)('accepts %s', (label) => {
    expect(accepts(labelSchema, { event_id: 'a', transaction_id: 'b', label })).toBe(true)
  })
})

describe('ruleset', () => {
  const rule = { id: 'a', when: 'true', when_unknown: 'skip' }
  const withRule = (changed: object) => ({ ...exampleRuleset, rules: [changed] })

  it('accepts its example', () => {
    expect(complaints(rulesetSchema, exampleRuleset)).toEqual([])
  })

  it.each([
    ['a rule with a weight', { ...rule, weight: 10 }, true],
    ['a rule with an outcome', { ...rule, outcome: 'review' }, true],
    ['a rule with both', { ...rule, weight: 0, outcome: 'deny_list' }, true],
    ['a rule with neither', rule, false],
    ['a rule that does not say when_unknown', { id: 'a', when: 'true', weight: 1 }, false],
    ['a rule whose id has a space', { ...rule, id: 'a b', weight: 1 }, false],
    ['a rule with an empty expression', { ...rule, when: '', weight: 1 }, false],
    ['a rule with a field that does not exist', { ...rule, weight: 1, wieght: 2 }, false],
    ['a weight beyond the scale', { ...rule, weight: 101 }, false],
  ])('%s: %#', (_what, changed, expected) => {
    expect(accepts(rulesetSchema, withRule(changed))).toBe(expected)
  })

  it.each(Object.keys(exampleRuleset).filter((key) => !['currency', 'messages'].includes(key)))(
    'needs %s',
    (key) => {
      const { [key as keyof Ruleset]: _left, ...rest } = exampleRuleset
      expect(accepts(rulesetSchema, rest)).toBe(false)
    },
  )
})
