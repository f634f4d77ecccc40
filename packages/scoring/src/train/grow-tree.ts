import type { BinnedData, Binning } from '../data/bins.ts'
import { MISSING_BIN } from '../data/bins.ts'
import { isInSet, type Tree } from '../model/tree.ts'
import {
  bestSplit,
  leafOutput,
  UNBOUNDED,
  type NodeSums,
  type OutputBounds,
  type Split,
} from './best-split.ts'
import {
  buildHistogram,
  buildWholeHistogram,
  COLUMN_SIZE,
  subtractHistogram,
  type Histogram,
} from './histogram.ts'
import type { TrainingSettings } from './settings.ts'

/** What a tree is grown on: every tree of a training shares the arrays. */
export interface Ground {
  readonly data: BinnedData
  readonly binnings: readonly Binning[]
  readonly gradients: Float64Array
  readonly hessians: Float64Array
  /** Weight of each row, before the loss: what explanations call cover; `null`: each counts once. */
  readonly weights: Float64Array | null
  /** Room for what one tree looks at, as long as there are rows. */
  readonly scratch: Scratch
}

export interface Scratch {
  readonly gradients: Float64Array
  readonly hessians: Float64Array
  readonly aside: Uint32Array
}

export function scratchFor(rows: number): Scratch {
  return {
    gradients: new Float64Array(rows),
    hessians: new Float64Array(rows),
    aside: new Uint32Array(rows),
  }
}

export interface GrownTree {
  readonly tree: Tree
  /** The rows of each leaf stand together: leaf `n` has those from `starts[n]` to `ends[n]`. */
  readonly rows: Uint32Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}

/** A leaf that may still be split. */
interface Leaf {
  readonly from: number
  readonly to: number
  readonly depth: number
  readonly sums: NodeSums
  readonly output: number
  readonly bounds: OutputBounds
  readonly histogram: Histogram
  readonly split: Split | null
  /** Whose child it is, and on which side; -1: the root. */
  readonly parent: number
  readonly isLeft: boolean
}

interface InnerNode {
  readonly split: Split
  readonly cover: number
  left: number
  right: number
}

/**
 * Grows one tree leaf by leaf: always the leaf whose split gains most (LightGBM's order; Ke et al.,
 * "LightGBM: A Highly Efficient Gradient Boosting Decision Tree", NeurIPS 2017).
 *
 * @param rows that the tree sees; they are put in the order of the leaves
 * @param chosen places of the columns that the tree may use
 */
export function growTree(
  ground: Ground,
  rows: Uint32Array,
  chosen: readonly number[],
  settings: TrainingSettings,
): GrownTree {
  const grower = new Grower(ground, rows, chosen, settings)
  return grower.grow()
}

class Grower {
  readonly #ground: Ground
  readonly #rows: Uint32Array
  readonly #chosen: readonly number[]
  readonly #settings: TrainingSettings
  readonly #columns: readonly Uint8Array[]
  readonly #binnings: readonly Binning[]
  readonly #scratch: Scratch
  readonly #inner: InnerNode[] = []
  readonly #free: Histogram[] = []

  constructor(
    ground: Ground,
    rows: Uint32Array,
    chosen: readonly number[],
    settings: TrainingSettings,
  ) {
    this.#ground = ground
    this.#rows = rows
    this.#chosen = chosen
    this.#settings = settings
    this.#columns = chosen.map((column) => ground.data.columns[column]!)
    this.#binnings = chosen.map((column) => ground.binnings[column]!)
    this.#scratch = ground.scratch
  }

  grow(): GrownTree {
    const leaves: Leaf[] = [this.#root()]
    while (leaves.length < this.#settings.leaves) {
      let best = -1
      for (const [at, { split }] of leaves.entries()) {
        if (split !== null && split.gain > (leaves[best]?.split?.gain ?? 0)) best = at
      }
      if (best < 0) break
      const [left, right] = this.#part(leaves[best]!)
      leaves[best] = left
      leaves.push(right)
    }
    return this.#finish(leaves)
  }

  #root(): Leaf {
    const { data, gradients, hessians } = this.#ground
    const rows = this.#rows
    // Before the first split all rows stand in their order.
    const isWhole = rows.length === data.rows
    const histogram = isWhole ? this.#histogram() : this.#histogramOf(0, rows.length)
    if (isWhole) buildWholeHistogram(this.#columns, gradients, hessians, histogram)
    let gradient = 0
    let hessian = 0
    for (let at = 0; at < rows.length; at++) {
      gradient += gradients[rows[at]!]!
      hessian += hessians[rows[at]!]!
    }
    const sums = { gradient, hessian, rows: rows.length }
    return this.#leaf({
      from: 0,
      to: this.#rows.length,
      depth: 0,
      sums,
      output: leafOutput(gradient, hessian, this.#settings.l2, UNBOUNDED),
      bounds: UNBOUNDED,
      histogram,
      parent: -1,
      isLeft: false,
    })
  }

  #leaf(leaf: Omit<Leaf, 'split'>): Leaf {
    const { depth, minRowsPerLeaf } = this.#settings
    const isFinal = (depth > 0 && leaf.depth >= depth) || leaf.sums.rows < minRowsPerLeaf * 2
    const split = isFinal
      ? null
      : bestSplit(leaf.histogram, leaf.sums, leaf.bounds, this.#binnings, this.#settings)
    return { ...leaf, split }
  }

  #part(leaf: Leaf): [Leaf, Leaf] {
    const split = leaf.split!
    const node = this.#inner.length
    const middle = this.#partition(leaf, split)
    this.#inner.push({ split, cover: this.#coverOf(leaf.from, leaf.to), left: 0, right: 0 })
    if (leaf.parent >= 0) this.#hang(leaf, node)

    // Only the smaller child is counted: the other is what it leaves of its parent.
    const isLeftSmaller = middle - leaf.from <= leaf.to - middle
    const smaller = isLeftSmaller
      ? this.#histogramOf(leaf.from, middle)
      : this.#histogramOf(middle, leaf.to)
    subtractHistogram(leaf.histogram, smaller)
    const larger = leaf.histogram
    const [leftBounds, rightBounds] = this.#boundsBelow(leaf.bounds, split)
    const common = { depth: leaf.depth + 1, parent: node }
    const left = this.#leaf({
      ...common,
      from: leaf.from,
      to: middle,
      sums: split.left,
      output: split.leftOutput,
      bounds: leftBounds,
      histogram: isLeftSmaller ? smaller : larger,
      isLeft: true,
    })
    const right = this.#leaf({
      ...common,
      from: middle,
      to: leaf.to,
      sums: split.right,
      output: split.rightOutput,
      bounds: rightBounds,
      histogram: isLeftSmaller ? larger : smaller,
      isLeft: false,
    })
    for (const { split: next, histogram } of [left, right]) {
      if (next === null) this.#free.push(histogram)
    }
    return [left, right]
  }

  /** Below a split on a monotone column nothing on one side may say more than the other side. */
  #boundsBelow(bounds: OutputBounds, split: Split): [OutputBounds, OutputBounds] {
    const binning = this.#binnings[split.column]!
    const monotone = binning.kind === 'number' ? binning.monotone : 0
    if (monotone === 0) return [bounds, bounds]
    const middle = (split.leftOutput + split.rightOutput) / 2
    const lower = { low: bounds.low, high: middle }
    const upper = { low: middle, high: bounds.high }
    return monotone > 0 ? [lower, upper] : [upper, lower]
  }

  #hang({ parent, isLeft }: Leaf, node: number): void {
    const above = this.#inner[parent]!
    if (isLeft) above.left = node
    else above.right = node
  }

  /** Puts the rows that go left before those that go right, each in the order that they had. */
  #partition({ from, to }: Leaf, { column, bin, missingLeft, set }: Split): number {
    const bins = this.#columns[column]!
    const goesLeft = new Uint8Array(256)
    for (let each = 0; each < 256; each++) {
      const isLeft =
        set === null ? (each === MISSING_BIN ? missingLeft : each <= bin) : isInSet(set, each)
      goesLeft[each] = isLeft ? 1 : 0
    }
    const rows = this.#rows
    const { aside } = this.#scratch
    let left = from
    let right = 0
    for (let at = from; at < to; at++) {
      const row = rows[at]!
      if (goesLeft[bins[row]!] === 1) rows[left++] = row
      else aside[right++] = row
    }
    rows.set(aside.subarray(0, right), left)
    return left
  }

  #histogramOf(from: number, to: number): Histogram {
    const histogram = this.#histogram()
    const { gradients, hessians } = this.#ground
    const node = { rows: this.#rows, from, to, gradients, hessians }
    buildHistogram(this.#columns, node, this.#scratch, histogram)
    return histogram
  }

  #histogram(): Histogram {
    return this.#free.pop() ?? new Float64Array(this.#columns.length * COLUMN_SIZE)
  }

  #coverOf(from: number, to: number): number {
    const { weights } = this.#ground
    if (weights === null) return to - from
    const rows = this.#rows
    let cover = 0
    for (let at = from; at < to; at++) cover += weights[rows[at]!]!
    return cover
  }

  #finish(leaves: readonly Leaf[]): GrownTree {
    for (const [at, leaf] of leaves.entries()) if (leaf.parent >= 0) this.#hang(leaf, ~at)
    const inner = this.#inner
    const { learningRate } = this.#settings
    const tree: Tree = {
      feature: Int32Array.from(inner, ({ split }) => this.#chosen[split.column]!),
      threshold: Float64Array.from(inner, ({ split }) => this.#thresholdOf(split)),
      missingLeft: Uint8Array.from(inner, ({ split }) => (split.missingLeft ? 1 : 0)),
      sets: inner.map(({ split }) => split.set),
      left: Int32Array.from(inner, ({ left }) => left),
      right: Int32Array.from(inner, ({ right }) => right),
      leafValue: Float64Array.from(leaves, ({ output }) => output * learningRate),
      cover: Float64Array.from(inner, ({ cover }) => cover),
      leafCover: Float64Array.from(leaves, ({ from, to }) => this.#coverOf(from, to)),
    }
    return {
      tree,
      rows: this.#rows,
      starts: Int32Array.from(leaves, ({ from }) => from),
      ends: Int32Array.from(leaves, ({ to }) => to),
    }
  }

  #thresholdOf({ column, bin, set }: Split): number {
    const binning = this.#binnings[column]!
    if (set !== null || binning.kind !== 'number') return 0
    // Beyond the last bound is every value there is: only what is missing goes the other way.
    return binning.bounds[bin] ?? Infinity
  }
}
