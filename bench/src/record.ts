/**
 * What recording an order costs the main thread, part by part: tokens of its entities, writing the
 * decision, taking personal fields out, sealing them, coding the body, encoding the batch. Mostly new customers,
 * because every cache is empty for them. Parts run over batches of orders, as they do in the
 * server when several arrive in one turn of the event loop.
 */
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEvent } from '@gatehouse/contract'
import { rulingOf, writeDecision, type DecideInput } from '@gatehouse/gate'
import { observe } from '@gatehouse/pipeline'
import { compileReference, openReference } from '@gatehouse/reference'
import { createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'
import { type JournalRecord, newId, openKeyring, type SealRequest } from '@gatehouse/store'
import { recordOf, type RecordInput } from '../../packages/pipeline/src/record.ts'
import { bodyText, encodeBody } from '../../packages/store/src/body/body-codec.ts'
import { countBodies } from '../../packages/store/src/body/body-counts.ts'
import { BodyModel } from '../../packages/store/src/body/body-model.ts'
import { encodeBatch, type Entry } from '../../packages/store/src/journal/encode-batch.ts'
import { openPersonalData } from '../../packages/store/src/privacy/open-personal-data.ts'
import { runtimeOf } from './gateway.ts'
import { orderOfNewCustomer } from './new-customers.ts'
import { seeded } from './orders.ts'

const SAMPLES = 400
const ORDERS = 2048
const BATCH = 16
const ROUNDS = 15

/** Everything that recording one order takes as given. */
interface Order {
  readonly decide: DecideInput
  readonly input: RecordInput
  readonly record: JournalRecord
  readonly tokens: readonly (readonly [field: string, value: string])[]
  readonly seal: SealRequest
}

export async function makeOrders(count: number): Promise<Order[]> {
  const cacheDir = join(tmpdir(), 'gatehouse-bench-reference')
  mkdirSync(cacheDir, { recursive: true })
  await compileReference({ cacheDir })
  const reference = openReference({ cacheDir })
  const windows = createMemoryWindowStore({ declarations: defaultWindows })
  if (!windows.ok) throw new Error(windows.issues.join('; '))
  const keyring = openKeyring('bench'.repeat(10))
  const runtime = runtimeOf(reference.versions.combined)
  let tokens: [string, string][] = []
  let seals: SealRequest[] = []
  const token = (shopId: string, field: string, value: string) => {
    tokens.push([field, value])
    return keyring.token(shopId, field, value)
  }
  const seal = (request: SealRequest) => {
    seals.push(request)
    return { subject: request.subject, bytes: request.subject, newKey: null }
  }
  const random = seeded(3)
  const orders: Order[] = []
  // Orders ten seconds apart, the same on every machine.
  let nowMs = Date.UTC(2026, 0, 15)
  for (let n = 0; n < count; n += 1) {
    nowMs += 10_000
    tokens = []
    seals = []
    const id = newId(nowMs)
    const event = parseEvent(orderOfNewCustomer(random), {
      eventId: id,
      shopId: 'shop',
      receivedAt: new Date(nowMs).toISOString(),
      type: 'purchase',
    })
    // Sources of its own: nothing is remembered from the order before.
    const sources = { reference, windows: windows.store, token }
    const { entities, signals, window } = await observe(
      runtime,
      sources,
      event,
      nowMs,
      newId(nowMs),
    )
    const snapshot = runtime.snapshots.order
    const eventId = event.event.event_id
    const decide = { id, eventId, checkpoint: 'order', snapshot, signals, now: nowMs } as const
    const ruling = rulingOf(decide)
    const input: RecordInput = {
      id,
      runtime,
      event,
      entities,
      window,
      receivedAtMs: nowMs,
      ruling,
      decisionJson: Buffer.from(writeDecision(ruling).buffer),
      shadow: null,
    }
    const record = recordOf(input, { token, seal })
    orders.push({ decide, input, record, tokens, seal: seals[0]! })
  }
  return orders
}

function learn(records: readonly JournalRecord[]): BodyModel {
  const counting = countBodies(
    records.map((record) => bodyText(record, record)),
    true,
  )
  for (;;) {
    const step = counting.next()
    if (step.done === true) return new BodyModel(step.value)
  }
}

type Parts = Readonly<Record<string, (orders: readonly Order[], batch: number) => void>>

/**
 * Microseconds an order. Of each batch the quickest of all rounds counts: the machine is shared,
 * and what disturbs only ever slows.
 */
function measure(orders: readonly Order[], partsOfRound: () => Parts): Record<string, number> {
  const batches = Math.ceil(orders.length / BATCH)
  const bestMs = new Map<string, Float64Array>()
  for (let round = 0; round < ROUNDS; round += 1) {
    const parts = Object.entries(partsOfRound())
    for (let index = 0; index < batches; index += 1) {
      const batch = orders.slice(index * BATCH, (index + 1) * BATCH)
      for (const [name, work] of parts) {
        const best = bestMs.get(name) ?? new Float64Array(batches).fill(Infinity)
        bestMs.set(name, best)
        const startedMs = performance.now()
        work(batch, index)
        best[index] = Math.min(best[index]!, performance.now() - startedMs)
      }
    }
  }
  return Object.fromEntries(
    [...bestMs].map(([name, best]) => {
      const ms = best.reduce((sum, each) => sum + each, 0)
      return [name, Math.round((ms * 10_000) / orders.length) / 10]
    }),
  )
}

export async function benchRecord() {
  const all = await makeOrders(SAMPLES + ORDERS)
  const orders = all.slice(SAMPLES)
  const model = learn(all.slice(0, SAMPLES).map(({ record }) => record))
  const numbered = { modelId: 1, model }
  const keyring = openKeyring('bench'.repeat(10))
  const sql = { rows: async () => [], run: async () => 0 }
  const noSeal = {
    token: (shopId: string, field: string, value: string) => keyring.token(shopId, field, value),
    seal: ({ subject }: SealRequest) => sealedAs(subject),
  }
  const entries = orders.map(({ record, seal }): Entry => {
    const sealed = openPersonalData({ keyring, sql }).seal(seal)
    const body = encodeBody(record, record, numbered)
    const bodyHash = new Uint8Array(32).fill(7)
    const reservation = {
      shopId: 'shop',
      route: 'POST /v1/decisions',
      key: record.id,
      bodyHash,
      createdAtMs: record.receivedAtMs,
    }
    return {
      record: { ...record, sealed },
      body,
      extras: { idempotency: { reservation, status: 200 } },
    }
  })
  let used = 0
  const microseconds = measure(orders, () => {
    // Nobody of this round was seen before.
    const personal = openPersonalData({ keyring, sql })
    return {
      tokens(batch) {
        for (const { tokens } of batch) {
          for (const [field, value] of tokens) used += keyring.token('shop', field, value)[0]!
        }
      },
      write(batch) {
        for (const { input } of batch)
          used += Buffer.from(writeDecision(input.ruling!).buffer).length
      },
      split(batch) {
        for (const { input } of batch) used += recordOf(input, noSeal).eventJson.length
      },
      seal(batch) {
        for (const { seal } of batch) used += personal.seal(seal).bytes.length
      },
      body(batch) {
        for (const { record } of batch) used += encodeBody(record, record, numbered).length
      },
      batch(_orders, index) {
        used += encodeBatch(entries.slice(index * BATCH, (index + 1) * BATCH))[1].length
      },
    }
  })
  const mean = (lengthOf: (order: Order, n: number) => number) =>
    Math.round(orders.reduce((sum, order, n) => sum + lengthOf(order, n), 0) / orders.length)
  return {
    microseconds,
    tokensEach: mean(({ tokens }) => tokens.length),
    eventBytes: mean(({ record }) => record.eventJson.length),
    decisionBytes: mean(({ record }) => record.decisionJson!.length),
    personalBytes: mean(({ seal }) => JSON.stringify(seal.values).length),
    storedBytes: mean((_order, n) => entries[n]!.body.length),
    sealedBytes: mean((_order, n) => entries[n]!.record.sealed!.bytes.length),
    used: used > 0,
  }
}

function sealedAs(subject: Uint8Array) {
  return { subject, bytes: subject, newKey: null }
}

/** Run on its own: `gatehouse --run bench/src/record.ts`. */
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchRecord())
