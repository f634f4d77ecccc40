import type { Binning } from '../data/bins.ts'
import { MISSING_BIN } from '../data/bins.ts'
import { layOut, type FlatTrees } from './flat-trees.ts'
import type { Tree } from './tree.ts'

/** What a model reads of a row, in the order of its features. */
export interface TreeModel {
  readonly features: readonly Binning[]
  /** Log-odds before the first tree. */
  readonly base: number
  readonly trees: readonly Tree[]
}

/** Trees that are walked side by side. */
const ABREAST = 4
/** Steps after which it is looked whether all of them have come to a leaf. */
const STEPS = 8

/**
 * The trees of a model in flat arrays. A row is a `Float64Array`: numbers as they are (`NaN`:
 * missing), categories as their bins (`encodeCategory`).
 *
 * Which way a row goes cannot be guessed, so nothing branches on it: the answer, 0 or 1, is added to
 * the place of a child. Four trees are walked at once, so that one is worked on while another waits
 * for memory, as many steps as the deepest of them has; who has come to a leaf stays there.
 */
export class Ensemble {
  readonly base: number
  readonly #flat: FlatTrees
  /** What each tree says of the row, to be added up in the order of the trees. */
  readonly #said: Float64Array
  /** What nodes read, three times: numbers, numbers that go left when missing, categories. */
  readonly #values: Float64Array
  /** Where what nodes read begins in `sides`; nothing but zeros for numbers. */
  readonly #sidesAt: Int32Array

  constructor({ base, trees }: Pick<TreeModel, 'base' | 'trees'>) {
    this.base = base
    this.#flat = layOut(trees, ABREAST)
    this.#said = new Float64Array(trees.length)
    this.#values = new Float64Array(this.#flat.features * 3).fill(NaN)
    this.#sidesAt = new Int32Array(this.#flat.features * 3)
  }

  get trees(): number {
    return this.#said.length
  }

  /** Log-odds of one row. Pure arithmetic, no memory is taken. */
  logOdds(row: Float64Array): number {
    this.#read(row)
    const { roots, steps, trees, threshold } = this.#flat
    const said = this.#said
    for (let group = 0; group < steps.length; group++) {
      const at = group * ABREAST
      let a = roots[at]!
      let b = roots[at + 1]!
      let c = roots[at + 2]!
      let d = roots[at + 3]!
      for (let left = steps[group]!; left > 0; left -= STEPS) {
        for (let step = Math.min(left, STEPS); step > 0; step--) {
          a = this.#next(a)
          b = this.#next(b)
          c = this.#next(c)
          d = this.#next(d)
        }
        if (this.#isLeaf(a) && this.#isLeaf(b) && this.#isLeaf(c) && this.#isLeaf(d)) break
      }
      said[trees[at]!] = threshold[a]!
      said[trees[at + 1]!] = threshold[b]!
      said[trees[at + 2]!] = threshold[c]!
      said[trees[at + 3]!] = threshold[d]!
    }
    let sum = this.base
    for (let tree = 0; tree < said.length; tree++) sum += said[tree]!
    return sum
  }

  #read(row: Float64Array): void {
    const { features, sidesBegin, sidesWords } = this.#flat
    const values = this.#values
    for (let feature = 0; feature < features; feature++) {
      const value = row[feature]!
      const begin = sidesBegin[feature]!
      if (begin > 0) this.#sidesAt[features * 2 + feature] = begin + value * sidesWords[feature]!
      values[feature] = value
      values[features + feature] = value !== value ? -Infinity : value
    }
  }

  #next(node: number): number {
    const { nodes, threshold, sides } = this.#flat
    const place = node << 2
    const reads = nodes[place]!
    const bit = nodes[place + 1]!
    const isAtMost = Number(this.#values[reads]! <= threshold[node]!)
    const isInSet = (sides[this.#sidesAt[reads]! + (bit >>> 5)]! >>> bit) & 1
    return nodes[place + 2 + (isAtMost | isInSet)]!
  }

  #isLeaf(node: number): boolean {
    return this.#flat.nodes[(node << 2) + 2] === node
  }
}

/** The bin of a category as a row holds it; what the model never saw is missing. */
export function encodeCategory(name: string | null, feature: Binning): number {
  if (name === null || feature.kind !== 'category') return MISSING_BIN
  return feature.bins.get(name) ?? MISSING_BIN
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}
