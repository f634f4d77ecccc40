/**
 * Windows and links after a crash: 1,000,000 journal rows in a real PostgreSQL, read and loaded into
 * empty ones as the server does at its start. The rows are copied in by SQL; only the reading is timed.
 *
 * usage: gatehouse --run bench/src/rebuild.ts [EVENTS]
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  createShopWindowStores,
  defaultWindows,
  packWindowEvent,
  ShopHistory,
  ShopLinks,
  windowKey,
} from '@gatehouse/signals'
import { migrate, openDatabase, openStore } from '@gatehouse/store'
import pg from 'pg'
import { seeded } from './orders.ts'

const DAYS = 30
const DAY_MS = 86_400_000
const COPY_ROWS = 10_000

export interface RebuildResult {
  readonly events: number
  readonly seconds: number
  readonly bytesPerEvent: number
  readonly linkBytesPerEvent: number
}

const keyOf = (text: string) => windowKey(createHash('sha256').update(text).digest())

/** Customers come back; an address and a device is shared by some. */
function packedAt(random: () => number, timeMs: number): Buffer {
  const customer = Math.floor(random() ** 2 * 300_000)
  return Buffer.from(
    packWindowEvent({
      shopId: 'default',
      stream: 'order',
      timeMs,
      amountMinor: Math.floor(random() * 50_000),
      quantity: 2,
      keys: {
        ip: keyOf(`ip${customer >> 1}`),
        device: keyOf(`device${customer}`),
        card: keyOf(`card${customer}`),
        email: keyOf(`email${customer}`),
        account: keyOf(`account${customer}`),
        email_domain: keyOf(`domain${customer % 500}`),
        postcode: keyOf(`postcode${customer % 9000}`),
        postcode_area: keyOf(`area${customer % 900}`),
        session: keyOf(`session${timeMs}`),
      },
      items: [{ sku: keyOf(`sku${Math.floor(random() * 2000)}`), quantity: 2 }],
    }),
  )
}

/** Ids are UUID v7: 48 bits of time, then anything. */
function idAt(timeMs: number, n: number): string {
  const time = timeMs.toString(16).padStart(12, '0')
  const rest = n.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${rest}`
}

async function fill(client: pg.Client, events: number, nowMs: number): Promise<void> {
  const random = seeded(5)
  for (let from = 0; from < events; from += COPY_ROWS) {
    const times = Array.from({ length: Math.min(COPY_ROWS, events - from) }, (_, n) =>
      Math.floor(nowMs - DAYS * DAY_MS + ((from + n) / events) * DAYS * DAY_MS),
    )
    const ids = times.map((timeMs, n) => idAt(timeMs, from + n))
    const packed = times.map((timeMs) => packedAt(random, timeMs))
    await client.query(
      `INSERT INTO journal (event_time, kind, is_degraded, id, shop_id, event_type, window_event, body)
       SELECT to_timestamp(t / 1000.0), 0, false, i, 'default', 'purchase', w, '\\x01'
       FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS r(i, t, w)`,
      [ids, times, packed],
    )
  }
  await client.query('VACUUM ANALYZE journal')
}

export async function benchRebuild(events: number): Promise<RebuildResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-rebuild-'))
  const database = await openDatabase({ dataDir })
  await migrate(database.connection)
  const store = await openStore({ connection: database.connection, secret: 'bench'.repeat(10) })
  try {
    const client = new pg.Client(database.connection)
    await client.connect()
    const nowMs = Date.now()
    await fill(client, events, nowMs)
    await client.end()
    const made = createShopWindowStores({ declarations: defaultWindows, maxBytes: 2 ** 30 })
    if (!made.ok) throw new Error(made.issues.join('; '))
    const links = new ShopLinks(2 ** 30)
    const history = new ShopHistory(2 ** 30)
    const startedMs = performance.now()
    let loaded = 0
    for await (const { shopId, packed, ids } of store.reading.windows(
      nowMs - 90 * DAY_MS,
      await store.reading.snapshot(),
    )) {
      loaded += made.store.load(shopId, [packed]).loaded
      links.load(shopId, packed, ids)
      history.load(shopId, packed)
    }
    const seconds = (performance.now() - startedMs) / 1000
    if (loaded !== events) throw new Error(`${loaded} of ${events} events were loaded`)
    return {
      events,
      seconds,
      bytesPerEvent: made.store.usage().bytes / events,
      linkBytesPerEvent: links.usage().bytes / events,
    }
  } finally {
    await store.close()
    await database.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Run on its own. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await benchRebuild(Number(process.argv[2] ?? 1_000_000)))
}
