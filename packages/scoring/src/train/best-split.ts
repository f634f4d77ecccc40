import { BINS, MISSING_BIN, type Binning } from '../data/bins.ts'
import { putIntoSet, SET_WORDS } from '../model/tree.ts'
import { columnOf, type ColumnAt, type Histogram, type Room } from './kernels/room.ts'
import type { TrainingSettings } from './settings.ts'
import { sortBins } from './sort-bins.ts'

/** What the rows of a node add up to. */
export interface NodeSums {
  readonly gradient: number
  readonly hessian: number
  readonly rows: number
}

/** Between what a leaf below the node may say, where a column is monotone. */
export interface OutputBounds {
  readonly low: number
  readonly high: number
}
export const UNBOUNDED: OutputBounds = { low: -Infinity, high: Infinity }

export interface Split {
  /** Place of the column among those of the tree. */
  readonly column: number
  readonly gain: number
  /** Of numbers: the last bin that goes left. */
  readonly bin: number
  readonly missingLeft: boolean
  /** Of categories: the bins that go left. */
  readonly set: Uint32Array | null
  readonly left: NodeSums
  readonly right: NodeSums
  readonly leftOutput: number
  readonly rightOutput: number
}

/** The best way to part the rows of a node; `null`: none gains anything. */
export function bestSplit(
  room: Room,
  histogram: Histogram,
  sums: NodeSums,
  bounds: OutputBounds,
  binnings: readonly Binning[],
  settings: TrainingSettings,
): Split | null {
  const search = new SplitSearch(room, sums, bounds, settings)
  for (let column = 0; column < binnings.length; column++) {
    const binning = binnings[column]!
    const at = columnOf(histogram, column)
    if (binning.kind === 'number')
      search.numbers(column, at, binning.bounds.length, binning.monotone)
    else search.categories(column, at)
  }
  return search.best()
}

/** What a leaf with these sums says: the step of Newton's method, pulled towards nothing. */
export function leafOutput(
  gradient: number,
  hessian: number,
  l2: number,
  { low, high }: OutputBounds,
): number {
  const output = -gradient / (hessian + l2)
  return output < low ? low : output > high ? high : output
}

/** How much a leaf with that output lowers the loss, twice. */
function worth(gradient: number, hessian: number, output: number): number {
  return -(2 * gradient * output + hessian * output * output)
}

/**
 * Looks through the columns of one node. Some hundred places are tried for each: numbers alone are
 * kept of the best, and objects are made of it once.
 */
class SplitSearch {
  /** All histograms: a column begins where `ColumnAt` says. */
  readonly #doubles: Float64Array
  readonly #words: Uint32Array
  readonly #sums: NodeSums
  readonly #bounds: OutputBounds
  readonly #settings: TrainingSettings
  /** What the node is worth unsplit. */
  readonly #parent: number
  #gain: number
  #column = -1
  #bin = 0
  #missingLeft = false
  #set: Uint32Array | null = null
  #gradient = 0
  #hessian = 0
  #rows = 0

  constructor(room: Room, sums: NodeSums, bounds: OutputBounds, settings: TrainingSettings) {
    this.#doubles = room.doubles
    this.#words = room.words
    this.#sums = sums
    this.#bounds = bounds
    this.#settings = settings
    const { gradient, hessian } = sums
    const { l2 } = settings
    this.#parent = worth(gradient, hessian + l2, leafOutput(gradient, hessian, l2, bounds))
    this.#gain = settings.minGain
  }

  best(): Split | null {
    if (this.#column < 0) return null
    const left = { gradient: this.#gradient, hessian: this.#hessian, rows: this.#rows }
    const right = {
      gradient: this.#sums.gradient - left.gradient,
      hessian: this.#sums.hessian - left.hessian,
      rows: this.#sums.rows - left.rows,
    }
    const l2 = this.#l2Of(this.#set !== null)
    return {
      column: this.#column,
      gain: this.#gain,
      bin: this.#bin,
      missingLeft: this.#missingLeft,
      set: this.#set,
      left,
      right,
      leftOutput: leafOutput(left.gradient, left.hessian, l2, this.#bounds),
      rightOutput: leafOutput(right.gradient, right.hessian, l2, this.#bounds),
    }
  }

  numbers(column: number, { sums, counts }: ColumnAt, lastBin: number, monotone: -1 | 0 | 1): void {
    const doubles = this.#doubles
    const words = this.#words
    const l2 = this.#l2Of(false)
    const missingGradient = doubles[sums + MISSING_BIN * 2]!
    const missingHessian = doubles[sums + MISSING_BIN * 2 + 1]!
    const missingRows = words[counts + MISSING_BIN]!
    const all = this.#sums.rows
    let gradient = 0
    let hessian = 0
    let rows = 0
    for (let bin = 0; bin < lastBin; bin++) {
      const inBin = words[counts + bin]!
      if (inBin === 0) continue
      gradient += doubles[sums + bin * 2]!
      hessian += doubles[sums + bin * 2 + 1]!
      rows += inBin
      if (this.#isBetter(gradient, hessian, rows, l2, monotone)) {
        // Where nothing was missing, what will be one day goes where most rows go.
        const missingLeft = missingRows === 0 && rows * 2 >= all
        this.#take(column, bin, missingLeft, null, gradient, hessian, rows)
      }
      if (missingRows === 0) continue
      const g = gradient + missingGradient
      const h = hessian + missingHessian
      const n = rows + missingRows
      if (this.#isBetter(g, h, n, l2, monotone)) this.#take(column, bin, true, null, g, h, n)
    }
    if (missingRows === 0) return
    // All that has a value on one side, what is missing on the other.
    const g = this.#sums.gradient - missingGradient
    const h = this.#sums.hessian - missingHessian
    const n = all - missingRows
    if (this.#isBetter(g, h, n, l2, monotone)) this.#take(column, lastBin, false, null, g, h, n)
  }

  /**
   * Categories in the order of what they say, cut where it gains most (W. D. Fisher, "On grouping
   * for maximum homogeneity", 1958); what is missing is one of them.
   */
  categories(column: number, at: ColumnAt): void {
    const { categorySmoothing, categoriesPerSide } = this.#settings
    const doubles = this.#doubles
    const said = new Float64Array(BINS)
    const order = new Uint8Array(BINS)
    let present = 0
    for (let bin = 0; bin < BINS; bin++) {
      if (this.#words[at.counts + bin] === 0) continue
      const place = at.sums + bin * 2
      said[bin] = doubles[place]! / (doubles[place + 1]! + categorySmoothing)
      order[present++] = bin
    }
    if (present < 2) return
    const sorted = sortBins(order.subarray(0, present), said)
    const most = Math.min(categoriesPerSide, present - 1)
    this.#groups(column, at, sorted.subarray(0, most))
    this.#groups(column, at, sorted.subarray(present - most).reverse())
  }

  #groups(column: number, { sums, counts }: ColumnAt, order: Uint8Array): void {
    const doubles = this.#doubles
    const l2 = this.#l2Of(true)
    let gradient = 0
    let hessian = 0
    let rows = 0
    let inGroup = 0
    for (let at = 0; at < order.length; at++) {
      const bin = order[at]!
      const inBin = this.#words[counts + bin]!
      gradient += doubles[sums + bin * 2]!
      hessian += doubles[sums + bin * 2 + 1]!
      rows += inBin
      inGroup += inBin
      if (inGroup < this.#settings.minRowsPerCategoryGroup) continue
      inGroup = 0
      if (!this.#isBetter(gradient, hessian, rows, l2, 0)) continue
      this.#take(column, 0, false, setOf(order, at + 1), gradient, hessian, rows)
    }
  }

  #l2Of(isCategory: boolean): number {
    const { l2, categoryL2 } = this.#settings
    return isCategory ? l2 + categoryL2 : l2
  }

  /** Whether rows with these sums, parted from the rest, gain more than all that was seen. */
  #isBetter(
    gradient: number,
    hessian: number,
    rows: number,
    l2: number,
    monotone: number,
  ): boolean {
    const { minRowsPerLeaf } = this.#settings
    const { gradient: allGradient, hessian: allHessian, rows: allRows } = this.#sums
    if (rows < minRowsPerLeaf || allRows - rows < minRowsPerLeaf) return false
    const restGradient = allGradient - gradient
    const restHessian = allHessian - hessian
    const left = leafOutput(gradient, hessian, l2, this.#bounds)
    const right = leafOutput(restGradient, restHessian, l2, this.#bounds)
    if (monotone !== 0 && (right - left) * monotone < 0) return false
    this.#offered =
      worth(gradient, hessian + l2, left) +
      worth(restGradient, restHessian + l2, right) -
      this.#parent
    return this.#offered > this.#gain
  }
  #offered = 0

  #take(
    column: number,
    bin: number,
    missingLeft: boolean,
    set: Uint32Array | null,
    gradient: number,
    hessian: number,
    rows: number,
  ): void {
    this.#gain = this.#offered
    this.#column = column
    this.#bin = bin
    this.#missingLeft = missingLeft
    this.#set = set
    this.#gradient = gradient
    this.#hessian = hessian
    this.#rows = rows
  }
}

function setOf(order: Uint8Array, count: number): Uint32Array {
  const set = new Uint32Array(SET_WORDS)
  for (const bin of order.subarray(0, count)) putIntoSet(set, bin)
  return set
}
