import { BINS, MISSING_BIN, type Binning } from '../data/bins.ts'
import { isInSet, type Tree } from '../model/tree.ts'
import {
  bestSplit,
  leafOutput,
  UNBOUNDED,
  type NodeSums,
  type OutputBounds,
  type Split,
} from './best-split.ts'
import type { Histogram, Room } from './kernels/room.ts'
import type { TrainingSettings } from './settings.ts'

/** What a tree is grown on: every tree of a training shares it. */
export interface Ground {
  readonly room: Room
  readonly binnings: readonly Binning[]
  /** Weight of each row, before the loss: what explanations call cover; `null`: each counts once. */
  readonly weights: Float64Array | null
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
 * @param rows that the tree sees, how many of those that stand first in the room; they are put in
 * the order of the leaves
 * @param chosen places of the columns that the tree may use
 */
export function growTree(
  ground: Ground,
  rows: number,
  chosen: readonly number[],
  settings: TrainingSettings,
): GrownTree {
  const grower = new Grower(ground, rows, chosen, settings)
  return grower.grow()
}

class Grower {
  readonly #ground: Ground
  readonly #room: Room
  readonly #rows: Uint32Array
  readonly #chosen: readonly number[]
  readonly #settings: TrainingSettings
  readonly #binnings: readonly Binning[]
  readonly #inner: InnerNode[] = []

  constructor(ground: Ground, rows: number, chosen: readonly number[], settings: TrainingSettings) {
    this.#ground = ground
    this.#room = ground.room
    this.#rows = ground.room.rows.subarray(0, rows)
    this.#chosen = chosen
    this.#settings = settings
    this.#binnings = chosen.map((column) => ground.binnings[column]!)
    this.#room.begin(chosen)
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
    const rows = this.#rows.length
    const histogram = this.#room.histogramOf(0, rows)
    const { gradient, hessian } = this.#room.sumsOf(rows)
    const sums = { gradient, hessian, rows }
    return this.#leaf({
      from: 0,
      to: rows,
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
      : bestSplit(
          this.#room,
          leaf.histogram,
          leaf.sums,
          leaf.bounds,
          this.#binnings,
          this.#settings,
        )
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
      ? this.#room.histogramOf(leaf.from, middle)
      : this.#room.histogramOf(middle, leaf.to)
    this.#room.subtract(leaf.histogram, smaller)
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
      if (next === null) this.#room.giveBack(histogram)
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
    const { goesLeft } = this.#room
    for (let each = 0; each < BINS; each++) {
      const isLeft =
        set === null ? (each === MISSING_BIN ? missingLeft : each <= bin) : isInSet(set, each)
      goesLeft[each] = isLeft ? 1 : 0
    }
    return this.#room.part(from, to, column)
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
