import { applyBinnings, findBinnings, type Binning } from '../data/bins.ts'
import { assertDataSet, type DataSet } from '../data/data-set.ts'
import type { TreeModel } from '../model/ensemble.ts'
import type { Tree } from '../model/tree.ts'
import { createRandom, mixSeeds, type Random } from '../random.ts'
import { growTree, type Ground, type GrownTree } from './grow-tree.ts'
import { Room } from './kernels/room.ts'
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
  const weights = data.weights ?? null
  const { binSampleRows: sampleRows, minRowsPerCategory, seed } = settings
  const features = resume?.features ?? findBinnings(data, { sampleRows, minRowsPerCategory, seed })
  const base = resume?.base ?? baseLogOdds(data.labels, weights)
  const room = new Room({
    rows: data.rows,
    columns: features.length,
    columnsPerTree: shareOf(features.length, settings.columnShare),
    leaves: settings.leaves,
  })
  const ground: Ground = { room, binnings: features, weights }
  const binned = applyBinnings(data.columns, features, room.columns)
  const unseen = new Uint32Array(data.rows)
  const scores = new Float64Array(data.rows).fill(base)
  const check = later === undefined ? null : new LaterCheck(later, features, base)
  const trees: Tree[] = []
  const losses: number[] = []
  const keep = (tree: Tree): void => {
    trees.push(tree)
    losses.push(logisticDerivatives(scores, data.labels, weights, room.pairs))
    check?.add(tree)
  }
  logisticDerivatives(scores, data.labels, weights, room.pairs)
  for (const tree of resume?.trees ?? []) {
    addTree(tree, binned, features, scores)
    keep(tree)
  }
  while (trees.length < settings.trees && check?.isOver(settings.patience) !== true) {
    const random = createRandom(mixSeeds(seed, trees.length))
    const seen = chooseRows(random, settings.rowShare, room.rows, unseen)
    const chosen = columnsFor(random, features.length, settings.columnShare)
    const grown = growTree(ground, seen, chosen, settings)
    addLeaves(grown, scores)
    addTree(grown.tree, binned, features, scores, unseen.subarray(0, data.rows - seen))
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
  readonly #weights: Float64Array | null
  readonly #scores: Float64Array
  #lowest = Infinity

  constructor(later: DataSet, features: readonly Binning[], base: number) {
    this.#data = applyBinnings(later.columns, features)
    this.#features = features
    this.#labels = later.labels
    this.#weights = later.weights ?? null
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

/** A tree knows the leaf of each row that it has seen. */
function addLeaves({ tree: { leafValue }, rows, starts, ends }: GrownTree, scores: Float64Array) {
  for (let leaf = 0; leaf < leafValue.length; leaf++) {
    const value = leafValue[leaf]!
    const end = ends[leaf]!
    for (let at = starts[leaf]!; at < end; at++) scores[rows[at]!]! += value
  }
}

/**
 * Without putting back: each row with the same chance, in their order.
 * @returns how many of `seen` are chosen; the others are in `unseen`
 */
function chooseRows(random: Random, share: number, seen: Uint32Array, unseen: Uint32Array): number {
  const rows = seen.length
  const wanted = shareOf(rows, share)
  if (wanted === rows) {
    for (let row = 0; row < rows; row++) seen[row] = row
    return rows
  }
  // Knuth, The Art of Computer Programming 3.4.2, algorithm S. Both places are written and one of
  // them moves on: a branch would be guessed wrong for every third row.
  let taken = 0
  let row = 0
  for (; taken < wanted; row++) {
    seen[taken] = row
    unseen[row - taken] = row
    taken += Number(random.next() * (rows - row) < wanted - taken)
  }
  for (; row < rows; row++) unseen[row - taken] = row
  return taken
}

function shareOf(count: number, share: number): number {
  return Math.max(1, Math.round(count * share))
}

function columnsFor(random: Random, columns: number, share: number): number[] {
  const wanted = shareOf(columns, share)
  const all = Array.from({ length: columns }, (_, column) => column)
  for (let at = 0; at < wanted; at++) {
    const other = at + random.below(columns - at)
    ;[all[at], all[other]] = [all[other]!, all[at]!]
  }
  return all.slice(0, wanted).sort((a, b) => a - b)
}
