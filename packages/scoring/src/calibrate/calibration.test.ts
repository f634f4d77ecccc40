import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import {
  calibrate,
  calibrationError,
  fitCalibration,
  fitIsotonic,
  fitPlatt,
} from './calibration.ts'

/** Scores of a model that is twice as sure as it should be, and frauds as they happen. */
function tooSure(rows: number, seed: number) {
  const random = createRandom(seed)
  const scores = Float64Array.from({ length: rows }, () => (random.next() - 0.7) * 12)
  const labels = Uint8Array.from(scores, (score) =>
    random.next() < 1 / (1 + Math.exp(-(score / 2 - 0.5))) ? 1 : 0,
  )
  return { scores, labels }
}

const fitted = tooSure(20_000, 1)
const fresh = tooSure(20_000, 2)

describe.each(['platt', 'isotonic'] as const)('%s', (kind) => {
  const fit = kind === 'platt' ? fitPlatt : fitIsotonic
  const calibration = fit(fitted.scores, fitted.labels)

  it('says of fresh rows what happens to them', () => {
    const said = Float64Array.from(fresh.scores, (score) => calibrate(calibration, score))
    const raw = Float64Array.from(fresh.scores, (score) => 1 / (1 + Math.exp(-score)))
    expect(calibrationError(said, fresh.labels)).toBeLessThan(0.01)
    expect(calibrationError(raw, fresh.labels)).toBeGreaterThan(0.05)
  })

  it('never falls, and is never certain', () => {
    let before = 0
    for (let score = -30; score <= 30; score += 0.1) {
      const said = calibrate(calibration, score)
      expect(said).toBeGreaterThanOrEqual(before)
      expect(said).toBeGreaterThan(0)
      expect(said).toBeLessThan(1)
      before = said
    }
  })

  it('needs rows of both kinds', () => {
    expect(() => fit([1, 2], [0, 0])).toThrow('both kinds')
  })
})

it('Platt finds the line that the frauds were drawn by', () => {
  const { slope, intercept } = fitPlatt(fitted.scores, fitted.labels)
  expect(slope).toBeCloseTo(0.5, 1)
  expect(intercept).toBeCloseTo(-0.5, 1)
})

it('a line is fitted where frauds are few, steps where they are many', () => {
  expect(fitCalibration(fitted.scores, fitted.labels).kind).toBe('isotonic')
  expect(fitCalibration(fitted.scores.subarray(0, 300), fitted.labels.subarray(0, 300)).kind).toBe(
    'platt',
  )
})

it('rows that were sampled count for those that they stand for', () => {
  const weights = Float64Array.from(fitted.labels, (label) => (label === 1 ? 1 : 10))
  const said = calibrate(fitIsotonic(fitted.scores, fitted.labels, weights), 1)
  const plain = calibrate(fitIsotonic(fitted.scores, fitted.labels), 1)
  // Ten times the odds against.
  expect(said / (1 - said)).toBeCloseTo(plain / (1 - plain) / 10, 2)
})
