import type { SignalDeclaration, SignalVector } from '@gatehouse/contract'
import { unknownBecause } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { SignalColumns } from '../signals/signal-columns.ts'
import { readAnomalyModel, writeAnomalyModel } from './anomaly-file.ts'
import {
  ANOMALY_ROWS_MIN,
  AnomalyExplainer,
  AnomalyScorer,
  fitAnomalyModel,
  strangerThan,
} from './anomaly-model.ts'
import { depthTrees } from './depth-trees.ts'
import { Ensemble } from '../model/ensemble.ts'

const declared = (name: string, type: SignalDeclaration['type']): SignalDeclaration => ({
  name,
  type,
  privacy: 'none',
  doc: '',
})
const DECLARATIONS = [
  declared('order.amount', 'double'),
  declared('ip.country', 'string'),
  declared('order.items', 'int'),
  declared('email.is_free', 'bool'),
  declared('order.name', 'string'),
]
const late = unknownBecause('late')

function ordersOf(count: number, seed: number): SignalVector[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, at) => [
    Math.round(Math.exp(3 + random.next() + random.next())),
    ['DE', 'DE', 'DE', 'AT', 'CH'][random.below(5)]!,
    1 + random.below(4),
    random.next() < 0.3 ? late : random.next() < 0.5,
    `name ${seed} ${at}`,
  ])
}

function modelOf(vectors: readonly SignalVector[]) {
  const building = new SignalColumns(DECLARATIONS)
  for (const vector of vectors) building.add(vector)
  return { ...fitAnomalyModel(building.columns(), building.rows), about: { rows: building.rows } }
}

const model = modelOf(ordersOf(3000, 1))
const scorer = new AnomalyScorer(model, DECLARATIONS)
const strange: SignalVector = [2400, 'VN', 40, true, 'name']
const usual: SignalVector = [60, 'DE', 2, true, 'name']

describe('a percentile of strangeness', () => {
  it('is spread evenly over the orders that come after those it was made of', () => {
    const later = ordersOf(3000, 2).map((vector) => scorer.percentile(vector))
    for (const level of [0.5, 0.9, 0.99]) {
      const share = later.filter((percentile) => percentile > level).length / later.length
      expect(Math.abs(share - (1 - level))).toBeLessThan(0.03)
    }
  })

  it('is high for what is far out, and low for what is usual', () => {
    expect(scorer.percentile(strange)).toBeGreaterThan(0.995)
    expect(scorer.percentile(usual)).toBeLessThan(0.6)
  })

  it('counts the orders that are less strange, whatever is tied', () => {
    const depths = Float64Array.of(2, 4, 4, 8, 10)
    expect(strangerThan(depths, 1)).toBe(1)
    expect(strangerThan(depths, 3)).toBe(0.875)
    expect(strangerThan(depths, 4)).toBe(0.5)
    expect(strangerThan(depths, 8)).toBe(0.25)
    expect(strangerThan(depths, 11)).toBe(0)
    expect(strangerThan(Float64Array.of(5, 5, 5), 5)).toBe(0)
  })

  it('takes a signal that is gone as missing', () => {
    const without = new AnomalyScorer(model, DECLARATIONS.slice(1))
    expect(without.percentile(usual.slice(1))).toBeGreaterThan(scorer.percentile(usual))
  })

  it('needs orders', () => {
    expect(() => modelOf(ordersOf(ANOMALY_ROWS_MIN - 1, 1))).toThrow('199 orders are there')
  })
})

it('tells what made an order strange: all of it together is the depth that it lacks', () => {
  const explained = new AnomalyExplainer(model, DECLARATIONS).explain(strange)
  const named = new Map(model.forest.features.map(({ name }, at) => [name, explained[at]!]))
  expect(named.get('order.amount')).toBeGreaterThan(1)
  expect(named.get('order.items')).toBeGreaterThan(0.1)
  expect(named.get('ip.country')).toBeGreaterThan(Math.abs(named.get('email.is_free')!))
  // A name that is new each time is no trait.
  expect(named.get('order.name')).toBe(-0)

  const trees = depthTrees(model.forest)
  const walk = new Ensemble(trees)
  const depthOf = (row: readonly number[]) => walk.logOdds(Float64Array.from(row))
  const expected = trees.trees.reduce((sum, { leafValue, leafCover }) => {
    const rows = leafCover.reduce((all, cover) => all + cover, 0)
    return sum + leafValue.reduce((all, value, leaf) => all + value * leafCover[leaf]!, 0) / rows
  }, 0)
  const lacking = expected - depthOf([2400, 0, 40, 1, 0])
  expect(explained.reduce((sum, value) => sum + value, 0)).toBeCloseTo(lacking, 9)
})

describe('the file of a forest', () => {
  const text = writeAnomalyModel(model)
  const changed = (path: readonly (string | number)[], value: unknown) => {
    const document = JSON.parse(text) as Record<string, unknown>
    let at = document as Record<string | number, unknown>
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>
    at[path.at(-1)!] = value
    return readAnomalyModel(JSON.stringify(document))
  }

  it('says the same of every order once it is read again', () => {
    const read = readAnomalyModel(text)
    if (!read.ok) throw new Error(read.issue)
    expect(read.model.about).toEqual({ rows: 3000 })
    const again = new AnomalyScorer(read.model, DECLARATIONS)
    for (const vector of ordersOf(300, 5)) {
      expect(again.percentile(vector)).toBeCloseTo(scorer.percentile(vector), 3)
    }
    expect(writeAnomalyModel(read.model)).toBe(text)
  })

  it.each([
    [['format'], 'gatehouse-trees/1', 'format'],
    [['sample'], 1.5, 'sample'],
    [['features', 0, 'name'], 'ip.country', 'two features'],
    [['trees', 3, 'feature', 0], 99, 'feature'],
    [['trees', 3, 'left', 0], 0, 'tree 3'],
    [['trees', 3, 'right', 1], 100_000, 'right'],
    [['trees', 3, 'threshold', 0], 'x', 'threshold'],
    [['trees', 3, 'leaf_rows'], [1], 'leaf_rows'],
    [['depths'], [3, 2], 'depths'],
    [['trees'], [], 'trees'],
  ] as const)('that was tampered with at %j is refused', (path, value, named) => {
    const read = changed(path, value)
    expect(read.ok).toBe(false)
    expect(read.ok ? '' : read.issue).toContain(named)
  })

  it('whose tree is a chain of nodes is refused: explaining it would take the square of its length', () => {
    const chain = (nodes: number) => {
      const at = Array.from({ length: nodes }, (_, node) => node)
      return changed(['trees', 3], {
        feature: at.map(() => 0),
        threshold: at,
        missing_left: at.map(() => 0),
        left: at.map((node) => ~node),
        right: at.map((node) => (node + 1 < nodes ? node + 1 : ~nodes)),
        leaf_rows: [1, ...at.map(() => 1)],
      })
    }
    expect(chain(512).ok).toBe(true)
    expect(chain(513)).toEqual({
      ok: false,
      issue: 'the model is malformed: tree 3 is more than 512 nodes deep',
    })
  })

  it('that is no JSON is refused', () => {
    expect(readAnomalyModel('{')).toEqual({ ok: false, issue: 'the model is not JSON' })
  })
})
