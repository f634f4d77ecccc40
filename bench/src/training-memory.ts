/**
 * How much memory a training of 1,000,000 orders with 80 signals takes, from signal vectors to the
 * model with its figures, as `gatehouse train` does it. It does not grow with the trees, so few are
 * grown. About half a minute: `node bin/gatehouse.mjs --run bench/src/training-memory.ts [rows]`.
 */
import { pathToFileURL } from 'node:url'
import type { SignalDeclaration, SignalValue } from '@gatehouse/contract'
import { createRandom, fitModel, SignalColumns, type DataSet } from '@gatehouse/scoring'

const NUMBERS = 60
const TEXTS = 20
const TREES = 5
const FRAUD_SHARE = 0.01
const MIB = 2 ** 20

export interface TrainingMemoryBench {
  readonly name: 'training-memory'
  readonly rows: number
  readonly signals: number
  readonly seconds: number
  /** Most that the process ever had, of which `columnsMebibytes` are the signals themselves. */
  readonly peakMebibytes: number
  readonly columnsMebibytes: number
}

export function benchTrainingMemory(rows = 1_000_000): TrainingMemoryBench {
  const startedMs = performance.now()
  const data = rowsOf(rows)
  const steps = fitModel({ data, settings: { trees: TREES, patience: 0 } })
  while (steps.next().done !== true);
  return {
    name: 'training-memory',
    rows,
    signals: NUMBERS + TEXTS,
    seconds: (performance.now() - startedMs) / 1000,
    // In kibibytes.
    peakMebibytes: process.resourceUsage().maxRSS / 1024,
    columnsMebibytes: (rows * (NUMBERS * 8 + TEXTS * 4)) / MIB,
  }
}

function rowsOf(rows: number): DataSet {
  const declarations = Array.from({ length: NUMBERS + TEXTS }, (_, at): SignalDeclaration => {
    const type = at < NUMBERS ? 'double' : 'string'
    return { name: `signal.s${at}`, type, doc: '', privacy: 'none' }
  })
  const random = createRandom(2)
  const texts = Array.from({ length: 500 }, (_, at) => `text ${at}`)
  const building = new SignalColumns(declarations)
  const vector: SignalValue[] = declarations.map(() => 0)
  const labels = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < vector.length; at++) {
      vector[at] = at < NUMBERS ? random.next() : texts[random.below(texts.length)]!
    }
    labels[row] = random.next() < FRAUD_SHARE * 2 * (vector[0] as number) ? 1 : 0
    building.add(vector)
  }
  return { columns: building.columns(), rows, labels }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [rows = '1000000'] = process.argv.slice(2)
  console.log(JSON.stringify(benchTrainingMemory(Number(rows)), null, 2))
}
