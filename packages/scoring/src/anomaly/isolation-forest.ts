import type { Column } from '../data/data-set.ts'
import { createRandom, mixSeeds } from '../random.ts'
import { Isolator, type IsolationTree } from './isolator.ts'

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
  /** How often each category occurred, 0 to 1; one that did once or never is 0. */
  | {
      readonly kind: 'category'
      readonly name: string
      readonly shares: ReadonlyMap<string, number>
    }

export interface IsolationSettings {
  readonly trees: number
  /** Rows of each tree; more do not help, the paper found, and hide what is odd. */
  readonly sample: number
  readonly seed: number
}

const DEFAULTS: IsolationSettings = { trees: 200, sample: 256, seed: 1 }
/** The most frequent ones of a signal: the rest is as rare as what never occurred. */
const CATEGORIES_MAX = 500

/** A forest with the mean depth of each row that it was made of, in the trees that did not see it. */
export interface PlantedForest {
  readonly forest: IsolationForest
  readonly depths: Float64Array
}

/** @throws RangeError for fewer than two rows, or none of the columns */
export function fitIsolationForest(
  columns: readonly Column[],
  rows: number,
  given: Partial<IsolationSettings> = {},
): IsolationForest {
  return plant(columns, rows, given).forest
}

/**
 * The same, and how deep each row lies in the trees that were grown without it (Breiman's out-of-bag
 * estimate): what a tree was made of looks more ordinary to it than the next order will.
 * @throws RangeError for fewer than two rows, or none of the columns
 */
export function plantIsolationForest(
  columns: readonly Column[],
  rows: number,
  given: Partial<IsolationSettings> = {},
): PlantedForest {
  const { forest, values, draws } = plant(columns, rows, given)
  const isDrawn = draws.map((drawn) => {
    const marks = new Uint8Array(rows)
    for (const row of drawn) marks[row] = 1
    return marks
  })
  const row = new Float64Array(columns.length)
  const depths = Float64Array.from({ length: rows }, (_, index) => {
    for (let column = 0; column < row.length; column++) row[column] = values[column]![index]!
    let sum = 0
    let trees = 0
    for (const [at, tree] of forest.trees.entries()) {
      if (isDrawn[at]![index] === 1) continue
      sum += depthOf(tree, row)
      trees += 1
    }
    return sum / trees
  })
  return { forest, depths: depths.filter((depth) => !Number.isNaN(depth)) }
}

function plant(columns: readonly Column[], rows: number, given: Partial<IsolationSettings>) {
  const settings = { ...DEFAULTS, ...given }
  if (rows < 2 || columns.length === 0) throw new RangeError('there is nothing to compare')
  const features = columns.map(featureOf)
  const values = columns.map((column, at) => valuesOf(column, features[at]!))
  const sample = Math.min(settings.sample, rows)
  const depthMax = Math.ceil(Math.log2(sample))
  const draws: Int32Array[] = []
  const trees = Array.from({ length: settings.trees }, (_, tree) => {
    const random = createRandom(mixSeeds(settings.seed, tree))
    const chosen = Array.from({ length: sample }, () => random.below(rows))
    draws.push(Int32Array.from(chosen))
    return new Isolator(values, random, depthMax).isolate(chosen)
  })
  return { forest: { features, sample, trees } satisfies IsolationForest, values, draws }
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
export function meanDepth(rows: number): number {
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
    column.names
      .map((name, code) => [name, counts[code]!] as const)
      // Once is by chance: a name that is new each time would otherwise be a cut of its own.
      .filter(([, count]) => count > 1)
      .sort(([, a], [, b]) => b - a)
      .slice(0, CATEGORIES_MAX)
      .map(([name, count]) => [name, count / known] as const),
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
