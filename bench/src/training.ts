/**
 * How long a model takes to train and one order to score: 200,000 rows of 28 numbers and 12
 * categories of up to 1,000 names, 1 % fraud, one thread. Alone:
 * `node bin/gatehouse.mjs --run bench/src/training.ts [rows]`. Beside it, on one thread and made-up
 * rows of the same shape, LightGBM 4.7 needed half of the processor time (2.3 s for 60 trees where
 * this took 4.7 s, both with the binning, on a machine that was busy with other work).
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
  type Column,
  type DataSet,
} from '@gatehouse/scoring'

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
  readonly scoreMicros: number
  readonly explainMicros: number
}

const TREES = 300
const SETTINGS = { trees: TREES, leaves: 15, patience: 0 } as const
const LEVELS = [3, 5, 10, 20, 50, 100, 200, 300, 500, 700, 900, 1000]
const NUMBERS = 28

export function benchTraining(rows = 300_000): TrainingBench {
  const { data, truth } = madeUp(rows)
  const cut = Math.floor((rows * 2) / 3)
  const range = (from: number, to: number) =>
    Uint32Array.from({ length: to - from }, (_, at) => from + at)
  const train = takeRows(data, range(0, cut))
  const test = takeRows(data, range(cut, rows))

  const whole = timed(() => trainAll({ data: train, settings: SETTINGS }))
  const sampled = timed(() => trainAll({ data: sample(train, 0.1), settings: SETTINGS }))
  const ensemble = new Ensemble(whole.result)
  const encoded = Array.from({ length: 2000 }, (_, row) =>
    encodeRow(test, whole.result.features, row),
  )
  const explainer = new TreeExplainer(whole.result)
  let sum = 0
  const scoring = timed(() => {
    for (let round = 0; round < 20; round++) for (const row of encoded) sum += ensemble.logOdds(row)
  })
  const explaining = timed(() => {
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
    scoreMicros: (scoring.seconds * 1e6) / (20 * encoded.length),
    explainMicros: (explaining.seconds * 1e6) / 500,
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

function sample(data: DataSet, share: number): DataSet {
  const random = createRandom(9)
  const rows = [...data.labels.keys()].filter(
    (row) => data.labels[row] === 1 || random.next() < share,
  )
  const weights = Float64Array.from(rows, (row) => (data.labels[row] === 1 ? 1 : 1 / share))
  return { ...takeRows(data, rows), weights }
}

function madeUp(rows: number): { data: DataSet; truth: Float64Array } {
  const random = createRandom(7)
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
  const truth = new Float64Array(rows).fill(-5.6)
  const columns: Column[] = []
  for (let number = 0; number < NUMBERS; number++) {
    const weight = number < 10 ? 0.8 * (random.next() - 0.3) : 0
    const values = Float64Array.from({ length: rows }, (_, row) => {
      const value = normal()
      truth[row]! += number % 3 === 0 ? weight * Math.abs(value) : weight * value
      return random.next() < 0.05 ? NaN : value
    })
    columns.push({ kind: 'number', name: `n${number}`, values })
  }
  for (const [place, levels] of LEVELS.entries()) {
    const effects = Float64Array.from({ length: levels }, () => (place < 8 ? normal() * 0.5 : 0))
    const codes = Int32Array.from({ length: rows }, (_, row) => {
      const code = Math.floor(levels * random.next() ** 2)
      truth[row]! += effects[code]!
      return code
    })
    const names = Array.from({ length: levels }, (_, code) => `v${code}`)
    columns.push({ kind: 'category', name: `c${place}`, names, codes })
  }
  const labels = Uint8Array.from(truth, (logOdds) =>
    random.next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0,
  )
  return { data: { columns, rows, labels }, truth }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.log(JSON.stringify(benchTraining(Number(process.argv[2] ?? 300_000)), null, 2))
}
