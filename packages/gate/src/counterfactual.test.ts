import {
  unknownBecause,
  type Ruleset,
  type SignalDeclaration,
  type SignalValue,
} from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { counterfactualOf, type Counterfactual } from './counterfactual.ts'
import { rulingOf, type DecideInput } from './decide.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'distance', type: 'double', doc: 'Miles.', privacy: 'none' },
  { name: 'items', type: 'int', doc: 'Items.', privacy: 'none' },
  { name: 'country', type: 'string', doc: 'Country.', privacy: 'none' },
  { name: 'street', type: 'string', doc: 'Street.', privacy: 'personal' },
  { name: 'is_prepaid', type: 'bool', doc: 'Prepaid.', privacy: 'none' },
  { name: 'amount', type: 'double', doc: 'Amount.', privacy: 'none' },
]

function inputOf(rules: Ruleset['rules'], signals: SignalValue[], more: Partial<Ruleset> = {}) {
  const document: Ruleset = {
    name: 'test',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, floor: 50, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules,
    ...more,
  }
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const input: DecideInput = {
    id: 'id',
    eventId: 'id',
    checkpoint: 'order',
    snapshot: {
      shopId: 'shop',
      mode: 'enforce',
      declarations,
      ruleset: compiled.ruleset,
      model: null,
      lists: compiled.ruleset.listNames.map(() => ({
        at: () => ({ has: (value: unknown) => value === 'XX' }),
      })),
      watched: [],
      listsVersion: 'none',
      referenceVersion: 'test',
    },
    signals,
    now: 0,
  }
  return input
}

const rule = (id: string, when: string, more: object) =>
  ({ id, when, when_unknown: 'skip' as const, ...more }) as Ruleset['rules'][number]
const ORDER: SignalValue[] = [61, 4, 'DE', 'Hauptstr. 1', true, 700]

describe('what would have made an outcome milder', () => {
  it.each([
    ['distance > 50.0', 'distance', 'at_most', 50],
    ['50.0 < distance', 'distance', 'at_most', 50],
    ['distance >= 50.0', 'distance', 'below', 50],
    ['items >= 3', 'items', 'at_most', 2],
    ['is_prepaid', 'is_prepaid', 'is', false],
    ['!(country == "FR")', 'country', 'is', 'FR'],
    ['country == "DE"', 'country', 'is_not', 'DE'],
    ['country in ["AT", "DE"]', 'country', 'is_not', 'DE'],
    ['amount * 2.0 > 1000.0', 'amount', 'at_most', 500],
    ['amount > 500.0 + 0.5 * distance', 'amount', 'at_most', 530.5],
    ['country.startsWith("D")', 'country', 'is_not', 'DE'],
  ] as const)('finds the bound of `%s`', (when, signal, relation, to) => {
    const input = inputOf([rule('r', when, { outcome: 'decline' })], ORDER)
    const found = counterfactualOf(input, 'milder')!
    expect(found).toMatchObject({ outcome: 'approve', is_smallest: true })
    expect(found.changes).toHaveLength(1)
    expect(found.changes[0]).toMatchObject({ signal, relation, to })
  })

  it('takes the fewest signals: the heavy rule alone before two light ones', () => {
    const input = inputOf(
      [
        rule('light', 'distance > 50.0', { weight: 15 }),
        rule('lighter', 'items > 3', { weight: 15 }),
        rule('heavy', 'is_prepaid', { weight: 40 }),
      ],
      ORDER,
    )
    expect(rulingOf(input).would_be_outcome).toBe('review')
    expect(counterfactualOf(input, 'milder')!.changes).toEqual([
      { signal: 'is_prepaid', from: true, relation: 'is', to: false },
    ])
  })

  it('takes two where one does not do, and three where two do not', () => {
    const weights = (each: number) =>
      inputOf(
        [
          rule('far', 'distance > 50.0', { weight: each }),
          rule('many', 'items > 3', { weight: each }),
          rule('prepaid', 'is_prepaid', { weight: each }),
        ],
        ORDER,
        { thresholds: { reject_below: 0, submit_to_processor: 50 } },
      )
    for (const [each, changes] of [
      [20, 1],
      [26, 2],
      [51, 3],
    ] as const) {
      const found = counterfactualOf(weights(each), 'milder')!
      expect(found.changes).toHaveLength(changes)
      expect(found.is_smallest).toBe(true)
    }
  })

  it('takes two of one rule where neither does anything alone', () => {
    const input = inputOf(
      [rule('either', 'country == "DE" || amount > 600.0', { outcome: 'review' })],
      ORDER,
    )
    expect(
      counterfactualOf(input, 'milder')!
        .changes.map(({ signal }) => signal)
        .sort(),
    ).toEqual(['amount', 'country'])
    const both = inputOf(
      [rule('both', 'country == "FR" && amount > 900.0', { outcome: 'review' })],
      ORDER,
    )
    expect(counterfactualOf(both, 'stricter')!.changes).toMatchObject([
      { signal: 'country', relation: 'is', to: 'FR' },
      { signal: 'amount', relation: 'above', to: 900 },
    ])
  })

  it('says of the nearest of several bounds', () => {
    const input = inputOf(
      [
        rule('far', 'distance > 60.0', { weight: 10 }),
        rule('farther', 'distance > 50.0', { weight: 45 }),
      ],
      ORDER,
    )
    expect(counterfactualOf(input, 'milder')!.changes[0]).toMatchObject({ to: 60 })
  })

  it('names the list that a value would have to be off', () => {
    const signals = [...ORDER]
    signals[2] = 'XX'
    const input = inputOf(
      [rule('r', 'country in lists.banned', { outcome: 'deny_list' })],
      signals,
      {
        lists: ['banned'],
      },
    )
    expect(counterfactualOf(input, 'milder')!.changes).toEqual([
      { signal: 'country', from: 'XX', relation: 'not_on_list', to: 'banned' },
    ])
  })

  it('takes a policy into account', () => {
    const input = inputOf([rule('far', 'distance > 50.0', { weight: 10 })], ORDER, {
      policy: [
        {
          id: 'dear',
          when: 'amount > 500.0 && decision.risk_score >= 10.0',
          when_unknown: 'skip',
          outcome: 'review',
          text: 'dear',
        },
      ],
    })
    const found = counterfactualOf(input, 'milder')!
    expect(found.outcome).toBe('approve')
    expect(found.changes).toEqual([{ signal: 'distance', from: 61, relation: 'at_most', to: 50 }])
  })

  it('does not tell a personal value', () => {
    const input = inputOf([rule('r', 'street.contains("Haupt")', { outcome: 'review' })], ORDER)
    expect(JSON.stringify(counterfactualOf(input, 'milder'))).not.toContain('Haupt')
  })

  it('says what an unknown value would have to be', () => {
    const signals = [...ORDER]
    signals[0] = unknownBecause('late')
    const input = inputOf(
      [{ ...rule('r', 'distance > 50.0', { outcome: 'review' }), when_unknown: 'hit' }],
      signals,
    )
    expect(counterfactualOf(input, 'milder')!.changes[0]).toMatchObject({
      signal: 'distance',
      to: 50,
    })
  })

  it('finds nothing for an order that was approved', () => {
    expect(counterfactualOf(inputOf([], ORDER), 'milder')).toBeNull()
  })
})

it('says what would have made an outcome stricter', () => {
  const input = inputOf(
    [
      rule('far', 'distance > 100.0', { weight: 55 }),
      rule('abroad', 'country != "DE"', { outcome: 'decline' }),
    ],
    ORDER,
  )
  expect(counterfactualOf(input, 'stricter')).toMatchObject({
    outcome: 'review',
    changes: [{ signal: 'distance', from: 61, relation: 'above', to: 100 }],
  })
})

/** Any value that a claim stands for. */
function valueFor({ relation, to }: Counterfactual['changes'][number]): SignalValue {
  if (relation === 'below') return (to as number) - 0.01
  if (relation === 'above') return (to as number) + 0.01
  return relation === 'is_not' ? 'elsewhere' : to
}

it('is true of every ruleset: the change is made, and the outcome is the one that was told', () => {
  const when = fc.oneof(
    fc.integer({ min: 0, max: 100 }).map((n) => `distance > ${n}.0`),
    fc.integer({ min: 0, max: 100 }).map((n) => `distance <= ${n}.0`),
    fc.integer({ min: 0, max: 9 }).map((n) => `items >= ${n}`),
    fc.integer({ min: 0, max: 999 }).map((n) => `amount - 2.0 * distance < ${n}.0`),
    fc.constantFrom('is_prepaid', '!is_prepaid', 'country != "DE"', 'country in ["AT", "CH"]'),
    fc.constantFrom('is_prepaid && items > 2', 'country == "FR" || amount > 600.0'),
  )
  const effect = fc.oneof(
    fc.integer({ min: 1, max: 60 }).map((weight) => ({ weight })),
    fc.constantFrom({ outcome: 'review' }, { outcome: 'challenge' }, { outcome: 'decline' }),
  )
  const signals = fc.tuple(
    fc.integer({ min: 0, max: 100 }),
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom('DE', 'AT', 'FR'),
    fc.constant('x'),
    fc.boolean(),
    fc.integer({ min: 0, max: 1000 }),
  )
  let told = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(when, effect), { minLength: 1, maxLength: 6 }),
      signals,
      fc.constantFrom('milder' as const, 'stricter' as const),
      (rules, values, direction) => {
        const input = inputOf(
          rules.map(([text, more], at) => rule(`r${at}`, text, more)),
          [...values],
        )
        const found = counterfactualOf(input, direction)
        if (found === null) return
        told += 1
        const changed = [...input.signals]
        for (const change of found.changes) {
          const index = declarations.findIndex(({ name }) => name === change.signal)
          expect(change.from).toEqual(input.signals[index])
          changed[index] = valueFor(change)
        }
        const ruling = rulingOf({ ...input, signals: changed })
        expect(ruling.would_be_outcome).toBe(found.outcome)
        expect(ruling.would_be_outcome).not.toBe(rulingOf(input).would_be_outcome)
      },
    ),
    { numRuns: 1000 },
  )
  expect(told).toBeGreaterThan(300)
})
