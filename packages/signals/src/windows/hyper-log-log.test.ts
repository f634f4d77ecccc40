import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HyperLogLog, rankOf, registerOf, spread } from './hyper-log-log.ts'
import { SketchRing } from './sketch-ring.ts'

function sketchOf(values: Iterable<number>): HyperLogLog {
  const sketch = new HyperLogLog()
  for (const value of values) {
    const hash = spread(value)
    sketch.raise(registerOf(hash), rankOf(hash))
  }
  return sketch
}

describe('a HyperLogLog sketch', () => {
  it.each([0, 1, 10, 100, 1000, 2500, 5000, 20_000, 300_000])(
    'is within four standard errors of %i different values',
    (count) => {
      const estimate = sketchOf(Array(count).keys()).estimate()
      expect(Math.abs(estimate - count)).toBeLessThanOrEqual(Math.max(0.5, count * 0.13))
    },
  )

  it('depends on which values were added, not on their order or number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 500 }), (values) => {
        const twice = [...values.toReversed(), ...values]
        expect(sketchOf(twice).estimate()).toBe(sketchOf(values).estimate())
      }),
    )
  })

  it('merged with another is the sketch of both', () => {
    const both = sketchOf(Array(500).keys())
    both.merge(sketchOf([7, 8, 100_000, 100_001]).registers)
    const values = [...Array(500).keys(), 100_000, 100_001]
    expect(both.estimate()).toBe(sketchOf(values).estimate())
  })
})

describe('a ring of sketches', () => {
  it('forgets values as the window moves on, and reads back at an earlier time', () => {
    const ring = new SketchRing(16_000)
    for (let value = 0; value < 1600; value += 1) ring.add(100_000 + value * 20, value)
    const endMs = 100_000 + 1600 * 20
    expect(Math.abs(ring.estimate(endMs) - 800)).toBeLessThan(100)
    expect(Math.abs(ring.estimate(endMs - 2000) - 800)).toBeLessThan(150)
    expect(ring.estimate(endMs + 40_000)).toBe(0)
  })
})
