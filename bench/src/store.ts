/**
 * What the store costs: durable appends per second, bytes per decision by table, index and column,
 * microseconds of sealing, seconds to read the windows back. Orders of new and returning shoppers,
 * decided by the gateway. Argument: how many decisions (default 100,000).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { migrate, openDatabase, openStore, type Store } from '@gatehouse/store'
import { openOrders, type Prepared } from './store/record-orders.ts'
import { allBytes, printMillion, printSizes, tableSizes } from './store/sizes.ts'

const SHOP = 'shop'
/** Rows made ahead of each round, so that making them is not measured. */
const ROUND_ROWS = 10_000
/** Enough for the store to learn how bodies look: what comes before it did takes 2.7 KB each. */
const FIRST_ROWS = 400

/** What the pipeline does with a keyed order: begin, seal, append. */
async function sealAndStore(store: Store, { record, seal, bodyHash }: Prepared) {
  const key = `${record.transactionId}-${record.id}`
  const begun = await store.idempotency.begin({
    shopId: SHOP,
    route: 'POST /v1/decisions',
    key,
    bodyHash,
  })
  if (begun.state !== 'new') throw new Error(`a new key is ${begun.state}`)
  const sealed = store.personal.seal(seal)
  await store.journal.append(
    { ...record, sealed },
    { idempotency: { reservation: begun.reservation, status: 200 } },
  )
}

async function appendRound(
  store: Store,
  concurrent: number,
  prepared: readonly Prepared[],
): Promise<void> {
  // Taken from the end: oldest last, so that ids arrive in the order of their times.
  const waiting = prepared.toReversed()
  const rows = prepared.length
  const latenciesMs: number[] = []
  const cpu = process.cpuUsage()
  const startMs = performance.now()
  await Promise.all(
    Array.from({ length: concurrent }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const beganMs = performance.now()
        await sealAndStore(store, next)
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

function microseconds(count: number, work: (index: number) => void): string {
  for (let index = 0; index < count / 4; index += 1) work(index)
  const startMs = performance.now()
  for (let index = 0; index < count; index += 1) work(index)
  return (((performance.now() - startMs) * 1000) / count).toFixed(1)
}

function printPrivacyCosts(store: Store, rows: readonly Prepared[]): void {
  const token = microseconds(20_000, (n) => store.personal.token(SHOP, 'email', `${n}@b.example`))
  const seal = microseconds(rows.length, (n) => store.personal.seal(rows[n]!.seal))
  const deflate = microseconds(rows.length, (n) => {
    const { record } = rows[n]!
    deflateRawSync(Buffer.concat([record.eventJson, record.decisionJson!]))
  })
  console.log(`token ${token} us, seal ${seal} us; deflating a body plainly ${deflate} us`)
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
    const nextOrders = await openOrders(store)
    await appendRound(store, 32, await nextOrders(FIRST_ROWS))
    await store.upkeep.run(Date.now())
    const sizesAt = async (decisions: number) => {
      const sizes = await tableSizes(database.connection)
      return { decisions, sizes, ...allBytes(sizes) }
    }
    const first = await sizesAt(FIRST_ROWS)
    for (let done = FIRST_ROWS; done < decisions; done += ROUND_ROWS) {
      const concurrent = Math.floor(done / ROUND_ROWS) % 2 === 0 ? 32 : 64
      const orders = await nextOrders(Math.min(ROUND_ROWS, decisions - done))
      await appendRound(store, concurrent, orders)
    }
    const last = await sizesAt(decisions)
    printSizes(last.sizes, decisions)
    printMillion(first, last)
    printPrivacyCosts(store, await nextOrders(2000))
    await printReading(store)
  } finally {
    await store.close()
    await database.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

void main()
