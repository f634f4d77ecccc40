import { exampleRuleset, type Ruleset } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { examineEach, liveBySegment } from './by-segment.ts'
import { fail, pass, type Check, type Installation } from './check.ts'
import { LIMITS_AMOUNT, ruleReading } from './evidence.ts'

const reading = (signal: string, about: Partial<Ruleset>): Ruleset => ({
  ...exampleRuleset,
  checkpoints: ['order'],
  rules: [{ id: 'r', when: `${signal} == "mismatch"`, when_unknown: 'skip', weight: 1 }],
  ...about,
})
const installation: Installation = {
  coverage: {
    mode: 'enforce',
    checkpoint: 'order',
    decisions: 0,
    oldest_at: null,
    newest_at: null,
    signals: [],
    events: [],
  },
  rulesets: {},
  lists: [],
  reference: { version: '', files: [], changes: [] } as unknown as Installation['reference'],
  nowMs: 0,
}
const check: Check = {
  number: 1,
  title: 'CVV',
  examine: (of) =>
    ruleReading(of, 'order', ['card.cvv']) === undefined ? fail('none', 'do') : pass('there'),
}
const everybody = reading('card.cvv', { name: 'starter' })
const business = (signal: string) => reading(signal, { name: 'b2b', segment: 'business' })

it('a rule of one segment alone is no pass for the others, whichever comes first', () => {
  const live = [reading('card.brand', { name: 'starter' }), business('card.cvv')]
  for (const order of [live, live.toReversed()]) {
    expect(examineEach(check, installation, liveBySegment(order))).toEqual(
      fail('segment `default`: none', 'do'),
    )
  }
  expect(
    examineEach(check, installation, liveBySegment([business('card.brand'), everybody])),
  ).toEqual(fail('segment `business`: none', 'do'))
})

it('a segment without a ruleset there has that of everybody', () => {
  const payments = { ...business('card.brand'), checkpoints: ['payment' as const] }
  expect(examineEach(check, installation, liveBySegment([everybody, payments]))).toEqual(
    pass('there'),
  )
  expect(examineEach(check, installation, liveBySegment([]))).toEqual(fail('none', 'do'))
})

it('a rule that reads the amount for another end is no limit', () => {
  const of = (when: string): Installation['rulesets'] => ({
    order: { ...everybody, rules: [{ id: 'r', when, when_unknown: 'skip', weight: 1 }] },
  })
  const found = (when: string) =>
    ruleReading({ ...installation, rulesets: of(when) }, 'order', ['order.amount'], LIMITS_AMOUNT)
  expect(found('order.amount > 1000.0')).toMatchObject({ id: 'r' })
  expect(found('account.is_guest && order.amount >= 2000')).toMatchObject({ id: 'r' })
  expect(found('order.delivery_amount > order.amount')).toBeUndefined()
})
