import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { poissonLogTail, poissonSigma, sigmaOfLogTail } from '../src/index.ts'
import { logarithm, normalTail, ONE, poissonTail } from './big-number.ts'

interface Spec {
  readonly counts: readonly number[]
  readonly means: readonly number[]
  readonly examples: readonly {
    readonly name: string
    readonly count: number
    readonly hours: number
    readonly usual_per_hour: number
    readonly sigma: number
  }[]
  readonly sigmas: readonly number[]
}
const spec = JSON.parse(
  readFileSync(new URL('../../../spec/anomaly/poisson.json', import.meta.url), 'utf8'),
) as Spec

describe('the Poisson tail', () => {
  it.each(spec.means)('at a mean of %d agrees with big numbers to 12 digits', (mean) => {
    for (const count of spec.counts) {
      const right = logarithm(poissonTail(count, mean))
      const off = Math.abs(poissonLogTail(count, mean) - right)
      // Near 1 the logarithm is nearly 0, and no double tells it from its neighbours.
      expect([count, off / Math.max(Math.abs(right), 1e-3)]).toEqual([count, expect.closeTo(0, 11)])
    }
  })

  it.each([1800, 1999, 2000, 2001, 2300])('of %d where 2000 are usual agrees as well', (count) => {
    const right = logarithm(poissonTail(count, 2000))
    const off = Math.abs(poissonLogTail(count, 2000) - right)
    expect(off / Math.max(Math.abs(right), 1e-3)).toBeLessThan(1e-11)
  })

  it('is 1 for no event at all, and nothing where nothing can happen', () => {
    expect(poissonLogTail(0, 3)).toBe(0)
    expect(poissonLogTail(0, 0)).toBe(0)
    expect(poissonLogTail(1, 0)).toBe(-Infinity)
  })

  it('falls with the count and rises with the mean', () => {
    for (const mean of spec.means) {
      // Far below the mean the tail is 1 to the last digit of a double.
      for (const count of spec.counts.filter((seen) => seen > mean / 2)) {
        expect(poissonSigma(count + 1, mean)).toBeGreaterThan(poissonSigma(count, mean))
        expect(poissonSigma(count, mean * 1.01)).toBeLessThan(poissonSigma(count, mean))
      }
    }
  })

  it('of 100,000 events where 1 is usual is finite and takes no time', () => {
    expect(poissonSigma(100_000, 1)).toBeGreaterThan(1000)
    expect(Number.isFinite(poissonSigma(100_000, 1))).toBe(true)
  })
})

describe('a sigma', () => {
  it.each(spec.sigmas)('of %d is the one that has its tail', (sigma) => {
    const tail = sigma < 0 ? ONE - normalTail(-sigma) : normalTail(sigma)
    expect(sigmaOfLogTail(logarithm(tail))).toBeCloseTo(sigma, 9)
  })

  it.each(spec.examples)('$name', ({ count, hours, usual_per_hour: usual, sigma }) => {
    expect(poissonSigma(count, usual * hours)).toBeCloseTo(sigma, 1)
  })
})
