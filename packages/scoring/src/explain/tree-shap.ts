import type { TreeModel } from '../model/ensemble.ts'
import { isInSet, type Tree } from '../model/tree.ts'

/**
 * What each feature of a row adds to its log-odds, exactly: base plus contributions is the model's
 * answer. Shapley values of the game in which features that are not known are averaged over by the
 * training rows that came by (path-dependent TreeSHAP: Lundberg et al., "From local explanations to
 * global understanding with explainable AI for trees", Nature Machine Intelligence 2, 2020,
 * algorithm 2).
 */
export interface Contributions {
  /** What the model answers on average, log-odds. */
  readonly expected: number
  /** One for each feature, log-odds. */
  readonly values: Float64Array
}

/** Explains rows of one model: what is computed once for all rows is kept. */
export class TreeExplainer {
  readonly #model: TreeModel
  readonly #expected: number
  readonly #path: Path

  constructor(model: TreeModel) {
    this.#model = model
    this.#expected = model.trees.reduce((sum, tree) => sum + expectedOf(tree), model.base)
    const depth = model.trees.reduce((most, tree) => Math.max(most, depthOf(tree, rootOf(tree))), 0)
    this.#path = new Path(depth)
  }

  /** @param row as `Ensemble.logOdds` takes it */
  explain(row: Float64Array): Contributions {
    const values = new Float64Array(this.#model.features.length)
    for (const tree of this.#model.trees) this.#path.explain(tree, row, values)
    return { expected: this.#expected, values }
  }
}

/** Mean of the leaves, by the rows that came to each. */
function expectedOf({ leafValue, leafCover }: Tree): number {
  let sum = 0
  let cover = 0
  for (let leaf = 0; leaf < leafValue.length; leaf++) {
    sum += leafValue[leaf]! * leafCover[leaf]!
    cover += leafCover[leaf]!
  }
  // A leaf may hold only rows of no weight.
  return cover > 0 ? sum / cover : 0
}

/** The way down a tree, with the share of all orders of the features in which it is taken. */
class Path {
  #tree: Tree | null = null
  #row: Float64Array | null = null
  #into: Float64Array | null = null
  /** One level of the path after the other, each a copy that its subtree may change. */
  readonly #feature: Int32Array
  readonly #zero: Float64Array
  readonly #one: Float64Array
  readonly #weight: Float64Array

  constructor(depth: number) {
    const room = ((depth + 2) * (depth + 3)) / 2
    this.#feature = new Int32Array(room)
    this.#zero = new Float64Array(room)
    this.#one = new Float64Array(room)
    this.#weight = new Float64Array(room)
  }

  explain(tree: Tree, row: Float64Array, into: Float64Array): void {
    if (tree.feature.length === 0) return
    this.#tree = tree
    this.#row = row
    this.#into = into
    this.#down(0, 0, 0, 1, 1, -1)
  }

  /**
   * @param from where the path of the parent begins; this one begins right behind it
   * @param length of the parent's path
   */
  #down(
    node: number,
    from: number,
    length: number,
    zero: number,
    one: number,
    feature: number,
  ): void {
    // Where neither any row of the training nor this one comes, nothing is said.
    if (zero === 0 && one === 0) return
    const tree = this.#tree!
    const at = from + length
    for (let place = 0; place < length; place++) this.#move(from + place, at + place)
    this.#extend(at, length, zero, one, feature)
    if (node < 0) {
      this.#leaf(at, length, tree.leafValue[~node]!)
      return
    }
    const split = tree.feature[node]!
    const goesLeft = this.#goesLeft(tree, node, split)
    const taken = goesLeft ? tree.left[node]! : tree.right[node]!
    const other = goesLeft ? tree.right[node]! : tree.left[node]!
    let incomingZero = 1
    let incomingOne = 1
    let left = length
    // A feature that stands in the path already is counted once: the earlier entry is taken out.
    for (let place = 1; place <= length; place++) {
      if (this.#feature[at + place] !== split) continue
      incomingZero = this.#zero[at + place]!
      incomingOne = this.#one[at + place]!
      this.#unwind(at, length, place)
      left -= 1
      break
    }
    const cover = tree.cover[node]!
    const takenShare = cover > 0 ? coverOf(tree, taken) / cover : 0.5
    const otherShare = cover > 0 ? coverOf(tree, other) / cover : 0.5
    this.#down(taken, at, left + 1, incomingZero * takenShare, incomingOne, split)
    this.#down(other, at, left + 1, incomingZero * otherShare, 0, split)
  }

  #move(from: number, to: number): void {
    this.#feature[to] = this.#feature[from]!
    this.#zero[to] = this.#zero[from]!
    this.#one[to] = this.#one[from]!
    this.#weight[to] = this.#weight[from]!
  }

  #extend(at: number, length: number, zero: number, one: number, feature: number): void {
    this.#feature[at + length] = feature
    this.#zero[at + length] = zero
    this.#one[at + length] = one
    const weight = this.#weight
    weight[at + length] = length === 0 ? 1 : 0
    const all = length + 1
    for (let place = length - 1; place >= 0; place--) {
      const own = weight[at + place]!
      weight[at + place + 1]! += (one * own * (place + 1)) / all
      weight[at + place] = (zero * own * (length - place)) / all
    }
  }

  #unwind(at: number, length: number, index: number): void {
    const one = this.#one[at + index]!
    const zero = this.#zero[at + index]!
    const weight = this.#weight
    let next = weight[at + length]!
    for (let place = length - 1; place >= 0; place--) {
      if (one === 0) {
        weight[at + place] = (weight[at + place]! * (length + 1)) / (zero * (length - place))
        continue
      }
      const before = weight[at + place]!
      weight[at + place] = (next * (length + 1)) / ((place + 1) * one)
      next = before - (weight[at + place]! * zero * (length - place)) / (length + 1)
    }
    for (let place = at + index; place < at + length; place++) {
      this.#feature[place] = this.#feature[place + 1]!
      this.#zero[place] = this.#zero[place + 1]!
      this.#one[place] = this.#one[place + 1]!
    }
  }

  /** What the weights of the path would sum to without one of its entries. */
  #unwoundSum(at: number, length: number, index: number): number {
    const one = this.#one[at + index]!
    const zero = this.#zero[at + index]!
    const weight = this.#weight
    const all = length + 1
    let sum = 0
    if (one === 0) {
      for (let place = length - 1; place >= 0; place--) {
        sum += weight[at + place]! / (length - place)
      }
      return (sum * all) / zero
    }
    let next = weight[at + length]!
    for (let place = length - 1; place >= 0; place--) {
      const own = (next * all) / ((place + 1) * one)
      sum += own
      next = weight[at + place]! - (own * zero * (length - place)) / all
    }
    return sum
  }

  #leaf(at: number, length: number, value: number): void {
    for (let place = 1; place <= length; place++) {
      const share = this.#one[at + place]! - this.#zero[at + place]!
      // An entry that is the same with and without the feature adds nothing.
      if (share === 0) continue
      this.#into![this.#feature[at + place]!]! +=
        this.#unwoundSum(at, length, place) * share * value
    }
  }

  #goesLeft(tree: Tree, node: number, feature: number): boolean {
    const value = this.#row![feature]!
    const set = tree.sets[node]!
    if (set !== null) return isInSet(set, value)
    return value <= tree.threshold[node]! || (Number.isNaN(value) && tree.missingLeft[node] === 1)
  }
}

function coverOf(tree: Tree, child: number): number {
  return child >= 0 ? tree.cover[child]! : tree.leafCover[~child]!
}

function rootOf({ feature }: Tree): number {
  return feature.length === 0 ? -1 : 0
}

function depthOf(tree: Tree, node: number): number {
  if (node < 0) return 0
  return 1 + Math.max(depthOf(tree, tree.left[node]!), depthOf(tree, tree.right[node]!))
}
