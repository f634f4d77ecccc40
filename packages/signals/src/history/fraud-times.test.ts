import { expect, it } from 'vitest'
import { FRAUD_TIMES_MAX, FraudTimes } from './fraud-times.ts'

const KEY = [7, 0x12345678] as const

it('the newest and the oldest are told, in whatever order they became known', () => {
  const times = new FraudTimes()
  for (const at of [30, 10, 20]) times.add(...KEY, at)
  expect(times.of(...KEY, 0, null)).toEqual({ oldestMs: 10, newestMs: 30 })
  expect(times.of(...KEY, 11, null)).toEqual({ oldestMs: 20, newestMs: 30 })
  expect(times.of(...KEY, 31, null)).toBeNull()
  expect(times.of(8, KEY[1], 0, null)).toBeNull()
})

it('an order does not count for itself, but another of the same time does', () => {
  const times = new FraudTimes()
  times.add(...KEY, 10)
  expect(times.of(...KEY, 0, 10)).toBeNull()
  times.add(...KEY, 10)
  expect(times.of(...KEY, 0, 10)).toEqual({ oldestMs: 10, newestMs: 10 })
})

it('what was taken back is forgotten', () => {
  const times = new FraudTimes()
  times.add(...KEY, 10)
  times.add(...KEY, 20)
  times.remove(...KEY, 20)
  times.remove(...KEY, 15)
  expect(times.of(...KEY, 0, null)).toEqual({ oldestMs: 10, newestMs: 10 })
  times.remove(...KEY, 10)
  expect(times.of(...KEY, 0, null)).toBeNull()
})

it('no entity holds more than the newest few', () => {
  const times = new FraudTimes()
  for (let at = FRAUD_TIMES_MAX + 5; at > 0; at--) times.add(...KEY, at)
  expect(times.of(...KEY, 0, null)).toEqual({ oldestMs: 6, newestMs: FRAUD_TIMES_MAX + 5 })
})
