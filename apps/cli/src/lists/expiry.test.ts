import { expect, it } from 'vitest'
import { readExpiry } from './expiry.ts'

const NOW_MS = Date.parse('2026-11-27T08:00:00Z')

it.each([
  ['90d', '2027-02-25T08:00:00.000Z'],
  ['12h', '2026-11-27T20:00:00.000Z'],
  ['30m', '2026-11-27T08:30:00.000Z'],
  ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
])('%s is %s', (text, time) => {
  expect(readExpiry(text, NOW_MS)).toBe(time)
})

it.each(['tomorrow', '0d', '90', '90 d', '2027-02-29', '2027-04-31T00:00:00Z', '2027-13-01', ''])(
  '%j is no time',
  (text) => {
    expect(() => readExpiry(text, NOW_MS)).toThrow('must be a time such as')
  },
)

it('what is past is refused: the item would never match', () => {
  expect(() => readExpiry('2026-11-27', NOW_MS)).toThrow('is in the past')
})
