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
  readonly weight?: number
}

export interface LexicalTraining {
  readonly examples: readonly LexicalExample[]
  readonly tables: LexicalTables
  /** Weights of text to start from: those of the model that ships. */
  readonly prior: LinearModel | null
  readonly linear?: Partial<LinearSettings>
  readonly trees?: Partial<TrainingSettings>
  readonly about?: Readonly<Record<string, unknown>>
}

export interface LexicalProgress {
  readonly step: 'text' | 'trees'
  readonly done: number
  readonly of: number
}

const FOLDS = 5
/** Chosen on dev rows, split by time and by domain: docs/reference/evaluation.md. */
export const TREE_SETTINGS: Partial<TrainingSettings> = {
  trees: 300,
  leaves: 15,
  learningRate: 0.05,
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
  const { examples, tables, prior, about = {} } = training
  const settings = { ...LINEAR_SETTINGS, ...training.linear }
  const reader = new LinkReader(tables)
  const texts = examples.map(({ link }) => reader.pieces(link))
  const folds = examples.map(({ link }) => foldOf(link.registrable ?? link.host))
  const learned = examples.map((example, at) => linearExample(example, texts[at]!, prior))
  const rows: Float64Array[] = new Array<Float64Array>(examples.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    yield { step: 'text', done: fold, of: FOLDS + 1 }
    const others = trainLinear(
      learned.filter((_, at) => folds[at] !== fold),
      settings,
    )
    for (const [at, { link }] of examples.entries()) {
      if (folds[at] !== fold) continue
      const row = new Float64Array(MODEL_FEATURES.length)
      rows[at] = withText(texts[at]!, others, prior, reader.numbers(link, row))
    }
  }
  yield { step: 'text', done: FOLDS, of: FOLDS + 1 }
  const linear = trainLinear(learned, settings)
  const all = dataOf(rows, examples)
  const calibration = yield* fitCalibration(all, folds, training.trees)
  const trees = yield* trained(all, training.trees)
  return { tables, prior, linear, trees, calibration, about }
}

function linearExample(
  { label, weight = 1 }: LexicalExample,
  text: TextPieces,
  prior: LinearModel | null,
): LinearExample {
  const offset = prior === null ? 0 : PRIOR_SHARE * hostScore(prior, text)
  return { text, label, weight, offset, learns: 'all' }
}

/** The same for every link of a domain. */
export function foldOf(domain: string): number {
  let hash = 7
  for (let at = 0; at < domain.length; at++) hash = mixSeeds(hash, domain.charCodeAt(at))
  return hash % FOLDS
}

export function dataOf(
  rows: readonly Float64Array[],
  examples: readonly LexicalExample[],
): DataSet {
  return {
    rows: rows.length,
    labels: Uint8Array.from(examples, ({ label }) => label),
    weights: Float64Array.from(examples, ({ weight = 1 }) => weight),
    columns: MODEL_FEATURES.map((name, at) => ({
      kind: 'number',
      name,
      values: Float64Array.from(rows, (row) => row[at]!),
    })),
  }
}

export function* trained(
  data: DataSet,
  given: Partial<TrainingSettings> = {},
): Generator<LexicalProgress, Trained> {
  const steps = trainTrees({ data, settings: { ...TREE_SETTINGS, ...given } })
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    yield { step: 'trees', done: step.value.trees, of: step.value.of }
  }
}

/** At even chances: both kinds weigh the same, however many rows there are of each. */
export function* fitCalibration(
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
  const ensemble = new Ensemble(yield* trained(part(inside), given))
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
