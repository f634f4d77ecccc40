import { describe, expect, it } from 'vitest'
import { encodeRow } from '../data/encode-row.ts'
import { takeRows, type DataSet } from '../data/data-set.ts'
import { rankingFigures } from '../metrics/ranking.ts'
import { Ensemble, type TreeModel } from '../model/ensemble.ts'
import { madeUpData } from '../testing.case.ts'
import { trainAll, trainTrees, type Checkpoint } from './train-trees.ts'

const all = madeUpData(12_000, 5)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)
const data = takeRows(all, range(0, 8000))
const later = takeRows(all, range(8000, 12_000))
const settings = { trees: 60, minRowsPerLeaf: 20 }

function scoresOf(model: TreeModel, rows: DataSet): Float64Array {
  const ensemble = new Ensemble(model)
  return Float64Array.from({ length: rows.rows }, (_, row) =>
    ensemble.logOdds(encodeRow(rows, model.features, row)),
  )
}

describe('training', () => {
  it('finds what no single column shows, and ranks later rows by it', () => {
    const model = trainAll({ data, later, settings })
    const { auc } = rankingFigures(scoresOf(model, later), later.labels)
    const best = rankingFigures(all.truth.subarray(8000), later.labels).auc
    expect(best - auc).toBeLessThan(0.03)
    const single = rankingFigures(
      (later.columns[0] as { values: Float64Array }).values,
      later.labels,
    )
    expect(auc).toBeGreaterThan(single.auc + 0.05)
  })

  it('gives the same model for the same seed, and another for another', () => {
    const first = trainAll({ data, settings: { ...settings, rowShare: 0.7 } })
    expect(trainAll({ data, settings: { ...settings, rowShare: 0.7 } })).toEqual(first)
    const other = trainAll({ data, settings: { ...settings, rowShare: 0.7, seed: 2 } })
    expect(other.trees).not.toEqual(first.trees)
  })

  it('goes on from a checkpoint as if it had never stopped', () => {
    const whole = trainAll({ data, later, settings })
    const steps = trainTrees({ data, later, settings })
    let checkpoint: Checkpoint | undefined
    for (const progress of steps) {
      if (progress.trees < 23) continue
      checkpoint = progress.checkpoint()
      break
    }
    expect(trainAll({ data, later, settings, resume: checkpoint! })).toEqual(whole)
  })

  it('stops when later rows are told no better, and keeps what told them best', () => {
    const model = trainAll({
      data,
      later,
      settings: {
        trees: 500,
        learningRate: 0.4,
        leaves: 31,
        l2: 0,
        patience: 10,
        minRowsPerLeaf: 5,
      },
    })
    expect(model.laterLosses.length).toBeLessThan(500)
    expect(model.laterLosses.length).toBe(model.trees.length + 10)
    expect(Math.min(...model.laterLosses)).toBe(model.laterLosses[model.trees.length - 1])
  })

  it('learns from weights as from rows that stand there several times', () => {
    const small = takeRows(data, range(0, 900))
    const weights = Float64Array.from(small.labels, (label, row) =>
      label === 1 ? 3 : 1 + (row % 2),
    )
    const repeated = takeRows(
      small,
      range(0, 900).flatMap((row) => Array.from({ length: weights[row]! }, () => row)),
    )
    // Rows are counted for limits and shares, so those are out of the way; bins are the same by few
    // values.
    const open = {
      trees: 5,
      rowShare: 1,
      minRowsPerLeaf: 1,
      minRowsPerCategory: 1,
      minRowsPerCategoryGroup: 1,
      columnShare: 1,
    }
    const columns = small.columns.slice(2, 3)
    const byWeight = trainAll({ data: { ...small, columns, weights }, settings: open })
    const byRows = trainAll({
      data: { ...repeated, columns: repeated.columns.slice(2, 3) },
      settings: open,
    })
    const [a, b] = [
      scoresOf(byWeight, { ...small, columns }),
      scoresOf(byRows, { ...small, columns }),
    ]
    for (const [row, score] of a.entries()) expect(score).toBeCloseTo(b[row]!, 9)
  })

  it('keeps a monotone column monotone, whatever the data says', () => {
    const columns = data.columns.map((column) =>
      column.name === 'distance' ? { ...column, monotone: -1 as const } : column,
    )
    const model = trainAll({ data: { ...data, columns }, settings })
    const ensemble = new Ensemble(model)
    for (let row = 0; row < 200; row++) {
      const values = encodeRow(data, model.features, row)
      let before = Infinity
      for (let distance = 0; distance <= 1000; distance += 50) {
        values[1] = distance
        const score = ensemble.logOdds(values)
        expect(score).toBeLessThanOrEqual(before + 1e-12)
        before = score
      }
    }
    const free = trainAll({ data, settings })
    expect(scoresOf(free, data)).not.toEqual(scoresOf(model, data))
  })

  it('says what is wrong with settings and rows', () => {
    expect(() => trainAll({ data, settings: { leaves: 1 } })).toThrow(
      '`leaves` is 1: give a whole number from 2 to 255',
    )
    expect(() => trainAll({ data: { ...data, labels: new Uint8Array(data.rows) } })).toThrow(
      'no rows of one of the two kinds',
    )
    expect(() => trainAll({ data: { ...data, rows: 5 } })).toThrow('labels for 5 rows')
  })
})
