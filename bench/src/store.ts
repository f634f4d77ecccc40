/**
 * What the store costs: durable appends per second, bytes per decision, microseconds of codec and
 * of sealing, seconds to read the windows back. Argument: how many decisions (default 100,000).
 */
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import {
  type ConnectionConfig,
  type JournalRecord,
  migrate,
  openDatabase,
  openStore,
  type PersonalValues,
  type Store,
} from '@gatehouse/store'
import pg from 'pg'
import { makeRow, seeded } from './store/rows.ts'

const SHOP = 'shop-main'
/** Rows made ahead of each round, so that making them is not measured. */
const ROUND_ROWS = 10_000
/** The part of orders that come from somebody who ordered before. */
const RETURNING = 0.4

interface Prepared {
  readonly record: JournalRecord
  readonly personal: PersonalValues
  readonly subject: Uint8Array
  readonly bodyHash: Uint8Array
}

const random = seeded(7)
let people = 0

function prepare(store: Store): Prepared {
  const { record, personal } = makeRow(random, Date.now())
  const isReturning = people > 0 && random() < RETURNING
  const person = isReturning ? Math.floor(random() * people) : people++
  return {
    record,
    personal,
    subject: store.personal.token(SHOP, 'account', String(person)),
    bodyHash: createHash('sha256').update(record.eventJson).digest(),
  }
}

/** What the pipeline does with a keyed order: begin, seal, append. */
async function decideAndStore(store: Store, { record, personal, subject, bodyHash }: Prepared) {
  const key = `${record.eventId}-${record.id}`
  const begun = await store.idempotency.begin({
    shopId: SHOP,
    route: 'POST /v1/decisions',
    key,
    bodyHash,
  })
  if (begun.state !== 'new') throw new Error(`a new key is ${begun.state}`)
  const sealed = store.personal.seal({
    shopId: SHOP,
    subject,
    recordId: record.id,
    values: personal,
  })
  await store.journal.append(
    { ...record, sealed },
    { idempotency: { reservation: begun.reservation, status: 200 } },
  )
}

async function appendRound(store: Store, concurrent: number, rows: number): Promise<void> {
  // Taken from the end: oldest last, so that ids arrive in the order of their times.
  const waiting = Array.from({ length: rows }, () => prepare(store)).reverse()
  const latenciesMs: number[] = []
  const cpu = process.cpuUsage()
  const startMs = performance.now()
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const beganMs = performance.now()
        await decideAndStore(store, next)
        latenciesMs.push(performance.now() - beganMs)
      }
    }),
  )
  const seconds = (performance.now() - startMs) / 1000
  const used = process.cpuUsage(cpu)
  latenciesMs.sort((left, right) => left - right)
  const at = (share: number) => latenciesMs[Math.floor(latenciesMs.length * share)]!.toFixed(1)
  console.log(
    `${concurrent} concurrent: ${Math.round(rows / seconds)} durable decisions/s, ` +
      `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, node ${Math.round((used.user + used.system) / rows)} us each`,
  )
}

async function printSizes(connection: ConnectionConfig, decisions: number): Promise<void> {
  const client = new pg.Client(connection as pg.ClientConfig)
  await client.connect()
  await client.query('VACUUM ANALYZE')
  const { rows } = await client.query<{ name: string; bytes: string }>(
    `SELECT c.relname AS name,
       pg_relation_size(c.oid) + coalesce(pg_total_relation_size(nullif(c.reltoastrelid, 0)), 0) AS bytes
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
     ORDER BY 2 DESC`,
  )
  let total = 0
  for (const { name, bytes } of rows) {
    const each = Number(bytes) / decisions
    total += each
    if (each >= 1) console.log(`  ${name.padEnd(44)} ${each.toFixed(1)} B`)
  }
  const keys = rows
    .filter((row) => row.name.startsWith('idempotency'))
    .reduce((sum, row) => sum + Number(row.bytes) / decisions, 0)
  console.log(
    `bytes per decision: ${total.toFixed(0)} in all; ${(total - keys).toFixed(0)} once the ` +
      `idempotency keys are expired (24 h)`,
  )
  await client.end()
}

function microseconds(count: number, work: (index: number) => void): string {
  for (let index = 0; index < count / 4; index += 1) work(index)
  const startMs = performance.now()
  for (let index = 0; index < count; index += 1) work(index)
  return (((performance.now() - startMs) * 1000) / count).toFixed(1)
}

function printPrivacyCosts(store: Store): void {
  const rows = Array.from({ length: 2000 }, () => prepare(store))
  const token = microseconds(20_000, (n) => store.personal.token(SHOP, 'email', `${n}@b.example`))
  const seal = microseconds(rows.length, (n) => {
    const { record, personal, subject } = rows[n]!
    store.personal.seal({ shopId: SHOP, subject, recordId: record.id, values: personal })
  })
  const deflate = microseconds(rows.length, (n) => {
    const { record } = rows[n]!
    deflateRawSync(Buffer.concat([record.eventJson, record.decisionJson!]))
  })
  console.log(
    `token ${token} us, seal 13 values ${seal} us; deflating a body plainly ${deflate} us`,
  )
}

async function printReading(store: Store): Promise<void> {
  const startMs = performance.now()
  let events = 0
  for await (const chunk of store.reading.windows(0)) events += chunk.events
  const seconds = (performance.now() - startMs) / 1000
  console.log(`windows: ${events} read in ${seconds.toFixed(2)} s`)
  const page = await store.reading.search({ shopId: SHOP, limit: 200 })
  const readMs = performance.now()
  for (const { id } of page.records) await store.reading.record(SHOP, id)
  const each = ((performance.now() - readMs) * 1000) / page.records.length
  console.log(`one decision by id: ${each.toFixed(0)} us`)
}

async function main(): Promise<void> {
  const decisions = Number(process.argv[2] ?? 100_000)
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  const database = await openDatabase({ dataDir })
  await migrate(database.connection)
  const secret = 'a secret of more than thirty-two characters'
  const store = await openStore({ connection: database.connection, secret })
  try {
    for (let done = 0; done < decisions; done += ROUND_ROWS) {
      const concurrent = (done / ROUND_ROWS) % 2 === 0 ? 32 : 64
      await appendRound(store, concurrent, Math.min(ROUND_ROWS, decisions - done))
    }
    await printSizes(database.connection, decisions)
    printPrivacyCosts(store)
    await printReading(store)
  } finally {
    await store.close()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

void main()
