import { readdirSync } from 'node:fs'
import { isReasonCode, REASONS, type Ruleset, type TranslatedText } from '@gatehouse/contract'
import { runTests } from '@gatehouse/gate'
import { describe, expect, it } from 'vitest'
import { readLists, readRuleset } from '../src/rulesets/read-ruleset.ts'
import { shopCatalogue } from '../src/rulesets/shop-catalogue.ts'
import { inTree } from './terminal.ts'

const PACKS = readdirSync(inTree('packs')).filter((file) => file !== 'lists.yaml')
const DOCUMENTS = new Map(
  PACKS.map((pack) => [pack, readRuleset(inTree(`packs/${pack}`)).document]),
)
const { declarations } = shopCatalogue([], readLists())

/** What a rule asks, however it is laid out. */
const asked = (when: string) => when.replaceAll(/\s+/g, ' ').trim()

/** Every text that a shopper may read, with where it stands. */
function shopperTexts({ rules, messages = {} }: Ruleset): [string, TranslatedText][] {
  const ofRules = rules.flatMap(({ id, message }): [string, TranslatedText][] =>
    message === undefined ? [] : [[id, message]],
  )
  return [...Object.entries(messages), ...ofRules]
}

describe.each(PACKS)('the pack %s', (pack) => {
  const document = DOCUMENTS.get(pack)!

  it('is called as its file', () => {
    expect(`${document.name}.yaml`).toBe(pack)
    expect(document.description!.length).toBeGreaterThan(0)
  })

  it('compiles against the catalogue, the windows and the lists of a new shop, and its cases pass', () => {
    const run = runTests(document, declarations)
    expect(run.ok ? [] : run.issues).toEqual([])
    const failed = run.ok ? run.results.filter(({ failures }) => failures.length > 0) : []
    expect(failed).toEqual([])
  })

  it('gives every rule a reason of the table, which has both languages, and a text', () => {
    const { base } = document.scorecard
    for (const { id, reason } of base.parts)
      expect([id, isReasonCode(reason ?? '')]).toEqual([id, true])
    for (const { id, reason = '', text } of document.rules) {
      expect([id, isReasonCode(reason)]).toEqual([id, true])
      const { en, de } = REASONS[reason as keyof typeof REASONS]
      expect([id, [en, de, text ?? en].every((words) => words.length > 0)]).toEqual([id, true])
    }
  })

  it('asks no two rules the same', () => {
    const { base } = document.scorecard
    const questions = [...base.parts, ...document.rules].map(({ when }) => asked(when))
    const twice = questions.filter((question, at) => questions.indexOf(question) !== at)
    expect(twice).toEqual([])
  })

  it('has a case for every rule that decides alone', () => {
    const untested = document.rules.filter(
      ({ id, outcome, tests }) =>
        (outcome === 'decline' || outcome === 'deny_list') &&
        tests === undefined &&
        !WITHOUT_CASE.has(id),
    )
    expect(untested.map(({ id }) => id)).toEqual([])
  })

  it('says all that a shopper may read in English and German, and gives nothing away', () => {
    for (const [where, words] of shopperTexts(document)) {
      expect([where, Object.keys(words)]).toEqual([where, ['en', 'de']])
      for (const text of Object.values(words)) {
        expect([where, text.length > 0]).toEqual([where, true])
        expect([where, GIVEN_AWAY.exec(text)?.[0]]).toEqual([where, undefined])
      }
    }
  })

  it('tells a shopper who is declined what to do, in English and German', () => {
    const { decline } = document.messages ?? {}
    expect(decline?.['en']).toBe(
      'There is a problem with your order, please contact customer service.',
    )
    expect(decline?.['de']).toMatch(/Kundendienst/)
  })
})

/** Of the packs that are older than this: every rule of the others has a case that hits and one that does not. */
const EARLIER = new Set(['starter.yaml', 'card-testing.yaml'])

it.each(PACKS.filter((pack) => !EARLIER.has(pack)))(
  'the pack %s has a case that hits and one that does not for every rule',
  (pack) => {
    const without = DOCUMENTS.get(pack)!.rules.filter(({ when, tests = [] }) => {
      // What a list of texts holds is known in the shop only, so no case can say what comes of it.
      if (when.includes('lists.')) return tests.length === 0
      return !['hit', 'no_hit'].every((result) => tests.some(({ expect: its }) => its === result))
    })
    expect(without.map(({ id }) => id)).toEqual([])
  },
)

it('the packs have 150 rules that each ask something else', () => {
  const questions = [...DOCUMENTS.values()].flatMap(({ rules }) =>
    rules.map(({ when }) => asked(when)),
  )
  expect(new Set(questions).size).toBeGreaterThanOrEqual(150)
})

/** A single signal of a list, with nothing to get wrong. */
const WITHOUT_CASE = new Set(['blocked_country'])

/** Words that would teach a fraudster what to change. */
const GIVEN_AWAY =
  /\b(?:ip|vpn|tor|proxy|fraud|betrug|score|risk|risiko|bot|device|gerät|blacklist|sperrliste|velocity|cvv|avs)\b/i

it('the lists of a new shop have names of their own', () => {
  const names = readLists().map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThan(0)
})
