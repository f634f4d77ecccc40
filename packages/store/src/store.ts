import pg from 'pg'
import { clientConfig, type ConnectionConfig } from './connection/connection.ts'
import { findAnswer, KEPT_MS, openIdempotency } from './idempotency/idempotency.ts'
import type { Idempotency } from './idempotency/outcome.ts'
import type { Entry } from './journal/encode-batch.ts'
import { groupCommit, type SendBatch } from './journal/group-commit.ts'
import type { AppendResult, Journal } from './journal/journal.ts'
import { openKeyring } from './privacy/keyring.ts'
import { openPersonalData } from './privacy/open-personal-data.ts'
import type { PersonalData } from './privacy/personal-data.ts'
import { APPEND_BATCH } from './queries/append-batch.ts'

const APPEND_CONNECTIONS = 2
const BATCH_ROWS_MAX = 256
const QUEUE_ROWS_MAX = 10_000
const REPORT_CONNECTIONS_MAX = 6
const REPORT_TIMEOUT_MS = 30_000

export interface StoreOptions {
  /** From `openDatabase`, already migrated (`migrate`). */
  readonly connection: ConnectionConfig
  /** `GATEHOUSE_SECRET`: at least 32 characters. */
  readonly secret: string | Uint8Array
  readonly queueRowsMax?: number
  /** Milliseconds since the epoch. Default: the system clock. */
  readonly nowMs?: () => number
}

/** All that is kept. One per process. */
export interface Store {
  readonly journal: Journal
  readonly idempotency: Idempotency
  readonly personal: PersonalData
  /** Stores what is waiting, then closes every connection. */
  close(): Promise<void>
}

/** Opens the store of a migrated database. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const nowMs = options.nowMs ?? Date.now
  const config = clientConfig(options.connection)
  const appenders = Array.from({ length: APPEND_CONNECTIONS }, () => new pg.Client(config))
  const lookups = new pg.Client({ ...config, pipeline: true })
  const reports = new pg.Pool({
    ...config,
    max: REPORT_CONNECTIONS_MAX,
    statement_timeout: REPORT_TIMEOUT_MS,
  })
  for (const client of [...appenders, lookups]) client.on('error', () => {})
  reports.on('error', () => {})
  await Promise.all([...appenders, lookups].map((client) => client.connect()))

  const personal = openPersonalData({
    keyring: openKeyring(options.secret),
    query: (query) => reports.query(query),
  })
  const idempotency = openIdempotency({ query: (query) => lookups.query(query), nowMs })
  const journal = groupCommit({
    senders: appenders.map(sendOn),
    batchRowsMax: BATCH_ROWS_MAX,
    queueRowsMax: options.queueRowsMax ?? QUEUE_ROWS_MAX,
    onStored(entry) {
      if (entry.record.sealed !== null) personal.onStored(entry.record.sealed)
      if (entry.extras.idempotency !== undefined) {
        idempotency.release(entry.extras.idempotency.reservation)
      }
    },
    onRefused: (entry) => winnersAnswer(lookups, entry),
  })
  return {
    journal,
    idempotency,
    personal,
    async close() {
      await journal.drain()
      await Promise.all([...appenders, lookups, reports].map((client) => client.end()))
    },
  }
}

function sendOn(client: pg.Client): SendBatch {
  return async (parameters) => {
    const result = await client.query<{ n: number }>({
      name: 'append_batch',
      text: APPEND_BATCH,
      values: [...parameters],
    })
    return result.rows.map((row) => row.n)
  }
}

async function winnersAnswer(client: pg.Client, entry: Entry): Promise<AppendResult> {
  const reservation = entry.extras.idempotency!.reservation
  const found = await findAnswer(
    (query) => client.query(query),
    reservation,
    reservation.createdAtMs - KEPT_MS,
  )
  if (found === undefined) throw new Error('the winning idempotency key expired while it was read')
  return found
}
