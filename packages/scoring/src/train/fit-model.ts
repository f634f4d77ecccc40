import { calibrate, calibrationError, fitCalibration } from '../calibrate/calibration.ts'
import { stretchOf, type DataSet } from '../data/data-set.ts'
import { encodeRow } from '../data/encode-row.ts'
import { thinGood } from '../data/thin-good.ts'
import { TreeExplainer } from '../explain/tree-shap.ts'
import { brierScore, rankingFigures, type RankingFigures } from '../metrics/ranking.ts'
import { Ensemble } from '../model/ensemble.ts'
import type { StoredModel } from '../model/model-file.ts'
import type { TrainingSettings } from './settings.ts'
import { trainTrees, type Checkpoint, type Trained, type TrainingProgress } from './train-trees.ts'

export interface ModelFitting {
  /** In the order of time, oldest first: the parts are cut from it. */
  readonly data: DataSet
  readonly settings?: Partial<TrainingSettings>
  /** Good orders that are learned from for each fraud; the rest is left out and weighed in. */
  readonly negativesPerFraud?: number
  readonly resume?: Checkpoint
}

/** What the model was worth on orders that came after all that it was made from. */
export interface ModelFigures extends RankingFigures {
  readonly brier: number
  readonly calibrationError: number
}

export interface FittedModel extends Omit<StoredModel, 'about'> {
  readonly trained: Trained
  readonly figures: ModelFigures
  /** Mean of what each signal moved, log-odds up or down; the strongest first. */
  readonly strongest: readonly { readonly signal: string; readonly moved: number }[]
  /** Rows of each part, and frauds among them. */
  readonly parts: readonly PartSize[]
}

export interface PartSize {
  readonly part: 'learned' | 'calibrated' | 'measured'
  readonly rows: number
  readonly frauds: number
}

/** The first part is learned from, the second says when to stop and calibrates, the last measures. */
const LEARNED = 0.6
const CALIBRATED = 0.8
const FRAUDS_MIN = 10
const EXPLAINED_ROWS = 500
const SHOWN = 20
const NEGATIVES_PER_FRAUD = 100

/**
 * Makes a model of rows in the order of time, and measures it on the latest of them. A generator,
 * as `trainTrees` is.
 *
 * @throws RangeError when there are too few frauds to learn, calibrate or measure by
 */
export function* fitModel(fitting: ModelFitting): Generator<TrainingProgress, FittedModel> {
  const { data, settings = {}, negativesPerFraud = NEGATIVES_PER_FRAUD } = fitting
  const parts = partsOf(data)
  const learned = thinGood(parts.learned, negativesPerFraud, settings.seed ?? 1)
  const trained = yield* trainTrees({
    data: learned,
    later: parts.calibrated,
    settings,
    ...(fitting.resume === undefined ? {} : { resume: fitting.resume }),
  })
  const { features, base, trees } = trained
  const ensemble = new Ensemble(trained)
  const scoresOf = (part: DataSet) =>
    Float64Array.from({ length: part.rows }, (_, row) =>
      ensemble.logOdds(encodeRow(part, features, row)),
    )
  const calibration = fitCalibration(scoresOf(parts.calibrated), parts.calibrated.labels)
  const { measured } = parts
  const scores = scoresOf(measured)
  const probabilities = scores.map((score) => calibrate(calibration, score))
  return {
    features,
    base,
    trees,
    calibration,
    trained,
    figures: {
      ...rankingFigures(scores, measured.labels),
      brier: brierScore(probabilities, measured.labels),
      calibrationError: calibrationError(probabilities, measured.labels),
    },
    strongest: strongestOf(trained, measured),
    parts: (['learned', 'calibrated', 'measured'] as const).map((part) => ({
      part,
      rows: parts[part].rows,
      frauds: fraudsOf(parts[part]),
    })),
  }
}

function partsOf(data: DataSet): Record<PartSize['part'], DataSet> {
  const cuts = [0, Math.round(data.rows * LEARNED), Math.round(data.rows * CALIBRATED), data.rows]
  const part = (at: number, name: PartSize['part']): DataSet => {
    const [from, to] = [cuts[at]!, cuts[at + 1]!]
    const rows = stretchOf(data, from, to)
    const frauds = fraudsOf(rows)
    if (frauds >= FRAUDS_MIN && frauds < rows.rows) return rows
    throw new RangeError(
      `the part that is ${name} has ${frauds} frauds in ${rows.rows} rows: ${FRAUDS_MIN} are needed, and good ones beside them`,
    )
  }
  return {
    learned: part(0, 'learned'),
    calibrated: part(1, 'calibrated'),
    measured: part(2, 'measured'),
  }
}

function fraudsOf({ labels }: DataSet): number {
  return labels.reduce((sum, label) => sum + label, 0)
}

function strongestOf(trained: Trained, measured: DataSet): FittedModel['strongest'] {
  const explainer = new TreeExplainer(trained)
  const moved = new Float64Array(trained.features.length)
  const step = Math.max(1, Math.floor(measured.rows / EXPLAINED_ROWS))
  let explained = 0
  for (let row = 0; row < measured.rows; row += step) {
    const { values } = explainer.explain(encodeRow(measured, trained.features, row))
    for (const [at, value] of values.entries()) moved[at]! += Math.abs(value)
    explained++
  }
  return trained.features
    .map(({ name }, at) => ({ signal: name, moved: moved[at]! / explained }))
    .filter((each) => each.moved > 0)
    .sort((a, b) => b.moved - a.moved)
    .slice(0, SHOWN)
}
