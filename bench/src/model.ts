/**
 * What a model costs on the way of an order: none, one that decides, and a second one in shadow.
 * Trained on signals of made-up orders: 300 trees of 15 leaves.
 * Run: `node bin/gatehouse.mjs --run bench/src/model.ts`.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SignalVector } from '@gatehouse/contract'
import { compileAnomaly, compileModel, modelExplainer, type Anomaly } from '@gatehouse/gate'
import {
  listContentsOf,
  loadRuntime,
  NO_GAPS,
  openGateway,
  type LoadedModel,
  type ShopRuntime,
} from '@gatehouse/pipeline'
import { compileReference, openReference } from '@gatehouse/reference'
import {
  createRandom,
  fitAnomalyModel,
  SignalColumns,
  trainAll,
  writeModel,
  type StoredModel,
} from '@gatehouse/scoring'
import { readStarters } from '@gatehouse/server'
import { compileSignalPlan, createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'
import { openKeyring } from '@gatehouse/store'
import { partsOf } from './gateway.ts'
import { benchOrder, seeded } from './orders.ts'

const ORDERS = 2000
const ROUNDS = 5
const TREES = 300

export interface ModelBench {
  readonly name: 'model'
  readonly withoutMicroseconds: number
  readonly championMicroseconds: number
  readonly bothMicroseconds: number
  readonly scoreMicroseconds: number
  readonly explainMicroseconds: number
  /** How strange an order is. */
  readonly anomalyMicroseconds: number
  readonly fileBytes: number
  readonly features: number
}

export async function benchModel(): Promise<ModelBench> {
  const cacheDir = join(tmpdir(), 'gatehouse-bench-reference')
  mkdirSync(cacheDir, { recursive: true })
  await compileReference({ cacheDir })
  const reference = openReference({ cacheDir })
  const keyring = openKeyring('bench'.repeat(10))
  const token = (shopId: string, field: string, value: string) =>
    keyring.token(shopId, field, value)
  const random = seeded(3)
  const events = Array.from({ length: ORDERS }, () => benchOrder(random))

  /** @param onSignals gets what each order was decided by */
  async function round(
    runtime: ShopRuntime,
    onSignals?: (signals: SignalVector) => void,
  ): Promise<number> {
    const made = createMemoryWindowStore({ declarations: defaultWindows })
    if (!made.ok) throw new Error(made.issues.join('; '))
    const parts = partsOf({ reference, windows: made.store, token }, token, runtime)
    const gateway = openGateway(parts)
    const startMs = performance.now()
    for (const event of events) {
      const arrival = { shopId: 'shop', event, type: 'purchase', reservation: null } as const
      const answer = await gateway.decide(arrival)
      if (answer.state === 'stored' && answer.ruling !== null) onSignals?.(answer.ruling.signals)
    }
    return ((performance.now() - startMs) * 1000) / ORDERS
  }

  const plain = runtimeWith([])
  const { declarations } = plain.snapshots.order
  const vectors: SignalVector[] = []
  await round(plain, (signals) => vectors.push(signals))
  const model = trainedOn(vectors, declarations)
  const loaded = (state: LoadedModel['state'], id: string): LoadedModel => ({
    id: id.repeat(64),
    checkpoint: 'order',
    state,
    model,
  })
  const one = runtimeWith([loaded('champion', 'a')])
  const two = runtimeWith([loaded('champion', 'a'), loaded('challenger', 'b')])
  const times = { without: [] as number[], champion: [] as number[], both: [] as number[] }
  // In turns: what disturbs the machine disturbs all.
  for (let n = 0; n < ROUNDS; n++) {
    times.without.push(await round(plain))
    times.champion.push(await round(one))
    times.both.push(await round(two))
  }
  const compiled = compileModel(model, 'a', declarations)
  const explain = modelExplainer(model, declarations)
  const anomaly = forestOf(vectors, declarations)
  return {
    name: 'model',
    withoutMicroseconds: Math.min(...times.without),
    championMicroseconds: Math.min(...times.champion),
    bothMicroseconds: Math.min(...times.both),
    scoreMicroseconds: each(vectors, (signals) => compiled.probability(signals)),
    explainMicroseconds: each(vectors.slice(0, 300), (signals) => explain(signals).length),
    anomalyMicroseconds: each(vectors, (signals) => anomaly.percentile(signals)),
    fileBytes: writeModel(model).length,
    features: model.features.length,
  }
}

function each(vectors: readonly SignalVector[], work: (signals: SignalVector) => number): number {
  let sum = 0
  const startMs = performance.now()
  for (const signals of vectors) sum += work(signals)
  if (Number.isNaN(sum)) throw new Error('a score is no number')
  return ((performance.now() - startMs) * 1000) / vectors.length
}

function trainedOn(
  vectors: readonly SignalVector[],
  declarations: ShopRuntime['snapshots']['order']['declarations'],
): StoredModel {
  const building = new SignalColumns(declarations)
  for (const signals of vectors) building.add(signals)
  const random = createRandom(1)
  const labels = Uint8Array.from(vectors, () => (random.next() < 0.2 ? 1 : 0))
  const data = { columns: building.columns(), rows: vectors.length, labels }
  const settings = { trees: TREES, minRowsPerLeaf: 10, patience: 0 }
  const trained = trainAll({ data, settings })
  return { ...trained, calibration: { kind: 'platt', slope: 1, intercept: -3 }, about: {} }
}

function forestOf(
  vectors: readonly SignalVector[],
  declarations: ShopRuntime['snapshots']['order']['declarations'],
): Anomaly {
  const building = new SignalColumns(declarations)
  for (const signals of vectors) building.add(signals)
  const model = fitAnomalyModel(building.columns(), building.rows)
  return compileAnomaly({ ...model, about: {} }, 'c', declarations)
}

function runtimeWith(models: readonly LoadedModel[]): ShopRuntime {
  const { rulesets, lists } = readStarters()
  return loadRuntime(
    {
      shopId: 'shop',
      settings: { currency: 'USD', rates: null, homeCountry: 'US' },
      privacy: 'standard',
      plainInputs: new Set(),
      gaps: NO_GAPS,
      mode: 'enforce',
      rulesets: rulesets.map((document) => ({ version: 1, document })),
      models,
      lists: lists.map(({ name, kind, standing = 'none' }) => ({
        name,
        kind,
        standing,
        revision: 1,
        contents: listContentsOf(kind),
      })),
    },
    { plan: compileSignalPlan(), windows: defaultWindows, referenceVersion: 'bench' },
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchModel())
