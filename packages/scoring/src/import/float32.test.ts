import fc from 'fast-check'
import { expect, it } from 'vitest'
import { below32, below64, highest32 } from './float32.ts'

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })

function above64(value: number): number {
  return -below64(-value)
}

it('the highest double that rounds to at most a number of 32 bits is the last one that does', () => {
  const samples = [
    0,
    -0,
    1,
    -1,
    2 ** -149,
    -(2 ** -149),
    2 ** -126,
    3.4028234663852886e38,
    16777216,
  ]
  const check = (value: number) => {
    const highest = highest32(value)
    expect(Math.fround(highest) <= value).toBe(true)
    expect(Math.fround(above64(highest)) <= value).toBe(false)
  }
  for (const value of samples) check(value)
  fc.assert(fc.property(float32, check), { numRuns: 5000 })
})

it('the number of 32 bits below is smaller, and nothing of 32 bits is between', () => {
  fc.assert(
    fc.property(float32, (value) => {
      fc.pre(value > -3.4028234663852886e38)
      const below = below32(value)
      expect(below).toBeLessThan(value === 0 ? 0 : value)
      expect([below, value].map((each) => each + 0)).toContain(Math.fround((below + value) / 2) + 0)
    }),
    { numRuns: 5000 },
  )
})
