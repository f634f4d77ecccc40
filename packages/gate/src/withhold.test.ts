import { unknownBecause, type Ruleset, type SignalDeclaration } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { compileRuleset } from './compile-ruleset.ts'
import { decide, rulingOf } from './decide.ts'
import { writeDecision } from './write-decision.ts'

const declarations: readonly SignalDeclaration[] = [
  { name: 'custom.greeting', type: 'string', doc: 'A text.', privacy: 'personal' },
  { name: 'custom.nickname', type: 'string', doc: 'Another.', privacy: 'personal' },
  { name: 'email.domain', type: 'string', doc: 'Domain.', privacy: 'pseudonymous' },
]
const document: Ruleset = {
  name: 'own',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    { id: 'greeted', when: 'custom.greeting == "Erika"', when_unknown: 'skip', weight: 10 },
    { id: 'named', when: 'custom.nickname == "E"', when_unknown: 'hit', weight: 5 },
  ],
}

function input() {
  const compiled = compileRuleset(document, 1, declarations)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.issues))
  const about = { lists: [], watched: [], listsVersion: '0', referenceVersion: 'test', model: null }
  return {
    id: 'decision-1',
    eventId: 'event-1',
    checkpoint: 'order',
    snapshot: {
      shopId: 'shop',
      mode: 'enforce',
      declarations,
      ruleset: compiled.ruleset,
      ...about,
    },
    signals: ['Erika', unknownBecause('not_sent'), 'example.com'],
    now: 0,
  } as const
}

it('rules see a personal value, and the decision says only that there was one', () => {
  const decision = decide(input())
  expect(decision.rules).toEqual([
    { id: 'greeted', result: 'hit', points: 10 },
    { id: 'named', result: 'unknown', points: 5 },
  ])
  expect(decision.signals).toEqual({
    'custom.greeting': { unknown: 'withheld' },
    'email.domain': 'example.com',
  })
})

it('no byte of it is written', () => {
  const written = Buffer.from(writeDecision(rulingOf(input()))).toString()
  expect(written).not.toContain('Erika')
  expect(JSON.parse(written)).toEqual(decide(input()))
})
