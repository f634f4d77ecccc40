import { createRandom, mixSeeds } from '../random.ts'
import { takeRows, type DataSet } from './data-set.ts'

/**
 * All fraud, and so many good rows for each of them that are drawn at random, each of which counts for
 * those that were left out: frauds are few, and beyond a hundred good ones for each little is learned.
 */
export function thinGood(data: DataSet, goodPerFraud: number, seed: number): DataSet {
  const frauds = data.labels.reduce((sum, label) => sum + label, 0)
  const share = (frauds * goodPerFraud) / (data.rows - frauds)
  if (share >= 1) return data
  const random = createRandom(mixSeeds(seed, 0x7e))
  const rows = Array.from({ length: data.rows }, (_, row) => row).filter(
    (row) => data.labels[row] === 1 || random.next() < share,
  )
  const taken = takeRows(data, rows)
  const weights = Float64Array.from(taken.labels, (label) => (label === 1 ? 1 : 1 / share))
  return { ...taken, weights }
}
