import { describe, expect, it } from 'vitest'
import type { Column, DataSet } from '../data/data-set.ts'
import { encodeRow } from '../data/encode-row.ts'
import { Ensemble } from '../model/ensemble.ts'
import { readModel, writeModel } from '../model/model-file.ts'
import { createRandom } from '../random.ts'
import { trainAll, type Trained } from './train-trees.ts'

const ROWS = 4000
const random = createRandom(4)
/** What the label hangs on, beside whatever odd column. */
const good: Column = {
  kind: 'number',
  name: 'good',
  values: Float64Array.from({ length: ROWS }, () => random.next()),
}
const labels = Uint8Array.from(good.values, (value) => (value + random.next() > 1.5 ? 1 : 0))
const settings = { trees: 20, minRowsPerLeaf: 20, columnShare: 1, seed: 3 }

function trainedWith(odd: Column): { model: Trained; scores: number[] } {
  const data: DataSet = { rows: ROWS, labels, columns: [good, odd] }
  const model = trainAll({ data, settings })
  const ensemble = new Ensemble(model)
  const scores = [...labels.keys()].map((row) =>
    ensemble.logOdds(encodeRow(data, model.features, row)),
  )
  expect(scores.every(Number.isFinite)).toBe(true)
  // What was trained is also what is kept.
  const calibration = { kind: 'platt', slope: 1, intercept: 0 } as const
  expect(readModel(writeModel({ ...model, calibration, about: {} }))).toMatchObject({ ok: true })
  return { model, scores }
}

const numbers = (of: (row: number) => number): Column => {
  return {
    kind: 'number',
    name: 'odd',
    values: Float64Array.from({ length: ROWS }, (_, at) => of(at)),
  }
}
const readsOdd = ({ trees }: Trained) => trees.some(({ feature }) => feature.includes(1))
const without = trainAll({ data: { rows: ROWS, labels, columns: [good] }, settings })

describe('a column', () => {
  it.each<[string, Column]>([
    ['without any value', numbers(() => NaN)],
    ['of one value', numbers(() => 7)],
    ['of zeros with both signs', numbers((row) => (row % 2 === 0 ? 0 : -0))],
    [
      'of one category',
      { kind: 'category', name: 'odd', names: ['a'], codes: new Int32Array(ROWS) },
    ],
    [
      'without any category',
      { kind: 'category', name: 'odd', names: [], codes: new Int32Array(ROWS).fill(-1) },
    ],
  ])('%s is never asked, and changes no tree', (_what, odd) => {
    const { model } = trainedWith(odd)
    expect(readsOdd(model)).toBe(false)
    expect(model.trees).toEqual(without.trees)
  })

  it('of a million categories costs no more than its rows, and none so rare is learned', () => {
    const names = Array.from({ length: 1_000_000 }, (_, code) => `c${code}`)
    const codes = Int32Array.from({ length: ROWS }, (_, row) => (row * 241) % names.length)
    const { model } = trainedWith({ kind: 'category', name: 'odd', names, codes })
    const [, binning] = model.features
    expect(binning?.kind === 'category' && binning.bins.size).toBe(0)
    expect(model.trees).toEqual(without.trees)
  })

  it('keeps the 255 most frequent of many categories, and takes the others for unknown', () => {
    const names = Array.from({ length: 400 }, (_, code) => `c${code}`)
    const codes = Int32Array.from({ length: ROWS }, (_, row) => {
      return row < ROWS / 2 ? row % 200 : row % 400
    })
    const { model } = trainedWith({ kind: 'category', name: 'odd', names, codes })
    const [, binning] = model.features
    expect(binning?.kind === 'category' && binning.bins.size).toBe(200)
  })

  it.each([
    ['infinities', (row: number) => [Infinity, -Infinity, 1, 2][row % 4]!],
    ['the largest numbers', (row: number) => [Number.MAX_VALUE, -Number.MAX_VALUE, 0][row % 3]!],
    ['the smallest numbers', (row: number) => [Number.MIN_VALUE, -Number.MIN_VALUE, 0][row % 3]!],
    ['infinities and gaps', (row: number) => [Infinity, NaN, -Infinity][row % 3]!],
  ])('of %s that say something is learned from', (_what, of) => {
    const odd = numbers((row) => (labels[row] === 1 ? of(0) : of(row)))
    const { model, scores } = trainedWith(odd)
    expect(readsOdd(model)).toBe(true)
    const mean = (label: number) => {
      const own = scores.filter((_, row) => labels[row] === label)
      return own.reduce((sum, score) => sum + score, 0) / own.length
    }
    expect(mean(1)).toBeGreaterThan(mean(0) + 1)
  })
})

it('rows of one kind only are refused in words, and so are weights that leave one', () => {
  const columns = [good]
  for (const only of [0, 1]) {
    const data = { rows: ROWS, labels: new Uint8Array(ROWS).fill(only), columns }
    expect(() => trainAll({ data, settings })).toThrow('no rows of one of the two kinds')
  }
  const weights = Float64Array.from(labels, (label) => 1 - label)
  expect(() => trainAll({ data: { rows: ROWS, labels, columns, weights }, settings })).toThrow(
    'no rows of one of the two kinds',
  )
})
