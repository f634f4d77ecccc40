import {
  Ensemble,
  fitPlatt,
  mixSeeds,
  trainTrees,
  type DataSet,
  type PlattCalibration,
  type Trained,
  type TrainingSettings,
} from '@gatehouse/scoring'
import type { Link } from '../link/read-link.ts'
import {
  LinkReader,
  MODEL_FEATURES,
  PRIOR_SHARE,
  withText,
  type LexicalModel,
} from './lexical-model.ts'
import { hostScore, type LinearModel, type TextPieces } from './linear-model.ts'
import type { LexicalTables } from './tables.ts'
import {
  LINEAR_SETTINGS,
  trainLinear,
  type LinearExample,
  type LinearSettings,
} from './train-linear.ts'

export interface LexicalExample {
  readonly link: Link
  /** 1: malicious. */
  readonly label: 0 | 1
  /** How much it counts; 1 when absent. */
  readonly weight?: number
  /** What of its text is learned from: of a set whose paths are all of one kind, only the host. */
  readonly learns?: LinearExample['learns']
}

export interface LexicalTraining {
  readonly examples: readonly LexicalExample[]
  readonly tables: LexicalTables
  /** Weights of text to start from: those of the model that ships. */
  readonly prior: LinearModel | null
  /** Reads text across the parts of the address too: only where hosts and paths are learned together. */
  readonly isAcross: boolean
  readonly linear?: Partial<LinearSettings>
  readonly trees?: Partial<TrainingSettings>
  /** Features that trees may not use: the examples say nothing true of them. */
  readonly ignores?: readonly (typeof MODEL_FEATURES)[number][]
  readonly about?: Readonly<Record<string, unknown>>
}

export interface LexicalProgress {
  /** Text, trees to calibrate by, trees that stay. */
  readonly part: number
  readonly parts: number
  readonly done: number
  readonly of: number
}

const PARTS = 3

const FOLDS = 5
/** Chosen on dev rows, split by time and by domain: docs/reference/evaluation.md. */
export const TREE_SETTINGS: Partial<TrainingSettings> = {
  trees: 150,
  leaves: 15,
  learningRate: 0.1,
  minRowsPerLeaf: 30,
  patience: 0,
}

/**
 * Learns weights of text, then trees over them and the numbers. Trees see of each link what text
 * says that was learned without its domain (stacking: Wolpert, Neural Networks 5, 1992); the
 * calibration is fitted on a fifth of the domains that its own trees did not see. A generator, as
 * `trainTrees` is.
 */
export function* trainLexical(training: LexicalTraining): Generator<LexicalProgress, LexicalModel> {
  const { examples, tables, prior, isAcross, about = {} } = training
  const settings = { ...LINEAR_SETTINGS, ...training.linear }
  const reader = new LinkReader(tables, isAcross)
  const texts = examples.map(({ link }) => reader.pieces(link))
  const folds = examples.map(({ link }) => foldOf(link.registrable ?? link.host))
  const learned = examples.map((example, at) => linearExample(example, texts[at]!, prior))
  const rows: Float64Array[] = new Array<Float64Array>(examples.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    yield { part: 0, parts: PARTS, done: fold, of: FOLDS + 1 }
    const others = trainText(
      learned.filter((_, at) => folds[at] !== fold),
      settings,
    )
    for (const [at, { link }] of examples.entries()) {
      if (folds[at] !== fold) continue
      const row = new Float64Array(MODEL_FEATURES.length)
      rows[at] = withText(texts[at]!, others, prior, reader.numbers(link, row))
    }
  }
  yield { part: 0, parts: PARTS, done: FOLDS, of: FOLDS + 1 }
  const linear = trainText(learned, settings)
  const all = dataOf(rows, examples, new Set(training.ignores))
  const calibration = yield* fitCalibration(all, folds, training.trees)
  const trees = yield* trained(2, all, training.trees)
  return { tables, prior, linear, isAcross, trees, calibration, about }
}

/** Hosts first; then paths, given what their hosts say. */
function trainText(examples: readonly LinearExample[], settings: LinearSettings): LinearModel {
  const first = trainLinear(
    examples.filter(({ learns }) => learns !== 'path'),
    settings,
  )
  const paths = examples.filter(({ learns }) => learns === 'path')
  if (paths.length === 0) return first
  const second = trainLinear(
    paths.map((example) => ({
      ...example,
      offset: example.offset + hostScore(first, example.text),
    })),
    settings,
  )
  const weights = Float32Array.from(first.weights, (weight, at) => weight + second.weights[at]!)
  return { ...first, weights }
}

function linearExample(
  { label, weight = 1, learns = 'all' }: LexicalExample,
  text: TextPieces,
  prior: LinearModel | null,
): LinearExample {
  const offset = prior === null ? 0 : PRIOR_SHARE * hostScore(prior, text)
  return { text, label, weight, offset, learns }
}

/** The same for every link of a domain. */
function foldOf(domain: string): number {
  let hash = 7
  for (let at = 0; at < domain.length; at++) hash = mixSeeds(hash, domain.charCodeAt(at))
  return hash % FOLDS
}

function dataOf(
  rows: readonly Float64Array[],
  examples: readonly LexicalExample[],
  ignored: ReadonlySet<string>,
): DataSet {
  return {
    rows: rows.length,
    labels: Uint8Array.from(examples, ({ label }) => label),
    weights: Float64Array.from(examples, ({ weight = 1 }) => weight),
    columns: MODEL_FEATURES.map((name, at) => ({
      kind: 'number',
      name,
      values: Float64Array.from(rows, (row) => (ignored.has(name) ? 0 : row[at]!)),
    })),
  }
}

function* trained(
  part: number,
  data: DataSet,
  given: Partial<TrainingSettings> = {},
): Generator<LexicalProgress, Trained> {
  const steps = trainTrees({ data, settings: { ...TREE_SETTINGS, ...given } })
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    yield { part, parts: PARTS, done: step.value.trees, of: step.value.of }
  }
}

/** At even chances: both kinds weigh the same, however many rows there are of each. */
function* fitCalibration(
  data: DataSet,
  folds: readonly number[],
  given: Partial<TrainingSettings> = {},
): Generator<LexicalProgress, PlattCalibration> {
  const inside = rowsWhere(folds, (fold) => fold !== 0)
  const outside = rowsWhere(folds, (fold) => fold === 0)
  const part = (rows: readonly number[]): DataSet => ({
    rows: rows.length,
    labels: Uint8Array.from(rows, (row) => data.labels[row]!),
    weights: Float64Array.from(rows, (row) => data.weights?.[row] ?? 1),
    columns: data.columns.map((column) =>
      column.kind === 'number'
        ? { ...column, values: Float64Array.from(rows, (row) => column.values[row]!) }
        : column,
    ),
  })
  const ensemble = new Ensemble(yield* trained(1, part(inside), given))
  const rest = part(outside)
  const row = new Float64Array(rest.columns.length)
  const scores = Float64Array.from({ length: rest.rows }, (_, at) => {
    for (const [place, column] of rest.columns.entries()) {
      row[place] = column.kind === 'number' ? column.values[at]! : Number.NaN
    }
    return ensemble.logOdds(row)
  })
  let [positive, negative] = [0, 0]
  for (let at = 0; at < rest.rows; at++) {
    if (rest.labels[at] === 1) positive += rest.weights![at]!
    else negative += rest.weights![at]!
  }
  const weights = Float64Array.from(
    { length: rest.rows },
    (_, at) =>
      ((rest.weights![at]! / (rest.labels[at] === 1 ? positive : negative)) * rest.rows) / 2,
  )
  return fitPlatt(scores, rest.labels, weights)
}

function rowsWhere(folds: readonly number[], is: (fold: number) => boolean): number[] {
  return folds.flatMap((fold, row) => (is(fold) ? [row] : []))
}
