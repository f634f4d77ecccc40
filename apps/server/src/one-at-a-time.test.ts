import { expect, it } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'

/** Work that ends when it is told to, and counts how often it began. */
function gated() {
  const ends: ((error?: Error) => void)[] = []
  const run = oneAtATime(
    () =>
      new Promise<void>((resolve, reject) => {
        ends.push((error) => (error === undefined ? resolve() : reject(error)))
      }),
  )
  return { run, ends }
}

it('gives everybody who asks during a run one run more, begun after they asked', async () => {
  const { run, ends } = gated()
  const first = run('shop')
  const second = run('shop')
  const third = run('shop')
  expect(ends).toHaveLength(1)
  expect(third).toBe(second)
  ends[0]!()
  await first
  await expect.poll(() => ends.length).toBe(2)
  // Asked while the second runs: that one may have read too early.
  const fourth = run('shop')
  ends[1]!()
  await Promise.all([second, third])
  await expect.poll(() => ends.length).toBe(3)
  ends[2]!()
  await fourth
})

it('runs after a failure as after a success', async () => {
  const { run, ends } = gated()
  const first = run('shop')
  const second = run('shop')
  ends[0]!(new Error('away'))
  await expect(first).rejects.toThrow('away')
  await expect.poll(() => ends.length).toBe(2)
  ends[1]!()
  await second
})

it('runs different keys beside each other', () => {
  const { run, ends } = gated()
  void run('a')
  void run('b')
  expect(ends).toHaveLength(2)
})
