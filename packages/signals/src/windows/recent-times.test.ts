import { describe, expect, it } from 'vitest'
import { NOT_HELD, RecentTimes } from './recent-times.ts'

function timesOf(latestMs: number, ...added: readonly number[]): RecentTimes {
  const times = new RecentTimes(latestMs)
  for (const timeMs of added) times.add(timeMs)
  return times
}

describe('recent times of a key', () => {
  it('tell how many are later than one time and not later than another, in whatever order they came', () => {
    const times = timesOf(0, 30, 10, 20, 20, 40)
    expect(times.count(10, 30)).toBe(3)
    expect(times.count(0, 9)).toBe(0)
    expect(times.count(0, 1000)).toBe(5)
  })

  it('tell nothing of the time before they were kept', () => {
    const times = timesOf(100, 90, 100, 110)
    expect(times.count(99, 200)).toBe(NOT_HELD)
    expect(times.count(100, 200)).toBe(1)
  })

  it('forget one of several at the same time, and none that they do not hold', () => {
    const times = timesOf(0, 10, 20, 20)
    times.remove(20)
    times.remove(15)
    expect(times.count(0, 100)).toBe(2)
    times.remove(20)
    times.remove(20)
    expect(times.count(0, 100)).toBe(1)
  })

  it('hold the newest of many, and tell only what they hold all of', () => {
    // Three events each millisecond, so that the oldest to go are in the middle of one.
    const all = Array.from({ length: 5000 }, (_, index) => 1 + Math.floor(index / 3))
    const times = timesOf(0, ...all)
    const latest = all.at(-1)!
    expect(times.bytes).toBeLessThanOrEqual(2048)
    expect(times.count(0, latest)).toBe(NOT_HELD)
    for (let back = 1; back <= 60; back++) {
      const told = times.count(latest - back, latest)
      expect(told).toBe(all.filter((timeMs) => timeMs > latest - back).length)
    }
  })
})
