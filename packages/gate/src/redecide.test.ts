import {
  RULE_OUTCOMES,
  RULE_RESULTS,
  unknownBecause,
  WHEN_UNKNOWN,
  type Ruleset,
  type SignalDeclaration,
} from '@gatehouse/contract'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { rulingOf, type DecideInput } from './decide.ts'
import { outcomeOfTrust } from './outcome.ts'
import { createRedecider, type PastDecision } from './redecide.ts'
import { ROLLOUT_UNIT } from './rollout.ts'
import { spellOut } from './spell-out.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'order.amount', type: 'double', doc: 'Amount.', privacy: 'none' },
  { name: 'order.items', type: 'int', doc: 'Items.', privacy: 'none' },
  { name: 'ip.city', type: 'string', doc: 'City.', privacy: 'none' },
  { name: 'card.is_prepaid', type: 'bool', doc: 'Prepaid.', privacy: 'none' },
  { name: 'cart.skus', type: 'string_list', doc: 'Goods.', privacy: 'none' },
  { name: 'account.created', type: 'timestamp', doc: 'Created.', privacy: 'none' },
  ROLLOUT_UNIT,
]
const cities = { has: (value: string) => value === 'Ulm' }
const SNOOZED_UNTIL_MS = Date.UTC(2030, 0)

const expression = fc.constantFrom(
  'order.amount > 100.0',
  'order.amount / double(order.items) > 20.0',
  'order.items % 2 == 0',
  'ip.city in lists.cities',
  'ip.city in lists.missing',
  'ip.city.startsWith("U") || card.is_prepaid',
  '!card.is_prepaid && cart.skus.exists(s, s == "a")',
  'known(order.amount) && size(cart.skus) > 1',
  'account.created < timestamp("2026-01-01T00:00:00Z")',
  'cart.skus[1] == "b"',
)
const whenUnknown = fc.constantFrom(...WHEN_UNKNOWN)
const points = fc.integer({ min: -20, max: 60 })
const rule = fc
  .record(
    {
      when: expression,
      when_unknown: whenUnknown,
      weight: points,
      outcome: fc.constantFrom(...RULE_OUTCOMES),
      graded: fc.record(
        {
          by: fc.constantFrom(
            'order.amount',
            'order.items',
            'order.amount / double(order.items)',
            'size(cart.skus)',
            'card.is_prepaid ? 10.0 : order.amount',
          ),
          from: fc.constantFrom(0, 100, 250.5),
          to: fc.constantFrom(3, 50, 200),
          least: fc.integer({ min: -5, max: 10 }),
        },
        { requiredKeys: ['by', 'from', 'to'] },
      ),
      rollout: fc.constantFrom({ percent: 50 }, { percent: 50, salt: 'same' }),
      snoozed_until: fc.constant(new Date(SNOOZED_UNTIL_MS).toISOString()),
    },
    { requiredKeys: ['when', 'when_unknown', 'weight'] },
  )
  .map(({ outcome, ...rest }) => (outcome === undefined ? rest : { ...rest, outcome }))
const policy = fc.record(
  {
    when: fc.oneof(
      expression,
      fc.constantFrom(
        'decision.risk_score > 40.0',
        'decision.outcome == "review" && order.amount > 10.0',
        'decision.risk_level in ["high", "very_high"]',
        'decision.trust_score < 50.5',
        'decision.model_probability > 0.3',
        'expected_value.best == "challenge" || expected_value.accept < -20.0',
      ),
    ),
    when_unknown: whenUnknown,
    outcome: fc.constantFrom('challenge', 'review', 'decline'),
  },
  { requiredKeys: ['when', 'when_unknown'] },
)

const named = <Item extends object>(prefix: string, items: readonly Item[]) =>
  items.map((item, index) => ({ id: `${prefix}${index}`, ...item }))

const document = fc
  .record({
    parts: fc.array(
      fc.record({ when: expression, when_unknown: whenUnknown, weight: fc.nat({ max: 30 }) }),
      { maxLength: 2 },
    ),
    rules: fc.array(rule, { maxLength: 6 }),
    policies: fc.array(policy, { maxLength: 3 }),
  })
  .map(({ parts, rules, policies }): Ruleset => ({
    name: 'test',
    checkpoints: ['order'],
    lists: ['cities', 'missing'],
    scorecard: { base: { start: 95, floor: 50, parts: named('p', parts) } },
    thresholds: { reject_below: 30, submit_to_processor: 50, challenge_below: 70 },
    expected_value: {
      margin: 0.3,
      fraud_loss: 1,
      dispute_fee: 15,
      challenge_loss: 0.05,
      challenge_fee: 0.1,
      review_cost: 2.5,
    },
    rules: named('r', rules) as Ruleset['rules'],
    policy: named('q', policies) as NonNullable<Ruleset['policy']>,
  }))

const unknown = fc.constant(unknownBecause('late'))
const past = fc.record<PastDecision>({
  eventId: fc.constantFrom('a', 'b', 'c'),
  signals: fc.tuple(
    fc.oneof(
      fc.double({ min: 0, max: 300, noNaN: true }),
      fc.integer({ min: 0, max: 300 }),
      unknown,
    ),
    fc.oneof(fc.nat({ max: 5 }), unknown),
    fc.oneof(fc.constantFrom('Ulm', 'Köln', ''), unknown),
    fc.oneof(fc.boolean(), unknown),
    fc.oneof(fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }), unknown),
    fc.oneof(fc.constantFrom(0, Date.UTC(2026, 5)), unknown),
    fc.oneof(fc.nat(), unknown),
  ),
  atMs: fc.constantFrom(SNOOZED_UNTIL_MS - 1, SNOOZED_UNTIL_MS),
  probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  snoozed: fc.constantFrom(new Set<string>(), new Set(['r0', 'q0', 'p1'])),
})

it('makes of every past decision what the gate would make of it', () => {
  const outcomes = new Set<string>()
  const results = new Set<string>()
  let gradedHits = 0
  const check = (ruleset: Ruleset, decisions: readonly PastDecision[]) => {
    const compiled = compileRuleset(ruleset, 1, declarations)
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
    const redecided = createRedecider({
      declarations,
      ruleset: compiled.ruleset,
      lists: [cities, undefined],
    }).redecide(decisions)
    for (const [index, { signals, eventId, atMs, probability, snoozed }] of decisions.entries()) {
      const input: DecideInput = {
        id: 'd',
        eventId,
        checkpoint: 'order',
        snapshot: {
          shopId: 'shop',
          mode: 'observe',
          declarations,
          ruleset: compiled.ruleset,
          model:
            probability === null
              ? null
              : { version: 'm1', probability: () => probability, contributions: () => [] },
          lists: [{ at: () => cities }, undefined],
          watched: [],
          listsVersion: 'none',
          referenceVersion: 'none',
        },
        signals,
        now: atMs,
        snoozed,
      }
      const ruling = rulingOf(input)
      // Who lets everything through that chance may let through lets through what the score stops.
      const generous = { ...input.snapshot, mode: 'enforce', letThroughPercent: 100 } as const
      const isLucky = rulingOf({ ...input, snapshot: generous }).let_through !== undefined
      const isStopped = ['review', 'decline'].includes(ruling.would_be_outcome)
      if (isStopped) expect(redecided[index]!.isByScore).toBe(isLucky)
      const spelled = spellOut(ruling).rules.slice(0, compiled.ruleset.rules.length)
      expect(redecided[index]).toEqual({
        outcome: ruling.would_be_outcome,
        riskScore: ruling.risk_score,
        results: ruling.results,
        points: spelled.map((trace) => trace.points),
        isByScore: redecided[index]!.isByScore,
      })
      gradedHits += (ruling.graded ?? []).filter((each) => each !== undefined).length
      outcomes.add(ruling.would_be_outcome)
      for (const result of ruling.results) results.add(result)
    }
  }
  fc.assert(fc.property(document, fc.array(past, { maxLength: 70 }), check), { numRuns: 300 })
  expect([...outcomes].sort()).toEqual(['approve', 'challenge', 'decline', 'review'])
  expect([...results].sort()).toEqual([...RULE_RESULTS].sort())
  expect(gradedHits).toBeGreaterThan(10)
})

it('says what each decision would be wherever the thresholds stand', () => {
  const moved = fc
    .tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 100 })))
    .map((levels) => levels.toSorted((a, b) => a - b))
  const outcomes = new Set<string>()
  const check = (
    ruleset: Ruleset,
    decisions: readonly PastDecision[],
    [reject, submit, challenge]: readonly number[],
  ) => {
    const thresholds = {
      reject_below: reject!,
      submit_to_processor: submit!,
      challenge_below: challenge!,
    }
    const [before, after] = [ruleset, { ...ruleset, thresholds }].map((document) => {
      const compiled = compileRuleset(document, 1, declarations)
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
      return createRedecider({
        declarations,
        ruleset: compiled.ruleset,
        lists: [cities, undefined],
      })
    })
    const redecided = after!.redecide(decisions)
    for (const [index, standing] of before!.stand(decisions).entries()) {
      const outcome = standing.outcomes[outcomeOfTrust(standing.trust, thresholds)]
      expect(outcome).toBe(redecided[index]!.outcome)
      outcomes.add(outcome)
    }
  }
  fc.assert(fc.property(document, fc.array(past, { maxLength: 40 }), moved, check), {
    numRuns: 100,
  })
  expect([...outcomes].sort()).toEqual(['approve', 'challenge', 'decline', 'review'])
})

it('reads only the signals that a rule or policy names', () => {
  const ruleset: Ruleset = {
    name: 'test',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [{ id: 'a', when: 'card.is_prepaid', when_unknown: 'skip', outcome: 'decline' }],
    policy: [{ id: 'b', when: 'decision.risk_score > 1.0', when_unknown: 'skip' }],
  }
  const compiled = compileRuleset(ruleset, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const redecider = createRedecider({ declarations, ruleset: compiled.ruleset, lists: [] })
  expect([...redecider.reads]).toEqual([3])
})
