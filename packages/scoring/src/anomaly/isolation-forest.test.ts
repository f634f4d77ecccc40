import { describe, expect, it } from 'vitest'
import type { Column } from '../data/data-set.ts'
import { rankingFigures } from '../metrics/ranking.ts'
import { createRandom } from '../random.ts'
import { anomalyRow, anomalyScore, fitIsolationForest } from './isolation-forest.ts'

const ROWS = 3000
const random = createRandom(4)
/** One in a hundred is odd: far out in two numbers at once, or of a category that is rare. */
const odd = Uint8Array.from({ length: ROWS }, () => (random.next() < 0.01 ? 1 : 0))
const amounts = Float64Array.from(odd, (isOdd) => (isOdd ? 900 : 20) + random.next() * 100)
const hours = Float64Array.from(odd, (isOdd) => (isOdd ? 3 : 12) + random.next() * 8)
const codes = Int32Array.from(odd, (isOdd) => (isOdd ? 3 : random.below(3)))
const columns: Column[] = [
  { kind: 'number', name: 'amount', values: amounts },
  { kind: 'number', name: 'hour', values: hours },
  { kind: 'category', name: 'country', names: ['DE', 'FR', 'AT', 'XX'], codes },
  { kind: 'number', name: 'empty', values: new Float64Array(ROWS).fill(NaN) },
]
const forest = fitIsolationForest(columns, ROWS)

const score = (amount: number | null, hour: number, country: string | null) =>
  anomalyScore(
    forest,
    anomalyRow(forest, (name) => ({ amount, hour, country })[name] ?? null),
  )

describe('an isolation forest', () => {
  it('finds what is odd without having been told', () => {
    const scores = Float64Array.from({ length: ROWS }, (_, row) =>
      score(amounts[row]!, hours[row]!, ['DE', 'FR', 'AT', 'XX'][codes[row]!]!),
    )
    expect(rankingFigures(scores, odd).auc).toBeGreaterThan(0.99)
  })

  it('calls the ordinary ordinary, and what never occurred odd', () => {
    expect(score(70, 15, 'DE')).toBeLessThan(0.5)
    expect(score(950, 4, 'XX')).toBeGreaterThan(0.6)
    expect(score(70, 15, 'ZZ')).toBeGreaterThan(score(70, 15, 'DE'))
    // Nothing was ever missing there.
    expect(score(null, 15, 'DE')).toBeLessThanOrEqual(1)
  })

  it('is the same for the same seed', () => {
    expect(fitIsolationForest(columns, ROWS)).toEqual(forest)
    expect(fitIsolationForest(columns, ROWS, { seed: 2 })).not.toEqual(forest)
  })

  it('needs something to compare', () => {
    expect(() => fitIsolationForest(columns, 1)).toThrow('nothing to compare')
    expect(() => fitIsolationForest([], 9)).toThrow('nothing to compare')
  })
})
