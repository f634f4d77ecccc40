import { unknownBecause, type Ruleset, type SignalDeclaration } from '@gatehouse/contract'
import type { SignalValue } from '@gatehouse/contract'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide, rulingOf, type DecideInput } from './decide.ts'
import { writeDecision } from './write-decision.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'order.amount', type: 'double', doc: 'Amount.', privacy: 'none' },
  { name: 'ip.city', type: 'string', doc: 'City.', privacy: 'none' },
  { name: 'card.is_prepaid', type: 'bool', doc: 'Prepaid.', privacy: 'none' },
  { name: 'cart.categories', type: 'string_list', doc: 'Categories.', privacy: 'none' },
]
const document: Ruleset = {
  name: 'test',
  checkpoints: ['order'],
  scorecard: {
    base: {
      start: 90,
      floor: 50,
      parts: [{ id: 'far', when: 'order.amount > 10.0', when_unknown: 'hit', weight: 5 }],
    },
  },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    {
      id: 'dear',
      when: 'order.amount > 500.0',
      when_unknown: 'hit',
      weight: 25.5,
      reason: 'MY_"OWN"',
      text: 'a “dear” order',
    },
    {
      id: 'prepaid',
      when: 'card.is_prepaid',
      when_unknown: 'skip',
      outcome: 'review',
      actions: [{ kind: 'hold' }],
    },
    {
      id: 'late',
      when: 'ip.city == "Ulm"',
      when_unknown: 'skip',
      weight: 1,
      snoozed_until: '2030-01-01T00:00:00Z',
    },
  ],
  policy: [
    {
      id: 'ask',
      when: 'decision.risk_score > 20.0',
      when_unknown: 'skip',
      outcome: 'challenge',
      text: 'ask\n3DS',
    },
  ],
  messages: {
    decline: { en: 'There is a problem with your order.', de: 'Es gibt ein “Problem”.' },
  },
}

const unknown = fc.constantFrom('not_sent', 'late', 'not_in_reference_data').map(unknownBecause)
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, 1e21, 1e-7, Number.NaN))
const text = fc.string({ unit: 'binary' })
const vector = fc.tuple(
  fc.oneof(number, unknown),
  fc.oneof(text, fc.constantFrom('"', '\\', '\u007f', '\ud800', 'é'), unknown),
  fc.oneof(fc.boolean(), unknown),
  fc.oneof(fc.array(text), unknown),
)

it('writes every decision byte for byte as JSON.stringify does', () => {
  const compiled = compileRuleset(document, 3, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const outcomes = new Set<string>()
  const check = (signals: readonly SignalValue[], id: string, probability: number | null) => {
    const input: DecideInput = {
      id,
      eventId: id,
      checkpoint: 'order',
      snapshot: {
        shopId: 'shop',
        mode: id.length % 2 === 0 ? 'enforce' : 'observe',
        declarations,
        ruleset: compiled.ruleset,
        model:
          probability === null
            ? null
            : { version: 'm1', probability: () => probability, contributions: () => [] },
        lists: [],
        watched: [],
        listsVersion: 'none',
        referenceVersion: 'test',
        ...(id.length % 2 === 0 ? {} : { segment: { name: 'business', version: id } }),
        ...(id.length % 4 === 0 ? {} : { anomaly: { version: 'a1', signal: 0 } }),
      },
      signals,
      ...(id.length % 5 === 0 ? {} : { estimated: id.length % 5 === 1 ? [] : ['a.b', id] }),
      now: 0,
      language: 'de-AT',
      ...(id.length % 3 === 0 ? { rescoredFrom: id } : {}),
    }
    const whole = decide(input)
    outcomes.add(whole.would_be_outcome)
    expect(Buffer.from(writeDecision(rulingOf(input))).toString()).toBe(JSON.stringify(whole))
  }
  const chance = fc.option(fc.double({ min: 0, max: 1, noNaN: true }))
  fc.assert(fc.property(vector, text, chance, check), { numRuns: 2000 })
  expect([...outcomes].sort()).toEqual(['approve', 'challenge', 'decline', 'review'])
})
