import type { SignalDeclaration, SignalVector } from '@gatehouse/contract'
import type { Column } from '../data/data-set.ts'
import { TreeExplainer } from '../explain/tree-shap.ts'
import { Ensemble } from '../model/ensemble.ts'
import { numberOf } from '../signals/signal-row.ts'
import { depthTrees } from './depth-trees.ts'
import {
  plantIsolationForest,
  type IsolationForest,
  type IsolationSettings,
} from './isolation-forest.ts'

/** How unlike the orders of a shop an order is, as it is kept. */
export interface AnomalyModel {
  readonly forest: IsolationForest
  /**
   * Mean depths at which the orders that it was made of are set apart, ascending, evenly spread over
   * them: the first is that of the strangest order. At least two.
   */
  readonly depths: Float64Array
  /** What a person wants to know of it: rows, times, settings. Plain JSON. */
  readonly about: Readonly<Record<string, unknown>>
}

/** Fewer orders say nothing of what is usual. */
export const ANOMALY_ROWS_MIN = 200
const DEPTHS_KEPT = 1001
/** Mean depths hardly move with more, the paper found, and each costs an order its time. */
const TREES = 100

/**
 * Learns what orders are like, without a label.
 * @throws RangeError for fewer than `ANOMALY_ROWS_MIN` rows, or when nothing differs among them
 */
export function fitAnomalyModel(
  columns: readonly Column[],
  rows: number,
  settings: Partial<IsolationSettings> = {},
): Omit<AnomalyModel, 'about'> {
  if (rows < ANOMALY_ROWS_MIN) {
    throw new RangeError(`${rows} orders are there, and ${ANOMALY_ROWS_MIN} are needed`)
  }
  const { forest, depths } = plantIsolationForest(columns, rows, { trees: TREES, ...settings })
  const sorted = depths.toSorted()
  const kept = Math.min(DEPTHS_KEPT, sorted.length)
  const step = (sorted.length - 1) / (kept - 1)
  return {
    forest,
    depths: Float64Array.from({ length: kept }, (_, at) => sorted[Math.round(at * step)]!),
  }
}

/**
 * Share of the orders that it was made of which are less strange: 0.99 is stranger than 99 % of
 * them. Rounded down to four digits.
 * @param depth mean depth at which the order is set apart
 */
export function strangerThan(depths: Float64Array, depth: number): number {
  let low = 0
  let high = depths.length
  // The first that is set apart later.
  while (low < high) {
    const middle = (low + high) >> 1
    if (depths[middle]! <= depth) low = middle + 1
    else high = middle
  }
  return floored(1 - placeOf(depths, low, depth) / (depths.length - 1))
}

/** Where among the depths it stands, between two of them in proportion. */
function placeOf(depths: Float64Array, later: number, depth: number): number {
  if (later === 0) return 0
  if (later === depths.length) return later - 1
  const before = depths[later - 1]!
  return later - 1 + (depth - before) / (depths[later]! - before)
}

function floored(share: number): number {
  // Of 0.93 there may be 0.92999999 left.
  return Math.floor(share * 1e4 + 1e-6) / 1e4
}

/** A model over the signals of a shop; a feature that is no signal of it any more is missing. */
export class AnomalyScorer {
  readonly #depths: Float64Array
  readonly #ensemble: Ensemble
  readonly #row: AnomalyRow

  /** @param declarations in the order of the vectors that it is asked about */
  constructor(
    { forest, depths }: Pick<AnomalyModel, 'forest' | 'depths'>,
    declarations: readonly Pick<SignalDeclaration, 'name'>[],
  ) {
    this.#depths = depths
    this.#ensemble = new Ensemble(depthTrees(forest))
    this.#row = new AnomalyRow(forest, declarations)
  }

  /** As `strangerThan`. Takes no memory for an order. */
  percentile(signals: SignalVector): number {
    return strangerThan(this.#depths, this.#ensemble.logOdds(this.#row.read(signals)))
  }
}

/** Tells which signals made an order strange, for who looks at it. */
export class AnomalyExplainer {
  readonly #explainer: TreeExplainer
  readonly #row: AnomalyRow

  constructor(
    { forest }: Pick<AnomalyModel, 'forest'>,
    declarations: readonly Pick<SignalDeclaration, 'name'>[],
  ) {
    this.#explainer = new TreeExplainer(depthTrees(forest))
    this.#row = new AnomalyRow(forest, declarations)
  }

  /**
   * How many cuts sooner each signal set the order apart, in the order of the features: exact Shapley
   * values of the mean depth. All together they are what it was set apart sooner than is expected.
   */
  explain(signals: SignalVector): Float64Array {
    return this.#explainer.explain(this.#row.read(signals)).values.map((depth) => -depth)
  }
}

/** Makes the row of a forest out of a signal vector: numbers, and categories as their shares. */
class AnomalyRow {
  readonly #row: Float64Array
  readonly #places: Int32Array
  readonly #shares: readonly (ReadonlyMap<string, number> | null)[]

  constructor(
    { features }: IsolationForest,
    declarations: readonly Pick<SignalDeclaration, 'name'>[],
  ) {
    const places = new Map(declarations.map(({ name }, place) => [name, place]))
    this.#row = new Float64Array(features.length)
    this.#places = Int32Array.from(features, ({ name }) => places.get(name) ?? -1)
    this.#shares = features.map((feature) => (feature.kind === 'category' ? feature.shares : null))
  }

  /** @returns the same array each time, overwritten by the next call */
  read(signals: SignalVector): Float64Array {
    for (let feature = 0; feature < this.#row.length; feature++) {
      const place = this.#places[feature]!
      const value = place < 0 ? undefined : signals[place]
      const shares = this.#shares[feature]!
      if (shares === null) this.#row[feature] = numberOf(value)
      else this.#row[feature] = typeof value === 'string' ? (shares.get(value) ?? 0) : NaN
    }
    return this.#row
  }
}
