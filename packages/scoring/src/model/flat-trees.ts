import { BINS } from '../data/bins.ts'
import { binsOf, type Tree } from './tree.ts'

/**
 * Trees with their nodes and leaves in one row of numbers, each tree in the order of its levels. A
 * node is `[reads, bit, right, left]`: what it reads of a row (a feature; plus as many as there are
 * where what is missing goes left; plus twice as many for a category), its bit among the nodes that
 * read the same category, and its children. A leaf is its own child, and its value stands where a
 * node has its threshold.
 */
export interface FlatTrees {
  readonly features: number
  readonly nodes: Int32Array
  /** A number goes left when it is at most this; `NaN` for categories. */
  readonly threshold: Float64Array
  /**
   * Of each category and bin a bit for each node that reads it: 1 goes left. So a row needs some words
   * that lie together, not eight words of each node. The first word is 0, for what is no category.
   */
  readonly sides: Int32Array
  /** Where the bits of a feature begin, and how many words each bin has; 0: no category. */
  readonly sidesBegin: Int32Array
  readonly sidesWords: Int32Array
  /** Trees of about the same depth after each other; the last one is repeated to fill a group. */
  readonly trees: Int32Array
  readonly roots: Int32Array
  /** Steps from the root to the deepest leaf, of each group. */
  readonly steps: Int32Array
}

const WORD_BITS = 32

/** @param abreast trees of a group */
export function layOut(trees: readonly Tree[], abreast: number): FlatTrees {
  const features = 1 + trees.reduce((most, { feature }) => Math.max(most, ...feature), -1)
  const { sides, sidesBegin, sidesWords } = roomForSides(trees, features)
  const size = trees.reduce((sum, tree) => sum + tree.feature.length + tree.leafValue.length, 0)
  const nodes = new Int32Array(size * 4)
  const threshold = new Float64Array(size)
  const bitsUsed = new Int32Array(features)

  /** The bit of a node that reads a category, after what goes left is written down. */
  function writeSides(feature: number, set: Uint32Array): number {
    const bit = bitsUsed[feature]!++
    for (const bin of binsOf(set)) {
      const word = sidesBegin[feature]! + bin * sidesWords[feature]! + (bit >>> 5)
      sides[word]! |= 1 << (bit & 31)
    }
    return bit
  }

  let begin = 0
  const laid = trees.map((tree, at) => {
    const { order, depth } = byLevels(tree)
    const placeOf = new Map(order.map((node, place) => [node, begin + place]))
    for (const [node, place] of placeOf) {
      const isLeaf = node < 0
      const set = isLeaf ? null : tree.sets[node]!
      const feature = isLeaf ? 0 : tree.feature[node]!
      const kind = set !== null ? 2 : isLeaf ? 0 : tree.missingLeft[node]!
      const children = isLeaf ? [node, node] : [tree.right[node]!, tree.left[node]!]
      nodes[place * 4] = feature + kind * features
      nodes[place * 4 + 1] = set === null ? 0 : writeSides(feature, set)
      nodes.set(
        children.map((child) => placeOf.get(child)!),
        place * 4 + 2,
      )
      threshold[place] = isLeaf
        ? tree.leafValue[~node]!
        : set === null
          ? tree.threshold[node]!
          : NaN
    }
    const root = begin
    begin += order.length
    return { at, root, depth }
  })
  const sorted = laid.toSorted((a, b) => a.depth - b.depth || a.at - b.at)
  while (sorted.length % abreast !== 0) sorted.push(sorted.at(-1)!)
  return {
    features,
    nodes,
    threshold,
    sides,
    sidesBegin,
    sidesWords,
    trees: Int32Array.from(sorted, ({ at }) => at),
    roots: Int32Array.from(sorted, ({ root }) => root),
    steps: Int32Array.from(
      { length: sorted.length / abreast },
      (_, group) => sorted[group * abreast + abreast - 1]!.depth,
    ),
  }
}

function roomForSides(trees: readonly Tree[], features: number) {
  const bits = new Int32Array(features)
  for (const { feature, sets } of trees) {
    for (const [node, set] of sets.entries()) if (set !== null) bits[feature[node]!]! += 1
  }
  const sidesWords = bits.map((count) => Math.ceil(count / WORD_BITS))
  const sidesBegin = new Int32Array(features)
  let words = 1
  for (let feature = 0; feature < features; feature++) {
    if (sidesWords[feature] === 0) continue
    sidesBegin[feature] = words
    words += sidesWords[feature]! * BINS
  }
  return { sides: new Int32Array(words), sidesBegin, sidesWords }
}

/** Inner nodes and, as `~leaf`, leaves: level by level, from left to right. */
function byLevels({ feature, left, right }: Tree): { order: number[]; depth: number } {
  let level = [feature.length === 0 ? ~0 : 0]
  const order: number[] = []
  let depth = -1
  while (level.length > 0) {
    depth += 1
    order.push(...level)
    level = level.flatMap((node) => (node < 0 ? [] : [left[node]!, right[node]!]))
  }
  return { order, depth }
}
