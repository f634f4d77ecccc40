import { createRandom, mixSeeds, type Random } from '../random.ts'
import type { Column } from '../data/data-set.ts'

/**
 * How unlike the others an order is, learned without a single label: for shops that have none yet.
 * Random cuts set an odd row apart sooner than an ordinary one (Liu, Ting and Zhou, "Isolation
 * Forest", ICDM 2008). Missing values are cut like any other side, and categories by their
 * frequency: a rare one is far out.
 */
export interface IsolationForest {
  readonly features: readonly AnomalyFeature[]
  /** Rows of each tree. */
  readonly sample: number
  readonly trees: readonly IsolationTree[]
}

export type AnomalyFeature =
  | { readonly kind: 'number'; readonly name: string }
  /** How often each category occurred, 0 to 1; one that never did is 0. */
  | {
      readonly kind: 'category'
      readonly name: string
      readonly shares: ReadonlyMap<string, number>
    }

/** Inner nodes and leaves as in `Tree`; a leaf holds the rows of the sample that ended in it. */
export interface IsolationTree {
  readonly feature: Int32Array
  readonly threshold: Float64Array
  readonly missingLeft: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  readonly leafRows: Int32Array
}

export interface IsolationSettings {
  readonly trees: number
  /** Rows of each tree; more do not help, the paper found, and hide what is odd. */
  readonly sample: number
  readonly seed: number
}

const DEFAULTS: IsolationSettings = { trees: 200, sample: 256, seed: 1 }

/** @throws RangeError for fewer than two rows, or none of the columns */
export function fitIsolationForest(
  columns: readonly Column[],
  rows: number,
  given: Partial<IsolationSettings> = {},
): IsolationForest {
  const settings = { ...DEFAULTS, ...given }
  if (rows < 2 || columns.length === 0) throw new RangeError('there is nothing to compare')
  const features = columns.map(featureOf)
  const values = columns.map((column, at) => valuesOf(column, features[at]!))
  const sample = Math.min(settings.sample, rows)
  const depthMax = Math.ceil(Math.log2(sample))
  const trees = Array.from({ length: settings.trees }, (_, tree) => {
    const random = createRandom(mixSeeds(settings.seed, tree))
    const chosen = Array.from({ length: sample }, () => random.below(rows))
    return new Isolator(values, random, depthMax).isolate(chosen)
  })
  return { features, sample, trees }
}

/** A row as `anomalyScore` takes it: categories as their shares. */
export function anomalyRow(
  { features }: Pick<IsolationForest, 'features'>,
  value: (name: string) => number | string | null,
): Float64Array {
  return Float64Array.from(features, (feature) => {
    const own = value(feature.name)
    if (feature.kind === 'number') return typeof own === 'number' ? own : NaN
    return typeof own === 'string' ? (feature.shares.get(own) ?? 0) : NaN
  })
}

/**
 * 0 to 1: well below 0.5 is ordinary, towards 1 odd. `2 ^ -(mean depth / c(sample))`, as in the paper.
 */
export function anomalyScore({ trees, sample }: IsolationForest, row: Float64Array): number {
  let depths = 0
  for (const tree of trees) depths += depthOf(tree, row)
  return 2 ** (-depths / trees.length / meanDepth(sample))
}

function depthOf(tree: IsolationTree, row: Float64Array): number {
  let node = tree.feature.length === 0 ? -1 : 0
  let depth = 0
  while (node >= 0) {
    const value = row[tree.feature[node]!]!
    const goesLeft = Number.isNaN(value)
      ? tree.missingLeft[node] === 1
      : value <= tree.threshold[node]!
    node = goesLeft ? tree.left[node]! : tree.right[node]!
    depth += 1
  }
  // What was not cut any further would have gone on for about so long.
  return depth + meanDepth(tree.leafRows[~node]!)
}

const EULER = 0.5772156649015329

/** Mean depth at which a search in a random binary tree of so many rows ends in vain. */
function meanDepth(rows: number): number {
  if (rows <= 1) return 0
  if (rows === 2) return 1
  return 2 * (Math.log(rows - 1) + EULER) - (2 * (rows - 1)) / rows
}

function featureOf(column: Column): AnomalyFeature {
  if (column.kind === 'number') return { kind: 'number', name: column.name }
  const counts = new Float64Array(column.names.length)
  let known = 0
  for (const code of column.codes) {
    if (code < 0) continue
    counts[code]! += 1
    known += 1
  }
  const shares = new Map(
    column.names.map((name, code) => [name, counts[code]! / Math.max(1, known)]),
  )
  return { kind: 'category', name: column.name, shares }
}

function valuesOf(column: Column, feature: AnomalyFeature): Float64Array {
  if (column.kind === 'number' || feature.kind === 'number') {
    return column.kind === 'number' ? column.values : new Float64Array()
  }
  const { names, codes } = column
  const byCode = Float64Array.from(names, (name) => feature.shares.get(name) ?? 0)
  return Float64Array.from(codes, (code) => (code < 0 ? NaN : byCode[code]!))
}

class Isolator {
  readonly #values: readonly Float64Array[]
  readonly #random: Random
  readonly #depthMax: number
  readonly #feature: number[] = []
  readonly #threshold: number[] = []
  readonly #missingLeft: number[] = []
  readonly #left: number[] = []
  readonly #right: number[] = []
  readonly #leafRows: number[] = []

  constructor(values: readonly Float64Array[], random: Random, depthMax: number) {
    this.#values = values
    this.#random = random
    this.#depthMax = depthMax
  }

  isolate(rows: readonly number[]): IsolationTree {
    this.#grow(rows, 0)
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      missingLeft: Uint8Array.from(this.#missingLeft),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      leafRows: Int32Array.from(this.#leafRows),
    }
  }

  #grow(rows: readonly number[], depth: number): number {
    const cut = rows.length > 1 && depth < this.#depthMax ? this.#cut(rows) : null
    if (cut === null) return ~(this.#leafRows.push(rows.length) - 1)
    const { feature, threshold, missingLeft } = cut
    const node = this.#feature.push(feature) - 1
    this.#threshold.push(threshold)
    this.#missingLeft.push(missingLeft ? 1 : 0)
    this.#left.push(0)
    this.#right.push(0)
    const values = this.#values[feature]!
    const goesLeft = (row: number) =>
      Number.isNaN(values[row]!) ? missingLeft : values[row]! <= threshold
    this.#left[node] = this.#grow(rows.filter(goesLeft), depth + 1)
    this.#right[node] = this.#grow(
      rows.filter((row) => !goesLeft(row)),
      depth + 1,
    )
    return node
  }

  /** A column in which the rows differ, and a place between two of them; `null`: they are all alike. */
  #cut(
    rows: readonly number[],
  ): { feature: number; threshold: number; missingLeft: boolean } | null {
    const columns = this.#values.map((_, at) => at)
    while (columns.length > 0) {
      const [feature] = columns.splice(this.#random.below(columns.length), 1) as [number]
      const values = this.#values[feature]!
      let low = Infinity
      let high = -Infinity
      let missing = 0
      for (const row of rows) {
        const value = values[row]!
        if (Number.isNaN(value)) missing += 1
        else {
          if (value < low) low = value
          if (value > high) high = value
        }
      }
      if (missing === rows.length || (low === high && missing === 0)) continue
      const missingLeft = this.#random.next() < 0.5
      // Only what is missing can be told from the rest.
      if (low === high)
        return { feature, threshold: missingLeft ? -Infinity : Infinity, missingLeft }
      const threshold = low + this.#random.next() * (high - low)
      return { feature, threshold: threshold < high ? threshold : low, missingLeft }
    }
    return null
  }
}
