import type { TreeModel } from '../model/ensemble.ts'
import type { Tree } from '../model/tree.ts'
import { meanDepth, type IsolationForest } from './isolation-forest.ts'
import type { IsolationTree } from './isolator.ts'

/**
 * A forest as trees whose sum is the mean depth at which a row is set apart: what walks and explains
 * trees does so with a forest. Explaining the depth by exact Shapley values is how the isolation
 * forests of the `shap` library are explained (Lundberg et al., Nature Machine Intelligence 2, 2020).
 */
export function depthTrees({ features, trees }: IsolationForest): TreeModel {
  return {
    base: 0,
    // Categories are their shares: numbers as well.
    features: features.map(({ name }) => ({
      kind: 'number',
      name,
      monotone: 0,
      bounds: new Float64Array(),
    })),
    trees: trees.map((tree) => depthTree(tree, trees.length)),
  }
}

function depthTree(tree: IsolationTree, among: number): Tree {
  const { feature, threshold, missingLeft, left, right, leafRows } = tree
  const leafValue = new Float64Array(leafRows.length)
  const leafCover = Float64Array.from(leafRows)
  const cover = new Float64Array(feature.length)
  const down = (node: number, depth: number): number => {
    if (node < 0) {
      leafValue[~node] = (depth + meanDepth(leafRows[~node]!)) / among
      return leafCover[~node]!
    }
    cover[node] = down(left[node]!, depth + 1) + down(right[node]!, depth + 1)
    return cover[node]
  }
  down(feature.length === 0 ? ~0 : 0, 0)
  const sets = Array.from(feature, () => null)
  return { feature, threshold, missingLeft, sets, left, right, leafValue, cover, leafCover }
}
