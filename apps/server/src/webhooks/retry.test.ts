import { expect, it } from 'vitest'
import { retryAfter } from './retry.ts'

const time = { nowMs: 0, endMs: 24 * 3_600_000 }

it('waits twice as long each time, up to two hours', () => {
  const waits = [1, 2, 3, 4, 13, 14, 30].map((attempt) => retryAfter(attempt, 0.5, time).afterMs)
  expect(waits).toEqual([1000, 2000, 4000, 8000, 4_096_000, 7_200_000, 7_200_000])
})

it('spreads what failed together', () => {
  expect(retryAfter(1, 0, time).afterMs).toBe(750)
  expect(retryAfter(1, 1, time).afterMs).toBe(1250)
})

it('gives up what would come after its time', () => {
  expect(retryAfter(1, 0.5, { nowMs: 0, endMs: 1000 }).afterMs).toBe(1000)
  expect(retryAfter(1, 0.5, { nowMs: 1, endMs: 1000 }).afterMs).toBeNull()
})
