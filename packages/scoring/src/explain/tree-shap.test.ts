import { describe, expect, it } from 'vitest'
import { encodeRow } from '../data/encode-row.ts'
import { Ensemble, type TreeModel } from '../model/ensemble.ts'
import { isInSet, type Tree } from '../model/tree.ts'
import { madeUpData } from '../testing.case.ts'
import { trainAll } from '../train/train-trees.ts'
import { TreeExplainer } from './tree-shap.ts'

const data = madeUpData(4000, 3)
const model = trainAll({ data, settings: { trees: 12, leaves: 15, minRowsPerLeaf: 10 } })
const explainer = new TreeExplainer(model)

/** What a tree says of a row of which some features are known, the rest averaged over. */
function conditional(tree: Tree, row: Float64Array, known: number, node: number): number {
  if (node < 0) return tree.leafValue[~node]!
  const feature = tree.feature[node]!
  const [left, right] = [tree.left[node]!, tree.right[node]!]
  if ((known >>> feature) & 1) {
    const value = row[feature]!
    const set = tree.sets[node]!
    const goesLeft =
      set === null
        ? value <= tree.threshold[node]! || (Number.isNaN(value) && tree.missingLeft[node] === 1)
        : isInSet(set, value)
    return conditional(tree, row, known, goesLeft ? left : right)
  }
  const cover = (child: number) => (child >= 0 ? tree.cover[child]! : tree.leafCover[~child]!)
  const share = cover(left) / tree.cover[node]!
  return (
    share * conditional(tree, row, known, left) + (1 - share) * conditional(tree, row, known, right)
  )
}

/** Shapley's formula over every coalition: what the algorithm must equal. */
function byDefinition({ trees, features }: TreeModel, row: Float64Array): number[] {
  const count = features.length
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const worth = Array.from({ length: 2 ** count }, (_, known) =>
    trees.reduce(
      (sum, tree) => sum + conditional(tree, row, known, tree.feature.length === 0 ? -1 : 0),
      0,
    ),
  )
  return features.map((_, feature) => {
    let sum = 0
    for (let known = 0; known < 2 ** count; known++) {
      if ((known >>> feature) & 1) continue
      const size = known.toString(2).replaceAll('0', '').length
      const share = (factorial(size) * factorial(count - size - 1)) / factorial(count)
      sum += share * (worth[known | (1 << feature)]! - worth[known]!)
    }
    return sum
  })
}

describe('contributions', () => {
  it('are the Shapley values, to the last digits', () => {
    for (let row = 0; row < 40; row++) {
      const values = encodeRow(data, model.features, row)
      const expected = byDefinition(model, values)
      const { values: own } = explainer.explain(values)
      for (const [feature, value] of expected.entries()) expect(own[feature]).toBeCloseTo(value, 10)
    }
  })

  it('add up to what the model says', () => {
    const ensemble = new Ensemble(model)
    for (let row = 0; row < 300; row++) {
      const values = encodeRow(data, model.features, row)
      const { expected, values: own } = explainer.explain(values)
      const sum = own.reduce((total, value) => total + value, expected)
      expect(Math.abs(sum - ensemble.logOdds(values))).toBeLessThan(1e-12)
    }
  })
})
