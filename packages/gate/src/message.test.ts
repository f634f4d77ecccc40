import {
  unknownBecause,
  type Rule,
  type Ruleset,
  type SignalDeclaration,
} from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide } from './decide.ts'
import type { Snapshot } from './snapshot.ts'

const declarations: readonly SignalDeclaration[] = ['a', 'b', 'allowed'].map((name) => ({
  name: `test.${name}`,
  type: 'bool',
  doc: 'For the test.',
  privacy: 'none',
}))

const said = (en: string) => ({ en, de: `${en} (de)` })
const rule = (id: string, more: Partial<Rule>): Rule =>
  ({ id, when: `test.${id}`, when_unknown: 'skip', ...more }) as Rule

const WORDS = {
  approve: said('Thank you.'),
  review: said('We are checking it.'),
  decline: said('Please contact customer service.'),
}

interface Given {
  readonly rules: readonly Rule[]
  readonly policy?: Ruleset['policy']
  readonly mode?: Snapshot['mode']
  readonly language?: string
}

/** What the shopper reads when every named rule hits. */
function messageOf({ rules, policy, mode = 'enforce', language }: Given): string {
  const compiled = compileRuleset(
    {
      name: 'cart',
      checkpoints: ['order'],
      scorecard: { base: { start: 100, parts: [] } },
      thresholds: { reject_below: 30, submit_to_processor: 50 },
      rules: [...rules],
      messages: WORDS,
      ...(policy === undefined ? {} : { policy }),
    },
    1,
    declarations,
  )
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const hits = rules.map(({ id }) => `test.${id}`)
  return decide({
    id: 'decision-1',
    eventId: 'event-1',
    checkpoint: 'order',
    snapshot: {
      shopId: 'shop',
      mode,
      declarations,
      ruleset: compiled.ruleset,
      model: null,
      lists: [],
      watched: [],
      listsVersion: '0',
      referenceVersion: 'test',
    },
    signals: declarations.map(({ name }) =>
      hits.includes(name) ? true : unknownBecause('not_sent'),
    ),
    now: 0,
    ...(language === undefined ? {} : { language }),
  }).message
}

describe('the message of a rule', () => {
  it('is what the shopper reads when the rule asked for the outcome, in their language', () => {
    const rules = [rule('a', { outcome: 'decline', message: said('At most ten of an item.') })]
    expect(messageOf({ rules })).toBe('At most ten of an item.')
    expect(messageOf({ rules, language: 'de-AT' })).toBe('At most ten of an item. (de)')
  })

  it('is that of the heaviest rule which has one', () => {
    const light = rule('a', { outcome: 'decline', weight: 5, message: said('Light.') })
    const heavy = rule('b', { outcome: 'decline', weight: 40, message: said('Heavy.') })
    expect(messageOf({ rules: [light, heavy] })).toBe('Heavy.')
    const silent = rule('b', { outcome: 'decline', weight: 40 })
    expect(messageOf({ rules: [light, silent] })).toBe('Light.')
  })

  it('is not shown for another outcome than the one that the rule asked for', () => {
    const review = rule('a', { outcome: 'review', weight: 40, message: said('A person looks.') })
    const decline = rule('b', { outcome: 'decline' })
    expect(messageOf({ rules: [review, decline] })).toBe(WORDS.decline.en)
    expect(messageOf({ rules: [review] })).toBe('A person looks.')
  })

  it('of a rule that only takes points is shown when the score gave the outcome', () => {
    const points = (weight: number) =>
      rule('a', { weight, message: said('More than we can sell.') })
    expect(messageOf({ rules: [points(80)] })).toBe('More than we can sell.')
    expect(messageOf({ rules: [points(40)] })).toBe(WORDS.approve.en)
    expect(messageOf({ rules: [points(60), rule('b', { outcome: 'decline' })] })).toBe(
      WORDS.decline.en,
    )
  })

  it('gives way to the words of the outcome when a policy made it stricter', () => {
    const rules = [rule('a', { outcome: 'review', message: said('A person looks.') })]
    const policy = [
      { id: 'p', when: 'true', when_unknown: 'skip' as const, outcome: 'decline' as const },
    ]
    expect(messageOf({ rules, policy })).toBe(WORDS.decline.en)
  })

  it('is not shown while the gate only observes', () => {
    const rules = [rule('a', { outcome: 'decline', message: said('At most ten of an item.') })]
    expect(messageOf({ rules, mode: 'observe' })).toBe(WORDS.approve.en)
  })
})
