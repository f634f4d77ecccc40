/**
 * What a stored body costs: bytes, and microseconds to write and to read. The bodies are those of
 * real decisions: 2,000 orders of the bench through the gateway, with windows counted in memory;
 * the model is learned from 400 other orders. Beside it: sealing, and plain deflate.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { type GatewayParts, openGateway } from '@gatehouse/pipeline'
import { compileReference, openReference } from '@gatehouse/reference'
import { createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'
import { type JournalRecord, newId, openKeyring, type SealRequest } from '@gatehouse/store'
import { bodyText, decodeBody, encodeBody } from '../../packages/store/src/body/body-codec.ts'
import { countBodies } from '../../packages/store/src/body/body-counts.ts'
import { BodyModel } from '../../packages/store/src/body/body-model.ts'
import { openPersonalData } from '../../packages/store/src/privacy/open-personal-data.ts'
import { partsOf, runtimeOf } from './gateway.ts'
import { benchOrder, seeded } from './orders.ts'

const SAMPLES = 400
const ORDERS = 2000
const ROUNDS = 9

interface Recorded {
  readonly records: JournalRecord[]
  readonly seals: SealRequest[]
}

/** What the gateway hands to the store: records, and personal values to seal. */
async function recordOrders(count: number): Promise<Recorded> {
  const cacheDir = join(tmpdir(), 'gatehouse-bench-reference')
  mkdirSync(cacheDir, { recursive: true })
  await compileReference({ cacheDir })
  const reference = openReference({ cacheDir })
  const windows = createMemoryWindowStore({ declarations: defaultWindows })
  if (!windows.ok) throw new Error(windows.issues.join('; '))
  const keyring = openKeyring('bench'.repeat(10))
  const token: GatewayParts['store']['personal']['token'] = (shopId, field, value) =>
    keyring.token(shopId, field, value)
  const sources = { reference, windows: windows.store, token }
  const parts = partsOf(sources, token, runtimeOf(reference.versions.combined))
  const records: JournalRecord[] = []
  const seals: SealRequest[] = []
  // A day of orders ten seconds apart, the same on every machine.
  let nowMs = Date.UTC(2026, 0, 15)
  const gateway = openGateway({
    ...parts,
    nowMs: () => nowMs,
    newId,
    store: {
      ...parts.store,
      personal: {
        ...parts.store.personal,
        seal(request) {
          seals.push(request)
          return parts.store.personal.seal(request)
        },
      },
      journal: {
        ...parts.store.journal,
        async append(record) {
          records.push(record)
          return { state: 'stored' }
        },
      },
    },
  })
  const random = seeded(3)
  for (let n = 0; n < count; n += 1) {
    nowMs += 10_000
    const event = benchOrder(random)
    await gateway.decide({ shopId: 'shop', event, type: 'purchase', reservation: null })
  }
  return { records, seals }
}

function learn(records: readonly JournalRecord[]): BodyModel {
  const counting = countBodies(
    records.map((record) => bodyText(bodyOf(record), record)),
    true,
  )
  for (;;) {
    const step = counting.next()
    if (step.done === true) return new BodyModel(step.value)
  }
}

function bodyOf({ eventJson, decisionJson }: JournalRecord) {
  return { eventJson, decisionJson }
}

/** Microseconds each, best of several rounds: the machine is shared. */
function microseconds(count: number, work: (n: number) => void): number {
  let bestMs = Infinity
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now()
    for (let n = 0; n < count; n += 1) work(n)
    bestMs = Math.min(bestMs, performance.now() - startedMs)
  }
  return Math.round((bestMs * 10_000) / count) / 10
}

export async function benchBody() {
  const { records, seals } = await recordOrders(SAMPLES + ORDERS)
  const rows = records.slice(SAMPLES)
  const startedMs = performance.now()
  const model = learn(records.slice(0, SAMPLES))
  const learnMs = Math.round(performance.now() - startedMs)
  const numbered = { modelId: 1, model }
  const stored = rows.map((row) => encodeBody(bodyOf(row), row, numbered))
  for (const [n, row] of rows.entries()) {
    const back = decodeBody(stored[n]!, row, model)
    const isSame =
      Buffer.compare(back.eventJson, row.eventJson) === 0 &&
      Buffer.compare(back.decisionJson!, row.decisionJson!) === 0
    if (!isSame) throw new Error(`body ${n} did not come back`)
  }
  const keyring = openKeyring('bench'.repeat(10))
  const personal = openPersonalData({ keyring, sql: { rows: async () => [], run: async () => 0 } })
  const sealed = seals.map((request) => personal.seal(request))
  const mean = (items: readonly Uint8Array[]) =>
    Math.round(items.reduce((sum, { length }) => sum + length, 0) / items.length)
  const deflated = (row: JournalRecord) =>
    deflateRawSync(Buffer.concat([row.eventJson, row.decisionJson!]))
  return {
    eventBytes: mean(rows.map((row) => row.eventJson)),
    decisionBytes: mean(rows.map((row) => row.decisionJson!)),
    learnMs,
    storedBytes: mean(stored),
    writeUs: microseconds(ORDERS, (n) => encodeBody(bodyOf(rows[n]!), rows[n]!, numbered)),
    readUs: microseconds(ORDERS, (n) => decodeBody(stored[n]!, rows[n]!, model)),
    deflatedBytes: mean(rows.map(deflated)),
    deflateUs: microseconds(ORDERS, (n) => deflated(rows[n]!)),
    personalBytes: mean(seals.map(({ values }) => Buffer.from(JSON.stringify(values)))),
    sealedBytes: mean(sealed.map(({ bytes }) => bytes)),
    sealUs: microseconds(seals.length, (n) => personal.seal(seals[n]!)),
  }
}

/** Run on its own: `gatehouse --run bench/src/body.ts`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchBody())
