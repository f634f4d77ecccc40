import { expect, it } from 'vitest'
import { KnownFraud } from './known-fraud.ts'

it('knows a defrauded customer from the day after the delay, by the first fraud', () => {
  const known = new KnownFraud(7)
  known.report('a', Date.parse('2018-07-20T23:59:00Z'))
  known.report('a', Date.parse('2018-07-25T00:00:00Z'))
  expect(known.isKnown('a', Date.parse('2018-07-27T23:59:00Z'))).toBe(false)
  expect(known.isKnown('a', Date.parse('2018-07-28T00:00:00Z'))).toBe(true)
  expect(known.isKnown('b', Date.parse('2018-07-28T00:00:00Z'))).toBe(false)
})
