import { expect, it } from 'vitest'
import { RecentlyUsed } from './recently-used.ts'

it('keeps what is used, forgets what is not, and never holds more than allowed', () => {
  const kept = new RecentlyUsed<number>(10)
  kept.set('used', 0)
  for (let n = 1; n <= 1000; n += 1) {
    kept.set(`once ${n}`, n)
    expect(kept.get('used')).toBe(0)
    const held = Array.from({ length: n }, (_, before) => kept.has(`once ${before + 1}`))
    expect(held.filter(Boolean).length).toBeLessThan(10)
    expect(held.at(-1)).toBe(true)
  }
})

it('forgets one entry, wherever it is, or all', () => {
  const kept = new RecentlyUsed<number>(4)
  for (const name of ['a', 'b', 'c']) kept.set(name, 1)
  kept.delete('a')
  kept.delete('c')
  expect(['a', 'b', 'c'].map((name) => kept.get(name))).toEqual([undefined, 1, undefined])
  kept.clear()
  expect(kept.get('b')).toBeUndefined()
})
