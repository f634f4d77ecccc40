import type { Ruleset, SignalDeclaration } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { compileShared, signalsKeyOf } from './shared-rulesets.ts'

const declared = (name: string, type: 'int' | 'bool'): SignalDeclaration => ({
  name,
  type,
  doc: 'For a test.',
  privacy: 'none',
})
const SIGNALS = [declared('order.items', 'int'), declared('ip.is_vpn', 'bool')]
const RULESET: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [{ id: 'many', when: 'order.items > 9', when_unknown: 'skip', weight: 10 }],
}

function compiled(document = RULESET, version = 1, signals = SIGNALS) {
  const result = compileShared(document, version, signals, signalsKeyOf(signals))
  if (!result.ok) throw new Error(result.issues[0]!.message)
  return result.ruleset
}

it('shops with the same ruleset and signals have one compiled ruleset between them', () => {
  expect(compiled()).toBe(compiled(structuredClone(RULESET), 1, structuredClone(SIGNALS)))
})

it('another version, another rule or another order of signals is compiled by itself', () => {
  const first = compiled()
  expect(compiled(RULESET, 2).version).toBe('starter@2')
  const [rule] = RULESET.rules
  expect(compiled({ ...RULESET, rules: [{ ...rule!, weight: 11 }] }).rules[0]!.weight).toBe(11)
  const turned = compiled(RULESET, 1, SIGNALS.toReversed())
  expect(turned.rules[0]!.expression.reads).toEqual([1])
  expect(first.rules[0]!.expression.reads).toEqual([0])
})

it('what does not compile is told each time', () => {
  const [rule] = RULESET.rules
  const wrong = { ...RULESET, rules: [{ ...rule!, when: 'order.itmes > 9' }] }
  for (const _ of [1, 2]) {
    expect(compileShared(wrong, 1, SIGNALS, signalsKeyOf(SIGNALS)).ok).toBe(false)
  }
})
