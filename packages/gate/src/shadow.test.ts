import { RULE_RESULTS, unknownBecause, type Ruleset } from '@gatehouse/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { rulingOf } from './decide.ts'
import type { Ruling } from './ruling.ts'
import {
  comparedIds,
  idsOfDocument,
  packChallenger,
  packShadow,
  unpackChallenger,
  tracedIds,
  unpackShadows,
} from './shadow.ts'
import type { CompiledRuleset } from './snapshot.ts'

const declarations = [
  { name: 'order.amount', type: 'double', doc: 'Amount.', privacy: 'none' },
  { name: 'card.is_prepaid', type: 'bool', doc: 'Prepaid.', privacy: 'none' },
] as const

/** Rules by their id and limit of the amount; all take 30 points. */
function documentOf(rules: readonly (readonly [id: string, limit: string])[]): Ruleset {
  return {
    name: 'test',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: rules.map(([id, limit]) => ({
      id,
      when: `order.amount > ${limit} || card.is_prepaid`,
      when_unknown: 'skip',
      weight: 30,
    })),
    policy: [{ id: 'always', when: 'true', when_unknown: 'skip' }],
  }
}

function rulesetOf(rules: Parameters<typeof documentOf>[0]): CompiledRuleset {
  const document = documentOf(rules)
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  return compiled.ruleset
}

function ruled(ruleset: CompiledRuleset, amount: number | null, isPrepaid = false): Ruling {
  return rulingOf({
    id: 'd',
    eventId: 'e',
    checkpoint: 'order',
    snapshot: {
      shopId: 'shop',
      mode: 'enforce',
      declarations,
      ruleset,
      model: null,
      lists: [],
      watched: [],
      listsVersion: 'none',
      referenceVersion: 'none',
    },
    signals: [amount ?? unknownBecause('not_sent'), isPrepaid],
    now: 0,
  })
}

const live = rulesetOf([
  ['dear', '100.0'],
  ['gone', '200.0'],
  ['same', '300.0'],
])
const candidate = rulesetOf([
  ['dear', '50.0'],
  ['added', '500.0'],
  ['same', '300.0'],
])

describe('a shadow', () => {
  it('takes five bytes where nothing came out otherwise', () => {
    const bytes = packShadow(7, ruled(live, 20), ruled(candidate, 20))
    expect(bytes).toHaveLength(5)
    expect(unpackShadows(bytes)).toEqual([
      { run: 7, live: 'approve', shadow: 'approve', riskScore: 0, differences: [] },
    ])
  })

  it('names the rules that came out otherwise, those that only one ruleset has too', () => {
    const ids = comparedIds(tracedIds(live), tracedIds(candidate))
    expect(ids).toEqual(['dear', 'added', 'same', 'always', 'gone'])
    const [moved] = unpackShadows(packShadow(300, ruled(live, 70), ruled(candidate, 70)))
    expect(moved).toMatchObject({ run: 300, live: 'approve', shadow: 'approve', riskScore: 30 })
    expect(moved?.differences).toEqual([{ rule: 0, live: 'no_hit', shadow: 'hit' }])
    const [all] = unpackShadows(packShadow(1, ruled(live, 600), ruled(candidate, 600)))
    expect(all?.differences).toEqual([
      { rule: 1, live: null, shadow: 'hit' },
      { rule: 4, live: 'hit', shadow: null },
    ])
    const [unknown] = unpackShadows(packShadow(1, ruled(live, null), ruled(candidate, null)))
    expect(unknown?.differences).toEqual([
      { rule: 1, live: null, shadow: 'unknown' },
      { rule: 4, live: 'unknown', shadow: null },
    ])
  })

  it('is read back as it was written, several after another', () => {
    const result = fc.constantFrom(...RULE_RESULTS)
    const results = fc.tuple(result, result, result, result)
    const score = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100)
    fc.assert(
      fc.property(
        results,
        results,
        score,
        fc.nat({ max: 2 ** 31 - 1 }),
        (was, would, risk, run) => {
          const ruling = (of: Ruling, each: typeof was): Ruling => ({ ...of, results: each })
          const other = { ...ruling(ruled(candidate, 20), would), risk_score: risk }
          const packed = packShadow(run, ruling(ruled(live, 20), was), other)
          const twice = unpackShadows(Uint8Array.from([...packed, ...packed]))
          expect(twice[1]).toEqual(twice[0])
          expect(twice[0]).toMatchObject({ run, riskScore: risk })
          // dear, same and always stand in both; added and gone in one.
          const pairs = [
            [was[0], would[0]],
            ['no_hit', would[1]],
            [was[2], would[2]],
            [was[3], would[3]],
            [was[1], 'no_hit'],
          ]
          expect(twice[0]!.differences.map(({ rule }) => rule)).toEqual(
            pairs.flatMap(([a, b], index) => (a === b ? [] : [index])),
          )
        },
      ),
    )
  })

  it('counts the rules of a document as those that were compiled from it', () => {
    const document = documentOf([
      ['on', '1.0'],
      ['off', '2.0'],
    ])
    document.rules[1]!.enabled = false
    document.scorecard.base.parts.push({ id: 'far', when: 'true', when_unknown: 'skip', weight: 1 })
    const compiled = compileRuleset(document, 1, declarations)
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
    expect(idsOfDocument(document)).toEqual(tracedIds(compiled.ruleset))
    expect(idsOfDocument(document)).toEqual(['far', 'on', 'always'])
  })

  it('refuses bytes that are none', () => {
    const bytes = packShadow(1, ruled(live, 600), ruled(candidate, 600))
    expect(() => unpackShadows(bytes.subarray(0, -1))).toThrow('ends early')
    expect(() => unpackShadows(Uint8Array.of(9, 1))).toThrow('unknown version')
  })
})

it('a challenging model stands behind the rulesets in shadow, and neither hides the other', () => {
  const challenger = { version: 'ab'.repeat(32), probability: 0.25 }
  const champion = { version: 'cd'.repeat(32), probability: 0.75 }
  const packed = packChallenger(challenger, champion)
  expect(unpackShadows(packed)).toEqual([])
  expect(unpackChallenger(packed)).toEqual({
    challenger: 'ab'.repeat(8),
    champion: 'cd'.repeat(8),
    probability: 0.25,
    championProbability: 0.75,
  })
  expect(unpackChallenger(packChallenger(challenger, null))).toMatchObject({
    champion: null,
    championProbability: null,
  })
  const ruleset = Uint8Array.of(1, 7, 0, 0, 0)
  const both = Uint8Array.from([...ruleset, ...packed])
  expect(unpackShadows(both)).toMatchObject([{ run: 7 }])
  expect(unpackChallenger(both)).toMatchObject({ probability: 0.25 })
  expect(unpackChallenger(ruleset)).toBeNull()
  expect(() => unpackChallenger(packed.subarray(0, 9))).toThrow(RangeError)
})
