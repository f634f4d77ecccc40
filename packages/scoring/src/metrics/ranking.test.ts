import { describe, expect, it } from 'vitest'
import { brierScore, rankingFigures } from './ranking.ts'

describe('figures of a ranking', () => {
  it('are those of the definitions, by hand', () => {
    // In order: fraud, good, fraud, good, good.
    const figures = rankingFigures([0.9, 0.8, 0.7, 0.2, 0.1], [1, 0, 1, 0, 0])
    expect(figures.auc).toBeCloseTo(5 / 6, 12)
    expect(figures.averagePrecision).toBeCloseTo((1 + 2 / 3) / 2, 12)
    expect(figures.recallAtFpr1).toBe(0.5)
    // One of two frauds among the first fifth.
    expect(figures.liftAt20).toBeCloseTo(2.5, 12)
  })

  it('count ties half, and never break them', () => {
    const tied = rankingFigures([1, 1, 1, 1], [1, 0, 1, 0])
    expect(tied.auc).toBe(0.5)
    expect(tied.averagePrecision).toBe(0.5)
    expect(tied.recallAtFpr1).toBe(0)
    expect(tied.liftAt20).toBeCloseTo(1, 12)
  })

  it('cannot be said where there is one kind only', () => {
    expect(rankingFigures([1, 2], [0, 0]).auc).toBeNaN()
  })
})

it('Brier is the mean squared distance', () => {
  expect(brierScore([0.9, 0.2], [1, 0])).toBeCloseTo((0.01 + 0.04) / 2, 12)
})
