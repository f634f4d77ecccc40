import {
  brierScore,
  calibrate,
  encodeRow,
  Ensemble,
  findLeaks,
  fitPlatt,
  rankingFigures,
  takeRows,
  thinGood,
  trainTrees,
  type Column,
  type DataSet,
  type Leak,
  type RankingFigures,
  type Trained,
  type TrainingSettings,
} from '@gatehouse/scoring'
import { anomalyScores } from './anomaly-scores.ts'
import { PARTS, type CollectedOrders, type Part } from './collect-orders.ts'
import {
  LEARNED_VARIANTS,
  WHOLE_VARIANTS,
  type LearnedVariant,
  type ModelVariant,
} from './variants.ts'

/** With a hundred columns each tree has enough to go by with a third of them. */
const SHARED = { learningRate: 0.08, columnShare: 0.3, patience: 30 }

/** Beyond that good orders are thinned out: trees of a long history would take an hour. */
const LEARNED_ROWS_MAX = 150_000

/**
 * What is tried on the development orders, by whose average precision one is taken: medium trees,
 * larger ones, and small ones that share the columns more. The rest is as `gatehouse train` has it.
 */
export const TRIED_SETTINGS: readonly Partial<TrainingSettings>[] = [
  { leaves: 15, minRowsPerLeaf: 50, ...SHARED },
  { leaves: 31, minRowsPerLeaf: 20, ...SHARED },
  { leaves: 7, minRowsPerLeaf: 20, l2: 5, ...SHARED },
]

/** With fewer frauds the later half alone is not worth a try. */
const FRAUDS_OF_HALF_MIN = 30

export interface Attempt {
  readonly settings: Partial<TrainingSettings>
  /** Share of the training orders that was learned from, the latest ones. */
  readonly learnedShare: number
  readonly trees: number
  readonly devAuc: number
  readonly devAveragePrecision: number
}

export interface VariantOutcome {
  readonly name: ModelVariant
  readonly columns: number
  readonly figures: RankingFigures
  /** `null`: its scores are no probabilities. */
  readonly brier: number | null
  readonly trainSeconds: number
  /** Empty for what learns from no label. */
  readonly tried: readonly Attempt[]
  /** Of every test order, in their order. */
  readonly scores: Float64Array
}

export interface VariantsOutcome {
  readonly variants: readonly VariantOutcome[]
  /** The whole variant that does best on the development orders. */
  readonly chosen: LearnedVariant
  readonly leaks: readonly Leak[]
  readonly trainRows: number
  readonly devRows: number
}

export interface TrainingStep {
  readonly share: number
  /** Trees grown so far. */
  readonly trees: number
}

/**
 * Trains every variant on the orders of `train`, chooses settings on those of `dev`, fits again on
 * both and scores the test orders once. No label of a test order is read but for the figures.
 * Gives control back after each tree.
 * @throws RangeError when a part has labels of one kind only
 */
export function* evaluateVariants(
  orders: CollectedOrders,
  seeds: number,
): Generator<TrainingStep, VariantsOutcome> {
  const split = splitOf(orders)
  const names = Object.keys(LEARNED_VARIANTS) as LearnedVariant[]
  const fits = names.length * (TRIED_SETTINGS.length + 1 + seeds)
  let fitted = 0
  let treesBefore = 0
  const variants: VariantOutcome[] = []

  function* fit(...[training]: Parameters<typeof trainTrees>): Generator<TrainingStep, Trained> {
    const steps = trainTrees({ ...training, data: thinned(training.data) })
    for (;;) {
      const step = steps.next()
      if (step.done === true) {
        fitted++
        treesBefore += step.value.losses.length
        return step.value
      }
      const { trees, of } = step.value
      yield { share: (fitted + trees / of) / fits, trees: treesBefore + trees }
    }
  }

  for (const name of names) {
    const started = performance.now()
    const groups: readonly (keyof CollectedOrders['columns'])[] = LEARNED_VARIANTS[name]
    const columns = groups.flatMap((group) => orders.columns[group])
    if (columns.length === 0) continue
    const all = dataOf(orders, columns)
    const [train, dev, test] = (['train', 'dev', 'test'] as const).map((part) =>
      takeRows(all, split[part]),
    ) as [DataSet, DataSet, DataSet]
    const tried: Tried[] = []
    const attempt = function* (
      settings: Partial<TrainingSettings>,
      data: DataSet,
    ): Generator<TrainingStep, void> {
      const trained = yield* fit({ data, later: dev, settings })
      const logOdds = logOddsOf(trained, dev)
      const { auc, averagePrecision } = rankingFigures(logOdds, dev.labels)
      const trees = Math.max(1, trained.trees.length)
      const learnedShare = data.rows / train.rows
      tried.push({
        attempt: {
          settings,
          learnedShare,
          trees,
          devAuc: auc,
          devAveragePrecision: averagePrecision,
        },
        logOdds,
        skipped: train.rows - data.rows,
      })
    }
    for (const settings of TRIED_SETTINGS) yield* attempt(settings, train)
    const half = takeRows(all, split.train.subarray(train.rows >>> 1))
    if (half.labels.reduce((sum, label) => sum + label, 0) >= FRAUDS_OF_HALF_MIN) {
      // Fraud changes, and at first nothing was known of anybody yet.
      yield* attempt(bestOf(tried).attempt.settings, half)
    }
    const best = bestOf(tried)
    const learned = takeRows(all, split.both.subarray(best.skipped))
    // On log-odds of orders that this model was not trained on, and that came later.
    const calibration = fitPlatt(best.logOdds, dev.labels)
    const sum = new Float64Array(test.rows)
    for (let seed = 1; seed <= seeds; seed++) {
      const { settings, trees } = best.attempt
      const trained = yield* fit({
        data: learned,
        settings: { ...settings, trees, patience: 0, seed },
      })
      for (const [row, logOdds] of logOddsOf(trained, test).entries()) sum[row]! += logOdds
    }
    const scores = sum.map((logOdds) => calibrate(calibration, logOdds / seeds))
    variants.push({
      ...measured(name, scores, orders, split, true),
      columns: columns.length,
      trainSeconds: (performance.now() - started) / 1000,
      tried: tried.map(({ attempt }) => attempt),
    })
  }
  variants.push({
    ...measured(
      'packs',
      Float64Array.from(split.test, (row) => orders.ruleScores[row]!),
      orders,
      split,
      false,
    ),
    columns: 0,
    trainSeconds: 0,
    tried: [],
  })
  const started = performance.now()
  const odd = anomalyScores(orders.columns, split.both, split.test)
  if (odd !== null) {
    variants.push({
      ...measured('anomaly', odd.scores, orders, split, false),
      columns: odd.columns,
      trainSeconds: (performance.now() - started) / 1000,
      tried: [],
    })
  }
  return {
    variants,
    chosen: bestOnDev(variants),
    leaks: findLeaks(Object.values(orders.columns).flat(), orders.labels, split.train, split.dev),
    trainRows: split.train.length,
    devRows: split.dev.length,
  }
}

/** Of the earliest orders as many as of the latest ones. */
function thinned(data: DataSet): DataSet {
  const frauds = data.labels.reduce((sum, label) => sum + label, 0)
  return thinGood(data, Math.max(1, LEARNED_ROWS_MAX / frauds - 1), 1)
}

interface Tried {
  readonly attempt: Attempt
  /** On the development orders. */
  readonly logOdds: Float64Array
  /** Training orders that were not learned from, the earliest ones. */
  readonly skipped: number
}

function bestOf(tried: readonly Tried[]): Tried {
  return tried.reduce((best, each) =>
    each.attempt.devAveragePrecision > best.attempt.devAveragePrecision ? each : best,
  )
}

interface Split {
  readonly train: Uint32Array
  readonly dev: Uint32Array
  readonly both: Uint32Array
  /** All of them. */
  readonly test: Uint32Array
  /** Places in `test` of the orders that count. */
  readonly measured: Uint32Array
}

function splitOf({ rows, parts, labels, isKnownFraud }: CollectedOrders): Split {
  const all = Uint32Array.from({ length: rows }, (_, row) => row)
  const of = (part: Part) => all.filter((row) => PARTS[parts[row]!] === part)
  const isLabelled = (row: number) => labels[row]! >= 0
  const train = of('train').filter(isLabelled)
  const dev = of('dev').filter(isLabelled)
  const test = of('test')
  const places = Uint32Array.from({ length: test.length }, (_, at) => at)
  return {
    train,
    dev,
    both: Uint32Array.from([...train, ...dev]),
    test,
    measured: places.filter((at) => isLabelled(test[at]!) && isKnownFraud[test[at]!] === 0),
  }
}

function dataOf({ rows, labels }: CollectedOrders, columns: readonly Column[]): DataSet {
  return { rows, columns, labels: Uint8Array.from(labels, (label) => (label === 1 ? 1 : 0)) }
}

function logOddsOf(trained: Trained, data: DataSet): Float64Array {
  const ensemble = new Ensemble(trained)
  const row = new Float64Array(trained.features.length)
  return Float64Array.from({ length: data.rows }, (_, at) =>
    ensemble.logOdds(encodeRow(data, trained.features, at, row)),
  )
}

function measured(
  name: ModelVariant,
  scores: Float64Array,
  { labels }: CollectedOrders,
  { test, measured: places }: Split,
  isProbability: boolean,
): Pick<VariantOutcome, 'name' | 'figures' | 'brier' | 'scores'> {
  const own = Float64Array.from(places, (at) => scores[at]!)
  const known = Uint8Array.from(places, (at) => labels[test[at]!]!)
  return {
    name,
    scores,
    figures: rankingFigures(own, known),
    brier: isProbability ? brierScore(own, known) : null,
  }
}

function bestOnDev(variants: readonly VariantOutcome[]): LearnedVariant {
  const onDev = (name: LearnedVariant) =>
    Math.max(
      -1,
      ...(variants.find((each) => each.name === name)?.tried ?? []).map(
        ({ devAveragePrecision }) => devAveragePrecision,
      ),
    )
  return WHOLE_VARIANTS.reduce<LearnedVariant>(
    (best, name) => (onDev(name) > onDev(best) ? name : best),
    WHOLE_VARIANTS[0],
  )
}
