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

/** @param row as `Ensemble.logOdds` takes it */
export function explainTrees(model: TreeModel, row: Float64Array): Contributions {
  const values = new Float64Array(model.features.length)
  let expected = model.base
  for (const tree of model.trees) {
    expected += expectedOf(tree)
    if (tree.feature.length > 0) new Walk(tree, row, values).explain()
  }
  return { expected, values }
}

/** Mean of the leaves, by the rows that came to each. */
export function expectedOf({ leafValue, leafCover }: Tree): number {
  let sum = 0
  let cover = 0
  for (let leaf = 0; leaf < leafValue.length; leaf++) {
    sum += leafValue[leaf]! * leafCover[leaf]!
    cover += leafCover[leaf]!
  }
  // A leaf may hold only rows of no weight.
  return cover > 0 ? sum / cover : 0
}

/** The way down one tree, with the share of all feature orders in which it is taken. */
class Walk {
  readonly #tree: Tree
  readonly #row: Float64Array
  readonly #into: Float64Array
  /** One level of the path after the other, each a copy that its subtree may change. */
  readonly #feature: Int32Array
  readonly #zero: Float64Array
  readonly #one: Float64Array
  readonly #weight: Float64Array

  constructor(tree: Tree, row: Float64Array, into: Float64Array) {
    this.#tree = tree
    this.#row = row
    this.#into = into
    const depth = depthOf(tree, 0) + 2
    const room = (depth * (depth + 1)) / 2
    this.#feature = new Int32Array(room)
    this.#zero = new Float64Array(room)
    this.#one = new Float64Array(room)
    this.#weight = new Float64Array(room)
  }

  explain(): void {
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
    const at = from + length
    this.#copy(from, at, length)
    this.#extend(at, length, zero, one, feature)
    if (node < 0) {
      this.#leaf(at, length, this.#tree.leafValue[~node]!)
      return
    }
    const split = this.#tree.feature[node]!
    const [taken, other] = this.#children(node)
    const cover = this.#tree.cover[node]!
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
    const shareOf = (child: number) => (cover > 0 ? this.#coverOf(child) / cover : 0.5)
    this.#down(taken, at, left + 1, incomingZero * shareOf(taken), incomingOne, split)
    this.#down(other, at, left + 1, incomingZero * shareOf(other), 0, split)
  }

  #copy(from: number, to: number, length: number): void {
    for (const values of [this.#feature, this.#zero, this.#one, this.#weight]) {
      values.copyWithin(to, from, from + length)
    }
  }

  #extend(at: number, length: number, zero: number, one: number, feature: number): void {
    this.#feature[at + length] = feature
    this.#zero[at + length] = zero
    this.#one[at + length] = one
    const weight = this.#weight
    weight[at + length] = length === 0 ? 1 : 0
    for (let place = length - 1; place >= 0; place--) {
      weight[at + place + 1]! += (one * weight[at + place]! * (place + 1)) / (length + 1)
      weight[at + place] = (zero * weight[at + place]! * (length - place)) / (length + 1)
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
    for (const values of [this.#feature, this.#zero, this.#one]) {
      values.copyWithin(at + index, at + index + 1, at + length + 1)
    }
  }

  /** What the weights of the path would sum to without one of its entries. */
  #unwoundSum(at: number, length: number, index: number): number {
    const one = this.#one[at + index]!
    const zero = this.#zero[at + index]!
    const weight = this.#weight
    let next = weight[at + length]!
    let sum = 0
    for (let place = length - 1; place >= 0; place--) {
      if (one !== 0) {
        const own = (next * (length + 1)) / ((place + 1) * one)
        sum += own
        next = weight[at + place]! - (own * zero * (length - place)) / (length + 1)
      } else {
        sum += (weight[at + place]! * (length + 1)) / (zero * (length - place))
      }
    }
    return sum
  }

  #leaf(at: number, length: number, value: number): void {
    for (let place = 1; place <= length; place++) {
      const share = this.#one[at + place]! - this.#zero[at + place]!
      // An entry with both shares nothing cannot be reached: no row came by.
      if (share === 0) continue
      this.#into[this.#feature[at + place]!]! += this.#unwoundSum(at, length, place) * share * value
    }
  }

  #children(node: number): [taken: number, other: number] {
    const { feature, threshold, missingLeft, sets, left, right } = this.#tree
    const value = this.#row[feature[node]!]!
    const set = sets[node]!
    const goesLeft =
      set === null
        ? value <= threshold[node]! || (Number.isNaN(value) && missingLeft[node] === 1)
        : isInSet(set, value)
    return goesLeft ? [left[node]!, right[node]!] : [right[node]!, left[node]!]
  }

  #coverOf(child: number): number {
    return child >= 0 ? this.#tree.cover[child]! : this.#tree.leafCover[~child]!
  }
}

function depthOf(tree: Tree, node: number): number {
  if (node < 0) return 0
  return 1 + Math.max(depthOf(tree, tree.left[node]!), depthOf(tree, tree.right[node]!))
}
