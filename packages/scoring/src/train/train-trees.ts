import { applyBinnings, findBinnings, type Binning } from '../data/bins.ts'
import { assertDataSet, type DataSet } from '../data/data-set.ts'
import type { TreeModel } from '../model/ensemble.ts'
import type { Tree } from '../model/tree.ts'
import { createRandom, mixSeeds, type Random } from '../random.ts'
import { growTree, scratchFor, type Ground, type GrownTree } from './grow-tree.ts'
import { baseLogOdds, logisticDerivatives, logisticLoss } from './loss.ts'
import { trainingSettings, type TrainingSettings } from './settings.ts'
import { addTree } from './traverse.ts'

export interface Training {
  readonly data: DataSet
  /** Later rows that say when to stop; without them every tree is grown. */
  readonly later?: DataSet
  readonly settings?: Partial<TrainingSettings>
  /** A training of the same data and settings that was interrupted: it goes on as if it never was. */
  readonly resume?: Checkpoint
}

/** All that an interrupted training needs besides its data and settings. */
export interface Checkpoint {
  readonly features: readonly Binning[]
  readonly base: number
  readonly trees: readonly Tree[]
}

export interface TrainingProgress {
  readonly trees: number
  readonly of: number
  /** Mean logistic loss on the rows that were learned from. */
  readonly loss: number
  /** The same on the later rows; `null`: there are none. */
  readonly laterLoss: number | null
  /** With how many trees that was lowest. */
  readonly best: number
  checkpoint(): Checkpoint
}

export interface Trained extends TreeModel {
  readonly settings: TrainingSettings
  /** Losses after each tree that was grown, the given up ones too. */
  readonly losses: Float64Array
  readonly laterLosses: Float64Array
}

/**
 * Gradient-boosted decision trees with logistic loss on histograms (Friedman, "Greedy function
 * approximation", 2001; Ke et al. 2017). A generator: it gives control back after each tree, so
 * whoever runs it can show how far it is, keep a checkpoint or stop. Same data, settings and seed:
 * same model, to the bit, interrupted or not.
 *
 * @throws RangeError for settings out of range, data that does not fit together, or labels of one
 * kind only
 */
export function* trainTrees(training: Training): Generator<TrainingProgress, Trained> {
  const { data, later, resume } = training
  const settings = trainingSettings(training.settings ?? {})
  assertDataSet(data)
  if (later !== undefined) assertDataSet(later)
  const weights = weightsOf(data)
  const { binSampleRows: sampleRows, minRowsPerCategory, seed } = settings
  const features = resume?.features ?? findBinnings(data, { sampleRows, minRowsPerCategory, seed })
  const base = resume?.base ?? baseLogOdds(data.labels, weights)
  const ground: Ground = {
    data: applyBinnings(data.columns, features),
    binnings: features,
    gradients: new Float64Array(data.rows),
    hessians: new Float64Array(data.rows),
    weights: data.weights ?? null,
    scratch: scratchFor(data.rows),
  }
  const everyRow = Uint32Array.from({ length: data.rows }, (_, row) => row)
  const scores = new Float64Array(data.rows).fill(base)
  const check = later === undefined ? null : new LaterCheck(later, features, base)
  const trees: Tree[] = []
  const losses: number[] = []
  const keep = (tree: Tree): void => {
    trees.push(tree)
    losses.push(logisticLoss(scores, data.labels, weights))
    check?.add(tree)
  }
  for (const tree of resume?.trees ?? []) {
    addTree(tree, ground.data, features, scores)
    keep(tree)
  }
  while (trees.length < settings.trees && check?.isOver(settings.patience) !== true) {
    const random = createRandom(mixSeeds(seed, trees.length))
    logisticDerivatives(scores, data.labels, weights, ground.gradients, ground.hessians)
    const rows = rowsFor(random, everyRow, settings.rowShare)
    const chosen = columnsFor(random, features.length, settings.columnShare)
    const grown = growTree(ground, rows, chosen, settings)
    if (rows.length === data.rows) addLeaves(grown, scores)
    else addTree(grown.tree, ground.data, features, scores)
    keep(grown.tree)
    const count = trees.length
    yield {
      trees: count,
      of: settings.trees,
      loss: losses.at(-1)!,
      laterLoss: check?.losses.at(-1) ?? null,
      best: check?.best ?? count,
      checkpoint: () => ({ features, base, trees: trees.slice(0, count) }),
    }
  }
  return {
    features,
    base,
    trees: trees.slice(0, check?.best ?? trees.length),
    settings,
    losses: Float64Array.from(losses),
    laterLosses: Float64Array.from(check?.losses ?? []),
  }
}

/** Runs a training to its end, for whoever has nothing to show. */
export function trainAll(training: Training): Trained {
  const steps = trainTrees(training)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
  }
}

/** What the model says of rows that came after those it learns from. */
class LaterCheck {
  readonly losses: number[] = []
  best = 0
  readonly #data
  readonly #features: readonly Binning[]
  readonly #labels: Uint8Array
  readonly #weights: Float64Array
  readonly #scores: Float64Array
  #lowest = Infinity

  constructor(later: DataSet, features: readonly Binning[], base: number) {
    this.#data = applyBinnings(later.columns, features)
    this.#features = features
    this.#labels = later.labels
    this.#weights = weightsOf(later)
    this.#scores = new Float64Array(later.rows).fill(base)
  }

  add(tree: Tree): void {
    addTree(tree, this.#data, this.#features, this.#scores)
    const loss = logisticLoss(this.#scores, this.#labels, this.#weights)
    this.losses.push(loss)
    if (loss >= this.#lowest) return
    this.#lowest = loss
    this.best = this.losses.length
  }

  isOver(patience: number): boolean {
    return patience > 0 && this.losses.length - this.best >= patience
  }
}

function weightsOf({ rows, weights }: DataSet): Float64Array {
  return weights ?? new Float64Array(rows).fill(1)
}

/** A tree that has seen every row knows the leaf of each. */
function addLeaves({ tree: { leafValue }, rows, starts, ends }: GrownTree, scores: Float64Array) {
  for (let leaf = 0; leaf < leafValue.length; leaf++) {
    const value = leafValue[leaf]!
    const end = ends[leaf]!
    for (let at = starts[leaf]!; at < end; at++) scores[rows[at]!]! += value
  }
}

/** Without putting back: each row with the same chance, in their order. */
function rowsFor(random: Random, everyRow: Uint32Array, share: number): Uint32Array {
  if (share >= 1) return everyRow.slice()
  const rows = everyRow.length
  const wanted = Math.max(1, Math.round(rows * share))
  const chosen = new Uint32Array(wanted)
  let taken = 0
  // Knuth, The Art of Computer Programming 3.4.2, algorithm S.
  for (let row = 0; taken < wanted; row++) {
    if (random.next() * (rows - row) < wanted - taken) chosen[taken++] = row
  }
  return chosen
}

function columnsFor(random: Random, columns: number, share: number): number[] {
  const wanted = Math.max(1, Math.round(columns * share))
  const all = Array.from({ length: columns }, (_, column) => column)
  for (let at = 0; at < wanted; at++) {
    const other = at + random.below(columns - at)
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all.slice(0, wanted).sort((a, b) => a - b)
}
