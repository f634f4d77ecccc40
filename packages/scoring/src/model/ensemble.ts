import type { Binning } from '../data/bins.ts'
import { MISSING_BIN } from '../data/bins.ts'
import { SET_WORDS, type Tree } from './tree.ts'

/** What a model reads of a row, in the order of its features. */
export interface TreeModel {
  readonly features: readonly Binning[]
  /** Log-odds before the first tree. */
  readonly base: number
  readonly trees: readonly Tree[]
}

/**
 * The trees of a model in flat arrays, one node after the other. A row is a `Float64Array`: numbers
 * as they are (`NaN`: missing), categories as their bins (`encodeCategory`).
 */
export class Ensemble {
  readonly base: number
  /** Where each tree begins: an inner node, or `~leaf` for a tree that is one leaf. */
  readonly #roots: Int32Array
  readonly #feature: Int32Array
  readonly #threshold: Float64Array
  readonly #missingLeft: Uint8Array
  /** Where the set of a category begins in `#sets`; -1: a number. */
  readonly #setAt: Int32Array
  readonly #sets: Uint32Array
  readonly #left: Int32Array
  readonly #right: Int32Array
  readonly #leafValue: Float64Array

  constructor({ base, trees }: Pick<TreeModel, 'base' | 'trees'>) {
    this.base = base
    const inner = trees.reduce((sum, { feature }) => sum + feature.length, 0)
    const leaves = trees.reduce((sum, { leafValue }) => sum + leafValue.length, 0)
    const sets = trees.reduce(
      (sum, tree) => sum + tree.sets.filter((set) => set !== null).length,
      0,
    )
    this.#roots = new Int32Array(trees.length)
    this.#feature = new Int32Array(inner)
    this.#threshold = new Float64Array(inner)
    this.#missingLeft = new Uint8Array(inner)
    this.#setAt = new Int32Array(inner).fill(-1)
    this.#sets = new Uint32Array(sets * SET_WORDS)
    this.#left = new Int32Array(inner)
    this.#right = new Int32Array(inner)
    this.#leafValue = new Float64Array(leaves)
    let node = 0
    let leaf = 0
    let set = 0
    for (const [at, tree] of trees.entries()) {
      this.#roots[at] = tree.feature.length === 0 ? ~leaf : node
      this.#feature.set(tree.feature, node)
      this.#threshold.set(tree.threshold, node)
      this.#missingLeft.set(tree.missingLeft, node)
      for (const [inTree, bits] of tree.sets.entries()) {
        if (bits === null) continue
        this.#setAt[node + inTree] = set
        this.#sets.set(bits, set)
        set += SET_WORDS
      }
      for (let inTree = 0; inTree < tree.feature.length; inTree++) {
        this.#left[node + inTree] = moved(tree.left[inTree]!, node, leaf)
        this.#right[node + inTree] = moved(tree.right[inTree]!, node, leaf)
      }
      this.#leafValue.set(tree.leafValue, leaf)
      node += tree.feature.length
      leaf += tree.leafValue.length
    }
  }

  get trees(): number {
    return this.#roots.length
  }

  /** Log-odds of one row. Pure arithmetic, no memory is taken. */
  logOdds(row: Float64Array): number {
    let sum = this.base
    for (let tree = 0; tree < this.#roots.length; tree++) {
      let node = this.#roots[tree]!
      while (node >= 0) node = this.#next(node, row)
      sum += this.#leafValue[~node]!
    }
    return sum
  }

  #next(node: number, row: Float64Array): number {
    const value = row[this.#feature[node]!]!
    const set = this.#setAt[node]!
    const goesLeft =
      set < 0
        ? value <= this.#threshold[node]! || (value !== value && this.#missingLeft[node] === 1)
        : ((this.#sets[set + (value >>> 5)]! >>> (value & 31)) & 1) === 1
    return goesLeft ? this.#left[node]! : this.#right[node]!
  }
}

function moved(child: number, node: number, leaf: number): number {
  return child >= 0 ? child + node : child - leaf
}

/** The bin of a category as a row holds it; what the model never saw is missing. */
export function encodeCategory(name: string | null, feature: Binning): number {
  if (name === null || feature.kind !== 'category') return MISSING_BIN
  return feature.bins.get(name) ?? MISSING_BIN
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}
