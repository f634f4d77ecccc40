import pg from 'pg'
import { openBodies, type Bodies } from '../body/bodies.ts'
import { clientConfig, type ConnectionConfig } from '../connection/connection.ts'
import { sqlPool, type Sql } from '../connection/sql.ts'
import { openLabels, type Labelled, type Labels } from '../labels/labels.ts'
import { openLists, type Lists } from '../lists/lists.ts'
import { timeOfId } from '../new-id.ts'
import { type HistoryRow, READ_HISTORY } from '../queries/read-history.ts'
import { firstIdOf } from '../reading/id-bounds.ts'
import { openRulesets, type Rulesets } from '../rulesets/rulesets.ts'
import { openShops, type Shops } from '../shops/shops.ts'

/** About 500 KB of coded bodies, 5 MB of JSON. */
const PAGE_ROWS = 500
const STATEMENT_TIMEOUT_MS = 60_000

export interface HistoryFilter {
  readonly shopId: string
  readonly checkpoints: readonly string[]
  /** Received at or after, milliseconds since the epoch. */
  readonly fromMs: number
  /** Received before. */
  readonly toMs: number
}

/** A decision as it was stored, with what a pass over many needs of it. */
export interface PastRecord extends Labelled {
  readonly id: string
  readonly receivedAtMs: number
  readonly checkpoint: string
  /** `name@number`. */
  readonly rulesetVersion: string | null
  readonly window: Uint8Array | null
  readonly decisionJson: Uint8Array
}

/**
 * What was decided, read on a connection of its own: for long passes, in a process beside the
 * server. Nothing is written.
 */
export interface History {
  /** First decisions of events, in pages, oldest first. */
  decisions(filter: HistoryFilter): AsyncIterable<readonly PastRecord[]>
  /**
   * The same for a part of them: at most `rows` from the beginning of each of `slices` equal
   * stretches of the time since the first decision. A time with fewer is read as a whole.
   */
  sample(filter: HistoryFilter, slices: number, rows: number): AsyncIterable<HistorySlice>
  readonly labels: Labels
  readonly rulesets: Pick<Rulesets, 'find' | 'published'>
  readonly lists: Pick<Lists, 'active' | 'all'>
  readonly shops: Pick<Shops, 'find'>
  close(): Promise<void>
}

export interface HistorySlice {
  readonly records: readonly PastRecord[]
  /** There are more in this stretch. */
  readonly isCut: boolean
  /** Where the stretch ends. */
  readonly toMs: number
}

/** @throws StoreError, Error of the database */
export async function openHistory(connection: ConnectionConfig): Promise<History> {
  const pool = new pg.Pool({
    ...clientConfig(connection),
    max: 1,
    statement_timeout: STATEMENT_TIMEOUT_MS,
  })
  pool.on('error', () => {})
  const sql = sqlPool(pool, STATEMENT_TIMEOUT_MS)
  let bodies: Bodies
  try {
    bodies = await openBodies(sql)
  } catch (error) {
    await pool.end()
    throw error
  }
  return {
    decisions: (filter) => readDecisions(sql, bodies, filter),
    sample: (filter, slices, rows) => readSample(sql, bodies, filter, slices, rows),
    labels: openLabels(sql),
    rulesets: openRulesets(sql),
    lists: openLists(sql, sql, nothingIsWritten),
    shops: openShops(sql),
    close: () => pool.end(),
  }
}

function nothingIsWritten(): Promise<never> {
  throw new Error('a pass over the history writes nothing')
}

async function* readDecisions(
  sql: Sql,
  bodies: Bodies,
  { shopId, checkpoints, fromMs, toMs }: HistoryFilter,
): AsyncGenerator<readonly PastRecord[]> {
  let from = firstIdOf(fromMs)
  for (;;) {
    const values = [shopId, from, firstIdOf(toMs), checkpoints, PAGE_ROWS]
    const rows = await sql.rows<HistoryRow>(READ_HISTORY, values)
    if (rows.length > 0) yield await recordsOf(rows, bodies)
    if (rows.length < PAGE_ROWS) return
    from = nextId(rows.at(-1)!.id)
  }
}

async function* readSample(
  sql: Sql,
  bodies: Bodies,
  { shopId, checkpoints, fromMs, toMs }: HistoryFilter,
  slices: number,
  count: number,
): AsyncGenerator<HistorySlice> {
  const whole = [shopId, firstIdOf(fromMs), firstIdOf(toMs), checkpoints, 1]
  const [first] = await sql.rows<HistoryRow>(READ_HISTORY, whole)
  // A shop of last week has little in stretches of three days.
  const beginMs = first === undefined ? fromMs : Math.max(fromMs, timeOfId(first.id))
  const step = (toMs - beginMs) / slices
  for (let slice = 0; slice < slices; slice += 1) {
    const from = beginMs + step * slice
    const to = slice === slices - 1 ? toMs : beginMs + step * (slice + 1)
    const values = [shopId, firstIdOf(from), firstIdOf(to), checkpoints, count + 1]
    const rows = await sql.rows<HistoryRow>(READ_HISTORY, values)
    const records = await recordsOf(rows.slice(0, count), bodies)
    yield { records, isCut: rows.length > count, toMs: to }
  }
}

async function recordsOf(
  rows: readonly HistoryRow[],
  bodies: Bodies,
): Promise<readonly PastRecord[]> {
  const records: PastRecord[] = []
  for (const row of rows) {
    const owner = { id: row.id, eventId: row.event_id, transactionId: row.transaction_id }
    const { decisionJson } = await bodies.decode(row.body, owner)
    if (decisionJson === null) continue
    records.push({
      ...owner,
      receivedAtMs: timeOfId(row.id),
      checkpoint: row.checkpoint,
      rulesetVersion: row.ruleset_version,
      window: row.window_event,
      decisionJson,
    })
  }
  return records
}

/** The smallest id above this one: pages do not overlap. */
function nextId(id: string): string {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0')
  return [
    next.slice(0, 8),
    next.slice(8, 12),
    next.slice(12, 16),
    next.slice(16, 20),
    next.slice(20),
  ].join('-')
}
