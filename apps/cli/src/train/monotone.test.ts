import { encodeRow, Ensemble, trainAll, type DataSet } from '@gatehouse/scoring'
import { describe, expect, it } from 'vitest'
import { monotoneOf, refuseForeign, withMonotone } from './monotone.ts'

/** Fraud in the middle of the amounts: the data alone rises and falls. */
const data = ((): DataSet => {
  const rows = 2000
  const values = Float64Array.from({ length: rows }, (_, row) => (row * 7919) % 1000)
  const labels = Uint8Array.from(values, (value, row) =>
    (value > 400 && value < 600 ? row % 10 < 6 : row % 10 === 0) ? 1 : 0,
  )
  return { rows, labels, columns: [{ kind: 'number', name: 'order.amount', values }] }
})()
const settings = { trees: 40, minRowsPerLeaf: 20, columnShare: 1 }

function scoresOf(trainedOn: DataSet): number[] {
  const model = trainAll({ data: trainedOn, settings })
  const ensemble = new Ensemble(model)
  const order = [...data.labels.keys()].sort((a, b) => valueOf(a) - valueOf(b))
  return order.map((row) => ensemble.logOdds(encodeRow(data, model.features, row)))
}

function valueOf(row: number): number {
  const [column] = data.columns
  return column?.kind === 'number' ? column.values[row]! : NaN
}

const rises = (scores: readonly number[]) =>
  scores.every((score, at) => at === 0 || score >= scores[at - 1]!)

describe('--monotone', () => {
  it.each([
    ['order.amount=+1', (scores: number[]) => scores],
    ['order.amount=1', (scores: number[]) => scores],
    ['order.amount=-1', (scores: number[]) => scores.toReversed()],
  ])('%s holds for all values, which the data alone does not', (given, inOrder) => {
    const scores = scoresOf(withMonotone(data, monotoneOf([given])))
    expect(rises(inOrder(scores))).toBe(true)
    expect(new Set(scores).size).toBeGreaterThan(1)
    expect(rises(inOrder(scoresOf(data)))).toBe(false)
  })

  it('names what it cannot be said of', () => {
    const declarations = [
      { name: 'order.amount', type: 'double' },
      { name: 'ip.country', type: 'string' },
    ] as const
    const asked = (text: string) => () => refuseForeign(monotoneOf([text]), declarations)
    expect(asked('order.amount=+1')).not.toThrow()
    expect(asked('order.amuont=+1')).toThrow('did you mean `order.amount`?')
    expect(asked('ip.country=+1')).toThrow('is of type `string`, and only numbers rise and fall')
    expect(asked('order.amount')).toThrow('give a signal, `=` and +1 or -1')
    expect(asked('order.amount=2')).toThrow('give a signal, `=` and +1 or -1')
    expect(() => monotoneOf(['a=+1', 'a=-1'])).toThrow('says two things of `a`')
  })
})
