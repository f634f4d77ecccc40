import { expect, it } from 'vitest'
import type { DataSet } from '../data/data-set.ts'
import { createRandom } from '../random.ts'
import { fitPoints } from './fit-points.ts'

const typeOf = (signal: string) =>
  signal === 'ships_abroad' ? 'bool' : signal === 'country' ? 'string' : 'double'

/** Dear orders that ship abroad are fraud more often; half of what is known says nothing. */
function orders(rows: number, seed: number): DataSet {
  const random = createRandom(seed)
  const amount = Float64Array.from({ length: rows }, () => Math.exp(3 + 2 * random.next()))
  const abroad = Float64Array.from({ length: rows }, () => (random.next() < 0.15 ? 1 : 0))
  const noise = Float64Array.from({ length: rows }, () =>
    random.next() < 0.2 ? NaN : random.next(),
  )
  const codes = Int32Array.from({ length: rows }, () => random.below(4))
  const labels = Uint8Array.from(amount, (value, row) => {
    const logOdds = -4.5 + (value > 90 ? 2 : 0) + abroad[row]! * 2
    return random.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0
  })
  return {
    rows,
    labels,
    columns: [
      { kind: 'number', name: 'amount', values: amount },
      { kind: 'number', name: 'amount_minor', values: amount.map((value) => value * 100) },
      { kind: 'number', name: 'ships_abroad', values: abroad },
      { kind: 'number', name: 'noise', values: noise },
      { kind: 'category', name: 'country', names: ['DE', 'FR', 'AT', 'CH'], codes },
    ],
  }
}

it('finds the few facts that tell fraud, and weighs them with how sure it is', () => {
  const { points, frauds, measured } = fitPoints(orders(4000, 3), typeOf)
  expect(frauds).toBeGreaterThan(60)
  const signals = points.map(({ fact }) => fact.signal)
  expect(signals).toContain('ships_abroad')
  // One of two that say the same.
  expect(signals).toContain('amount')
  expect(signals).not.toContain('amount_minor')
  for (const { points: own, low, high } of points) {
    expect(low).toBeLessThan(own)
    expect(high).toBeGreaterThan(own)
  }
  // 2 of log-odds, where 4.5 of them are 50 points.
  const abroad = points.find(({ fact }) => fact.signal === 'ships_abroad')!
  expect(abroad.low).toBeLessThan(22)
  expect(abroad.high).toBeGreaterThan(22)
  expect(measured!.auc).toBeGreaterThan(0.7)
})

it('is less sure of few labels, and asks for twenty of them', () => {
  const width = (rows: number) => {
    const { points } = fitPoints(orders(rows, 5), typeOf)
    const { low, high } = points.find(({ fact }) => fact.signal === 'ships_abroad')!
    return high - low
  }
  expect(width(1200)).toBeGreaterThan(width(12_000))
  expect(() => fitPoints(orders(100, 5), typeOf)).toThrow(/frauds .* and 20 of each are needed/)
})

it('finds nothing where nothing is to be found', () => {
  const data = orders(3000, 7)
  const random = createRandom(8)
  const labels = data.labels.map(() => (random.next() < 0.02 ? 1 : 0))
  expect(() => fitPoints({ ...data, labels }, typeOf)).toThrow('no signal tells fraud')
})
