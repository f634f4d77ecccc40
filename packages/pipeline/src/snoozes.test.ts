import type { Ruleset } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import type { EventEntities } from './entities.ts'
import { tokenText } from './lists/token-text.ts'
import { indexSnoozes, offForAll, stillSnoozed, type LoadedSnooze } from './snoozes.ts'

const token = (text: string) => Buffer.from(text.padEnd(16, '.'))
const snooze = (about: Partial<LoadedSnooze>): LoadedSnooze => ({
  rule: 'dear',
  kind: 'email',
  token: tokenText(token('alice')),
  untilMs: 1000,
  ...about,
})
const event = (tokens: EventEntities['tokens']): EventEntities => ({ tokens, keys: {}, items: [] })

it('gathers the rules of every entity of an event that are off at that time', () => {
  const index = indexSnoozes([
    snooze({}),
    snooze({ rule: 'abroad', untilMs: 500 }),
    snooze({ kind: 'address', token: tokenText(token('home')), rule: 'reship' }),
    snooze({ token: tokenText(token('bob')), rule: 'other' }),
  ])!
  const alice = event({ email: token('alice'), shipping_address: token('home') })
  expect(index.of(alice, 499)).toEqual(new Set(['dear', 'abroad', 'reship']))
  expect(index.of(alice, 500)).toEqual(new Set(['dear', 'reship']))
  expect(index.of(alice, 1000)).toBeUndefined()
  // The same token under another entity is somebody else.
  expect(index.of(event({ account: token('alice') }), 0)).toBeUndefined()
  expect(index.of(event({}), 0)).toBeUndefined()
})

it('is nothing at all where there is none', () => {
  expect(indexSnoozes([])).toBeNull()
})

it('leaves a rule off on a re-score where nobody can be told any more', () => {
  const trace = [
    { id: 'dear', result: 'snoozed' as const, points: 0 },
    { id: 'abroad', result: 'hit' as const, points: 5 },
  ]
  expect(stillSnoozed(undefined, trace)).toEqual(new Set(['dear']))
  expect(stillSnoozed(new Set(['abroad']), [])).toEqual(new Set(['abroad']))
  // Who it was about makes no difference to what was off for everybody.
  expect(stillSnoozed(undefined, trace, new Set(['dear']))).toEqual(new Set())
})

it('tells what was off for everybody, to the moment', () => {
  const rules = [
    { id: 'dear', snoozed_until: '2026-03-01T00:00:00Z' },
    { id: 'abroad' },
  ] as Ruleset['rules']
  const ruleset = { rules } as Ruleset
  const endMs = Date.parse('2026-03-01T00:00:00Z')
  expect(offForAll(ruleset, endMs - 1)).toEqual(new Set(['dear']))
  expect(offForAll(ruleset, endMs)).toEqual(new Set())
  expect(offForAll(null, 0)).toEqual(new Set())
})
