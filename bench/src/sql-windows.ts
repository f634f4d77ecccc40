/**
 * The same 16 windows read from memory and asked of PostgreSQL by SQL, side by side: 200,000 orders
 * over 30 days, an index for each entity, one prepared statement for all 16. Both must say the same.
 *
 * usage: gatehouse --run bench/src/sql-windows.ts
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SingleWindowEntity, WindowDeclaration, WindowEvent } from '@gatehouse/contract'
import { createMemoryWindowStore, defaultWindows } from '@gatehouse/signals'
import { openDatabase } from '@gatehouse/store'
import pg from 'pg'
import { seeded } from './orders.ts'

const EVENTS = 200_000
const PROBES = 2000
const WINDOWS = 16
const SPAN_MS = 30 * 86_400_000
const CUSTOMERS = 40_000
const LOAD_ROWS = 10_000
const ENTITIES = ['ip', 'device', 'card', 'email', 'account', 'shipping_address'] as const
type Entity = (typeof ENTITIES)[number]

interface Probe {
  readonly timeMs: number
  readonly amountMinor: number
  readonly of: Readonly<Record<Entity, number>>
}

/** Windows over orders by the entities of the table. */
function sixteen(): WindowDeclaration[] {
  const known: readonly string[] = ENTITIES
  const found = defaultWindows.filter(
    ({ by, stream, aggregate, withThis }) =>
      stream === 'order' &&
      known.includes(by) &&
      withThis !== true &&
      (aggregate.kind === 'count' ||
        (aggregate.kind === 'sum' && aggregate.of === 'amount_minor') ||
        (aggregate.kind === 'distinct' && known.includes(aggregate.of))),
  )
  if (found.length < WINDOWS) throw new Error(`only ${found.length} windows can be asked by SQL`)
  return found.slice(0, WINDOWS)
}

/** Every customer has mostly the same device, card and address; a few addresses serve many. */
function eventsOf(count: number): Probe[] {
  const random = seeded(5)
  const start = Date.UTC(2026, 0, 1)
  return Array.from({ length: count }, (_, index) => {
    const customer = Math.floor(random() ** 2 * CUSTOMERS)
    const changed = () => (random() < 0.1 ? CUSTOMERS + Math.floor(random() * CUSTOMERS) : customer)
    return {
      timeMs: start + Math.floor((index * SPAN_MS) / count),
      amountMinor: 100 + Math.floor(random() * 50_000),
      of: {
        ip: Math.floor(customer / 2),
        device: changed(),
        card: changed(),
        email: customer,
        account: customer,
        shipping_address: changed(),
      },
    }
  })
}

function windowEvent({ timeMs, amountMinor, of }: Probe): WindowEvent {
  const keys: { [Name in SingleWindowEntity]?: { hi: number; lo: number } } = {}
  for (const [at, entity] of ENTITIES.entries()) {
    const value = of[entity] * ENTITIES.length + at
    keys[entity] = {
      hi: Math.imul(value + 1, 0x9e3779b1) >>> 0,
      lo: Math.imul(value + 7, 0x85ebca6b) >>> 0,
    }
  }
  return { shopId: 'shop', stream: 'order', timeMs, amountMinor, quantity: 1, keys, items: [] }
}

/** All windows as of `$1`, by the entities `$2` and on. */
function statement(windows: readonly WindowDeclaration[]): string {
  const columns = windows.map(({ by, aggregate, durationSeconds }) => {
    const value =
      aggregate.kind === 'distinct'
        ? `count(DISTINCT ${aggregate.of})`
        : aggregate.kind === 'sum'
          ? 'coalesce(sum(amount_minor), 0)'
          : 'count(*)'
    const key = `$${ENTITIES.indexOf(by as Entity) + 2}::int`
    const since = `$1::bigint - ${durationSeconds * 1000}`
    return `(SELECT ${value}::float8 FROM bench_events WHERE ${by} = ${key} AND time_ms > ${since} AND time_ms <= $1::bigint)`
  })
  // The last condition names every entity, whether or not a window is by it.
  const all = ENTITIES.map((_, at) => `$${at + 2}::int`).join(', ')
  return `SELECT ARRAY[${columns.join(',\n')}] AS values WHERE num_nulls(${all}) = 0`
}

async function load(client: pg.Client, events: readonly Probe[]): Promise<void> {
  await client.query(
    `CREATE TABLE bench_events (time_ms bigint, amount_minor int, ${ENTITIES.map((name) => `${name} int`).join(', ')})`,
  )
  const columns = ['time_ms', 'amount_minor', ...ENTITIES]
  for (let from = 0; from < events.length; from += LOAD_ROWS) {
    const rows = events.slice(from, from + LOAD_ROWS)
    const values = [
      rows.map(({ timeMs }) => timeMs),
      rows.map(({ amountMinor }) => amountMinor),
      ...ENTITIES.map((name) => rows.map(({ of }) => of[name])),
    ]
    await client.query(
      `INSERT INTO bench_events (${columns.join(', ')}) SELECT * FROM unnest($1::bigint[], ${columns
        .slice(1)
        .map((_, at) => `$${at + 2}::int[]`)
        .join(', ')})`,
      values,
    )
  }
  for (const name of ENTITIES) await client.query(`CREATE INDEX ON bench_events (${name}, time_ms)`)
  await client.query('VACUUM ANALYZE bench_events')
}

interface Spread {
  readonly p50Us: number
  readonly p99Us: number
}

function spread(took: readonly number[]): Spread {
  const sorted = took.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)]! * 10_000) / 10
  return { p50Us: at(0.5), p99Us: at(0.99) }
}

export async function benchSqlWindows() {
  const windows = sixteen()
  const made = createMemoryWindowStore({ declarations: windows })
  if (!made.ok) throw new Error(made.issues.join('; '))
  const all = eventsOf(EVENTS + PROBES)
  const past = all.slice(0, EVENTS)
  for (const event of past) made.store.observe(windowEvent(event))
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-sql-windows-'))
  const database = await openDatabase({ dataDir })
  const client = new pg.Client(database.connection)
  try {
    await client.connect()
    await load(client, past)
    const text = statement(windows)
    const memory: number[] = []
    const sql: number[] = []
    let different = 0
    for (const probe of all.slice(EVENTS)) {
      const values = [probe.timeMs, ...ENTITIES.map((name) => probe.of[name])]
      const askedMs = performance.now()
      const { rows } = await client.query<{ values: number[] }>({ name: 'windows', text, values })
      sql.push(performance.now() - askedMs)
      const event = windowEvent(probe)
      const readMs = performance.now()
      const reading = made.store.observe(event)
      memory.push(performance.now() - readMs)
      // Read for comparison only: the next probe finds the same past in both.
      made.store.release(reading.reservation)
      if (rows[0]!.values.some((value, at) => value !== reading.values[at])) different += 1
    }
    return {
      windows: windows.map(({ name }) => name),
      events: EVENTS,
      probes: PROBES,
      different,
      memory: spread(memory),
      sql: spread(sql),
      times: Math.round(spread(sql).p50Us / spread(memory).p50Us),
    }
  } finally {
    await client.end()
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Run on its own. */
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await benchSqlWindows())
