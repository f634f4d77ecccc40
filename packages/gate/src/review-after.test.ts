import type { Rule, Ruleset, SignalDeclaration } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide, rulingOf } from './decide.ts'
import { overrideOf } from './override.ts'
import { writeDecision } from './write-decision.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'ip.is_vpn', type: 'bool', doc: '', privacy: 'none' },
  { name: 'list.trusted', type: 'bool', doc: '', privacy: 'none' },
]
const vpn: Rule = {
  id: 'vpn',
  when: 'ip.is_vpn',
  when_unknown: 'skip',
  outcome: 'decline',
  review_after: true,
}
const trusted: Rule = {
  id: 'trusted',
  when: 'list.trusted',
  when_unknown: 'skip',
  outcome: 'allow_list',
}

function rulesetOf(rules: readonly Rule[], about: Partial<Ruleset> = {}): Ruleset {
  return {
    name: 'test',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [...rules],
    actions: { decline: [{ kind: 'void' }] },
    ...about,
  }
}

function inputOf(ruleset: Ruleset, isVpn: boolean, isTrusted: boolean, mode = 'enforce') {
  const compiled = compileRuleset(ruleset, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const snapshot = {
    shopId: 'shop',
    mode: mode as 'enforce' | 'observe',
    declarations,
    ruleset: compiled.ruleset,
    model: null,
    lists: [],
    watched: [],
    listsVersion: 'none',
    referenceVersion: 'none',
  }
  const signals = [isVpn, isTrusted]
  return { id: 'd', eventId: 'e', checkpoint: 'order', snapshot, signals, now: 0 } as const
}

it('declines at once and opens a case, when it is this rule that declines', () => {
  const input = inputOf(rulesetOf([vpn, trusted]), true, false)
  const decision = decide(input)
  expect(decision).toMatchObject({
    outcome: 'decline',
    review_after: true,
    actions: [{ kind: 'void' }, { kind: 'open_case', reason: 'vpn' }],
  })
  expect(Buffer.from(writeDecision(rulingOf(input))).toString()).toBe(JSON.stringify(decision))
  for (const [isVpn, isTrusted] of [
    [false, false],
    [true, true],
  ] as const) {
    const other = decide(inputOf(rulesetOf([vpn, trusted]), isVpn, isTrusted))
    expect(other).toMatchObject({ outcome: 'approve', actions: [] })
    expect(other).not.toHaveProperty('review_after')
  }
})

it('opens one case, whoever asks for it, and none while we only observe', () => {
  const asking = { ...vpn, actions: [{ kind: 'open_case', target: 'night' } as const] }
  const { actions } = decide(inputOf(rulesetOf([asking]), true, false))
  expect(actions.filter(({ kind }) => kind === 'open_case')).toHaveLength(1)
  const observed = decide(inputOf(rulesetOf([vpn]), true, false, 'observe'))
  expect(observed).toMatchObject({ outcome: 'approve', review_after: true, actions: [] })
})

it('is a policy’s too', () => {
  const policy = [
    {
      id: 'late',
      when: 'decision.trust_score > 99.0',
      when_unknown: 'skip' as const,
      outcome: 'decline' as const,
      review_after: true,
    },
  ]
  const decision = decide(inputOf(rulesetOf([], { policy }), false, false))
  expect(decision).toMatchObject({
    review_after: true,
    actions: [{ kind: 'void' }, { kind: 'open_case', reason: 'late' }],
  })
})

it('is over once a person has decided', () => {
  const declined = decide(inputOf(rulesetOf([vpn]), true, false))
  const about = { id: 'o', by: 'ann', why: 'called back', firstId: 'd', chain: [declined] }
  const overridden = overrideOf({ ...about, outcome: 'approve', ruleset: { actions: {} } })
  expect(overridden).not.toHaveProperty('review_after')
})

it('is refused where nothing is declined', () => {
  const compiled = compileRuleset(rulesetOf([{ ...vpn, outcome: 'review' }]), 1, declarations)
  expect(compiled).toMatchObject({
    ok: false,
    issues: [{ pointer: '/rules/0/review_after', code: 'review_without_decline' }],
  })
})
