import { DEFAULT_SHOP_SETTINGS } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { isFlood } from './publish-guard.ts'

it.each([
  ['more than 5 % of the decisions', 1000, 40, 51, true],
  ['5 % exactly', 1000, 40, 50, false],
  ['more than 5 % as before, and not more', 1000, 80, 80, false],
  ['fewer than before, however many', 1000, 300, 200, false],
  ['more than three times as many', 1000, 5, 16, true],
  ['three times as many exactly', 1000, 6, 18, false],
  ['three times as many of next to none', 1000, 1, 8, false],
  ['some where there were none', 1000, 0, 10, true],
  ['of so few decisions that nothing is said', 49, 0, 49, false],
])('%s: %#', (_what, decisions, was, is, expected) => {
  expect(isFlood({ decisions, was, is }, DEFAULT_SHOP_SETTINGS)).toBe(expected)
})

it('goes by the limits of the shop', () => {
  const limits = { publish_declined_share: 0.5, publish_declined_times: 100 }
  expect(isFlood({ decisions: 1000, was: 10, is: 400 }, limits)).toBe(false)
  expect(isFlood({ decisions: 1000, was: 10, is: 501 }, limits)).toBe(true)
})
