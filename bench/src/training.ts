/**
 * How long a model takes to train and one order to score: 200,000 rows of 28 numbers and 12
 * categories of up to 1,000 names, 1 % fraud, one thread. Alone:
 * `node bin/gatehouse.mjs --run bench/src/training.ts [rows] [python]`. With a Python that has
 * LightGBM (`pip install lightgbm==4.7.0`) it learns from the same rows, in turns with ours.
 */
import { pathToFileURL } from 'node:url'
import {
  createRandom,
  encodeRow,
  Ensemble,
  rankingFigures,
  takeRows,
  trainAll,
  TreeExplainer,
  type DataSet,
} from '@gatehouse/scoring'
import { trainLightgbm, type LightgbmFigures } from './lightgbm.ts'
import { madeUpOrders } from './training-rows.ts'

export interface TrainingBench {
  readonly name: 'training'
  readonly rows: number
  readonly trees: number
  readonly trainSeconds: number
  /** With all frauds and a tenth of the others, each for ten. */
  readonly sampledSeconds: number
  readonly auc: number
  readonly sampledAuc: number
  /** What knows how the rows were made: nothing ranks better. */
  readonly bestAuc: number
  /** Of one row, in the fastest of 20 rounds over 2,000; `explainMicros`: of 3 over 500. */
  readonly scoreMicros: number
  readonly explainMicros: number
  /** The same rows, settings and trees; the faster of two each. */
  readonly lightgbm: (LightgbmFigures & { readonly timesAsLong: number }) | null
}

const TREES = 300
const SETTINGS = { trees: TREES, leaves: 15, patience: 0 } as const

/** @param python one that has LightGBM: it learns from the same rows, in turns, on one thread */
export function benchTraining(rows = 300_000, python?: string): TrainingBench {
  const { data, truth } = madeUpOrders(rows)
  const cut = Math.floor((rows * 2) / 3)
  const range = (from: number, to: number) =>
    Uint32Array.from({ length: to - from }, (_, at) => from + at)
  const train = takeRows(data, range(0, cut))
  const test = takeRows(data, range(cut, rows))

  const first = timed(() => trainAll({ data: train, settings: SETTINGS }))
  const beside = () =>
    python === undefined ? null : trainLightgbm(python, train, test, TREES, SETTINGS.leaves)
  const besides = [beside()]
  const second = timed(() => trainAll({ data: train, settings: SETTINGS }))
  besides.push(beside())
  const whole = first.seconds < second.seconds ? first : second
  const [faster] = besides
    .filter((figures) => figures !== null)
    .sort((a, b) => a.seconds - b.seconds)
  const sampled = timed(() => trainAll({ data: sample(train, 0.1), settings: SETTINGS }))
  const ensemble = new Ensemble(whole.result)
  const encoded = Array.from({ length: 2000 }, (_, row) =>
    encodeRow(test, whole.result.features, row),
  )
  const explainer = new TreeExplainer(whole.result)
  let sum = 0
  const scoring = fastest(20, () => {
    for (const row of encoded) sum += ensemble.logOdds(row)
  })
  const explaining = fastest(3, () => {
    for (const row of encoded.slice(0, 500)) sum += explainer.explain(row).expected
  })
  if (Number.isNaN(sum)) throw new Error('a score is no number')
  return {
    name: 'training',
    rows: cut,
    trees: TREES,
    trainSeconds: whole.seconds,
    sampledSeconds: sampled.seconds,
    auc: aucOf(ensemble, test, whole.result.features),
    sampledAuc: aucOf(new Ensemble(sampled.result), test, sampled.result.features),
    bestAuc: rankingFigures(truth.subarray(cut), test.labels).auc,
    scoreMicros: (scoring * 1e6) / encoded.length,
    explainMicros: (explaining * 1e6) / 500,
    lightgbm:
      faster === undefined ? null : { ...faster, timesAsLong: whole.seconds / faster.seconds },
  }
}

function aucOf(
  ensemble: Ensemble,
  rows: DataSet,
  features: Parameters<typeof encodeRow>[1],
): number {
  const row = new Float64Array(features.length)
  const scores = Float64Array.from({ length: rows.rows }, (_, at) =>
    ensemble.logOdds(encodeRow(rows, features, at, row)),
  )
  return rankingFigures(scores, rows.labels).auc
}

function timed<Result>(work: () => Result): { result: Result; seconds: number } {
  const startedMs = performance.now()
  const result = work()
  return { result, seconds: (performance.now() - startedMs) / 1000 }
}

/** Seconds of the fastest round: the machine is shared. */
function fastest(rounds: number, work: () => void): number {
  let seconds = Infinity
  for (let round = 0; round < rounds; round++) seconds = Math.min(seconds, timed(work).seconds)
  return seconds
}

function sample(data: DataSet, share: number): DataSet {
  const random = createRandom(9)
  const rows = [...data.labels.keys()].filter(
    (row) => data.labels[row] === 1 || random.next() < share,
  )
  const weights = Float64Array.from(rows, (row) => (data.labels[row] === 1 ? 1 : 1 / share))
  return { ...takeRows(data, rows), weights }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [rows = '300000', python] = process.argv.slice(2)
  console.log(JSON.stringify(benchTraining(Number(rows), python), null, 2))
}
