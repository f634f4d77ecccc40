import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { measure } from './measures.ts'
import { createScores, type Scores } from './scores.ts'

interface Row {
  readonly fraud: boolean
  readonly score: number
}

function scoresOf(rows: readonly Row[]): Scores {
  const scores = createScores()
  for (const [index, { fraud, score }] of rows.entries()) {
    scores.add(index + 1, fraud ? 'fraud' : 'good', score, 10)
  }
  return scores
}

/** A few scores only, so that ties are the rule. */
const histories = fc
  .array(fc.record({ fraud: fc.boolean(), score: fc.integer({ min: 0, max: 4 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((rows) => rows.some(({ fraud }) => fraud) && rows.some(({ fraud }) => !fraud))

describe('measure', () => {
  it('gives the AUC that comparing every fraud with every good order gives, ties counted half', () => {
    fc.assert(
      fc.property(histories, (rows) => {
        const fraud = rows.filter((row) => row.fraud)
        const good = rows.filter((row) => !row.fraud)
        let wins = 0
        for (const a of fraud) {
          for (const b of good) wins += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0
        }
        expect(measure(scoresOf(rows), 0.05)!.auc).toBeCloseTo(
          wins / (fraud.length * good.length),
          10,
        )
      }),
    )
  })

  it('gives the recall at a budget as the expected value over the orders of equal scores', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 1, max: 100 }), (rows, percent) => {
        const budget = (rows.length * percent) / 100
        // One order of score s is taken with the probability that the budget leaves for its group.
        let expected = 0
        for (const { fraud, score } of rows) {
          if (!fraud) continue
          const above = rows.filter((row) => row.score > score).length
          const equal = rows.filter((row) => row.score === score).length
          expected += Math.min(1, Math.max(0, budget - above) / equal)
        }
        const { atBudget, fraud } = measure(scoresOf(rows), percent / 100)!
        expect(atBudget.recall * fraud).toBeCloseTo(expected, 8)
        expect(atBudget.precision * atBudget.orders).toBeCloseTo(expected, 8)
      }),
    )
  })

  it('agrees with a worked example', () => {
    const rows = [
      { fraud: true, score: 90 },
      { fraud: false, score: 80 },
      { fraud: true, score: 70 },
      { fraud: false, score: 70 },
      { fraud: false, score: 10 },
    ]
    const found = measure(scoresOf(rows), 0.2)!
    // 3 + 1.5 of 6 pairs; precision 1 at the first, 2/4 at the group of 70.
    expect(found.auc).toBe(0.75)
    expect(found.averagePrecision).toBe(0.75)
    expect(found.atBudget).toMatchObject({ orders: 1, recall: 0.5, precision: 1, lowestScore: 90 })
    expect(found.liftAt20Percent).toBe(2.5)
  })

  it('ranks nothing where there is only one kind of label', () => {
    expect(measure(scoresOf([{ fraud: true, score: 1 }]), 0.05)).toBeNull()
    const unlabelled = createScores()
    unlabelled.add(1, null, 50, 10)
    expect(measure(unlabelled, 0.05)).toBeNull()
  })

  it('keeps more rows than its first memory holds', () => {
    const scores = createScores()
    for (let row = 1; row <= 70_000; row++) scores.add(row, row % 2 ? 'fraud' : 'good', 33.33, 1)
    expect(scores.length).toBe(70_000)
    expect([scores.row(69_999), scores.label(69_998), scores.riskScore(0)]).toEqual([
      70_000,
      'fraud',
      33.33,
    ])
  })
})
