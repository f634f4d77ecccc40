import { expect, it } from 'vitest'
import { thinGood } from './thin-good.ts'

const rows = 10_000
const values = Float64Array.from({ length: rows }, (_, row) => row)
const labels = Uint8Array.from({ length: rows }, (_, row) => (row % 100 === 0 ? 1 : 0))
const data = { rows, labels, columns: [{ kind: 'number' as const, name: 'row', values }] }

it('keeps all fraud, and good rows weigh as much as all of them did', () => {
  const thin = thinGood(data, 20, 1)
  const weights = thin.weights!
  const sums = [0, 0]
  for (const [row, label] of thin.labels.entries()) sums[label]! += weights[row]!
  expect(sums[1]).toBe(100)
  expect(sums[0]).toBeGreaterThan(9_900 * 0.93)
  expect(sums[0]).toBeLessThan(9_900 * 1.07)
  expect(thin.rows).toBeLessThan(2_300)
  const [column] = thin.columns
  const kept = column?.kind === 'number' ? [...column.values] : []
  expect(kept).toEqual(kept.toSorted((a, b) => a - b))
})

it('leaves alone what has no more good rows than that', () => {
  expect(thinGood(data, 99, 1)).toBe(data)
})
