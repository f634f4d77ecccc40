import type { Bodies } from '../body/bodies.ts'
import type { Sql } from '../connection/sql.ts'
import type { StoredRecord } from '../journal/record.ts'
import { COUNT_DECISIONS, COUNT_EVENTS, type EventCountRow } from '../queries/count-events.ts'
import { FIND_RECORD, type JournalRow } from '../queries/find-record.ts'
import { FIND_EVENT, FIND_RESCORES, type OpenOrderRow, READ_ORDERS } from '../queries/rescores.ts'
import {
  READ_LATE_WINDOWS,
  READ_SNAPSHOT,
  READ_WINDOWS,
  type LateWindowsRow,
  type WindowsRow,
} from '../queries/read-windows.ts'
import { firstIdOf, isId, LAST_ID } from './id-bounds.ts'
import { timeOfId } from '../new-id.ts'
import { type ReadDecision, readDecisions } from './decisions.ts'
import { readOutbox, type OutboxCursor, type OutboxPage } from './outbox.ts'
import { readShadowed, type Shadowed } from './shadowed.ts'
import { StoreError } from '../store-error.ts'
import { PAGE_ROWS_MAX, type RecordFilter, searchStatement } from './search.ts'
import { storedRecord } from './stored-record.ts'

/** Rows per page of the window stream: about 1 MB of packed events. */
const WINDOW_PAGE_ROWS = 10_000

/** Rows per page of a walk over orders. */
const ORDER_PAGE_ROWS = 1000

/** An order, as far as it is compared with what changed. */
export interface OrderKeys {
  readonly id: string
  /** `packWindowEvent(...)`; `null`: no window counts it. */
  readonly window: Uint8Array | null
}

/** How many events of a type there are, and when the newest arrived. */
export interface EventCount {
  readonly type: string
  readonly count: number
  readonly newestAtMs: number
}

export interface RecordPage {
  readonly records: readonly StoredRecord[]
  /** Hand it to the next call; `null` on the last page. */
  readonly nextCursor: string | null
}

/** Packed window events of one shop, one after another, in the order of their ids. */
export interface WindowChunk {
  readonly shopId: string
  readonly packed: Uint8Array
  /** Of the events, 16 bytes each. */
  readonly ids: Uint8Array
  readonly events: number
}

/** What was written, read back. Nothing here waits behind the hot path's connections. */
export interface Reading {
  /** `undefined`: no such record, or another shop's. */
  record(shopId: string, id: string): Promise<StoredRecord | undefined>
  /** Throws `StoreError` `invalid` for a cursor that is not from a page before. */
  search(filter: RecordFilter): Promise<RecordPage>
  /** The last re-score of a first decision; `undefined`: it was never scored again. */
  newestRescore(
    shopId: string,
    first: Pick<StoredRecord, 'id' | 'eventId'>,
  ): Promise<StoredRecord | undefined>
  /** The last re-scores of a first decision, newest first: of all, or of those before one of them. */
  rescores(
    shopId: string,
    first: Pick<StoredRecord, 'id' | 'eventId'>,
    limit: number,
    beforeId?: string,
  ): Promise<readonly StoredRecord[]>
  /** Received at or after one time and before another, re-scores among them. */
  countDecisions(shopId: string, fromMs: number, toMs: number): Promise<number>
  /** The same, newest first, in pages. One that cannot be read any more says why. */
  decisions(shopId: string, fromMs: number, toMs: number): AsyncIterable<readonly ReadDecision[]>
  /** Whether an event of one of these types was recorded about the order. */
  hasEvent(shopId: string, transactionId: string, eventTypes: readonly string[]): Promise<boolean>
  /** Events of a shop received since, by type; of the newest `limit` where there are more. */
  countEvents(shopId: string, sinceMs: number, limit: number): Promise<readonly EventCount[]>
  /** First decisions about orders received since, oldest first, with what their windows count by. */
  orders(shopId: string, sinceMs: number): AsyncIterable<readonly OrderKeys[]>
  /** What is committed now, in the database's words. */
  snapshot(): Promise<string>
  /**
   * Everything received since, for all shops: what the windows are rebuilt from. With a snapshot
   * only what that sees, whatever is committed meanwhile.
   */
  windows(sinceMs: number, snapshot?: string): AsyncIterable<WindowChunk>
  /** What was received before that time and is not seen by the snapshot: committed later. */
  lateWindows(snapshot: string, beforeMs: number): Promise<readonly WindowChunk[]>
  /** Decisions of a shop that rulesets in shadow decided too: pages, newest first. */
  shadowed(shopId: string, fromMs: number, toMs: number): AsyncIterable<readonly Shadowed[]>
  /** Committed records after the cursor, in `(tx, id)` order, none skipped. */
  outbox(after: OutboxCursor | null, limit: number): Promise<OutboxPage>
}

/**
 * @param slow for what reads on and on, beside those who wait for a page
 * @param isSpooled whether a record waits to come into the journal
 */
export function openReading(
  sql: Sql,
  slow: Sql,
  bodies: Pick<Bodies, 'decode'>,
  isSpooled: (id: string) => boolean = () => false,
): Reading {
  return {
    async record(shopId, id) {
      if (!isId(id)) return undefined
      const [row] = await sql.rows<JournalRow>(FIND_RECORD, [shopId, id])
      if (row !== undefined) return storedRecord(row, bodies)
      if (!isSpooled(id)) return undefined
      // It was answered, so it is not said to be absent.
      throw new StoreError('database_unreachable', 'the record is still in the spool')
    },
    async search(filter) {
      const { statement, values } = searchStatement(filter)
      const rows = await sql.rows<JournalRow>(statement, values)
      const limit = Math.min(Math.max(1, Math.trunc(filter.limit ?? 50)), PAGE_ROWS_MAX)
      const page = rows.slice(0, limit)
      return {
        records: await Promise.all(page.map((row) => storedRecord(row, bodies))),
        nextCursor: rows.length > limit ? page.at(-1)!.id : null,
      }
    },
    async newestRescore(shopId, { id, eventId }) {
      const [row] = await sql.rows<JournalRow>(FIND_RESCORES, [shopId, eventId, id, 1, LAST_ID])
      return row === undefined ? undefined : storedRecord(row, bodies)
    },
    async rescores(shopId, { id, eventId }, limit, beforeId = LAST_ID) {
      const values = [shopId, eventId, id, limit, beforeId]
      const rows = await sql.rows<JournalRow>(FIND_RESCORES, values)
      return Promise.all(rows.map((row) => storedRecord(row, bodies)))
    },
    async countDecisions(shopId, fromMs, toMs) {
      const values = [shopId, firstIdOf(fromMs), firstIdOf(toMs)]
      const [row] = await slow.rows<{ decisions: string }>(COUNT_DECISIONS, values)
      return Number(row!.decisions)
    },
    decisions: (shopId, fromMs, toMs) => readDecisions(sql, bodies, { shopId, fromMs, toMs }),
    async hasEvent(shopId, transactionId, eventTypes) {
      const rows = await sql.rows(FIND_EVENT, [shopId, transactionId, eventTypes])
      return rows.length > 0
    },
    async countEvents(shopId, sinceMs, limit) {
      const values = [shopId, firstIdOf(sinceMs), limit]
      const rows = await slow.rows<EventCountRow>(COUNT_EVENTS, values)
      return rows.map(({ event_type: type, events, newest }) => ({
        type,
        count: Number(events),
        newestAtMs: timeOfId(newest),
      }))
    },
    async *orders(shopId, sinceMs) {
      let after = firstIdOf(sinceMs)
      for (;;) {
        const rows = await sql.rows<OpenOrderRow>(READ_ORDERS, [shopId, after, ORDER_PAGE_ROWS])
        if (rows.length === 0) return
        yield rows.map(({ id, window_event: window }) => ({ id, window }))
        after = rows.at(-1)!.id
      }
    },
    async snapshot() {
      const [row] = await slow.rows<{ snapshot: string }>(READ_SNAPSHOT)
      return row!.snapshot
    },
    async lateWindows(snapshot, beforeMs) {
      const rows = await slow.rows<LateWindowsRow>(READ_LATE_WINDOWS, [
        snapshot,
        firstIdOf(beforeMs),
      ])
      return rows.map(({ shop_id: shopId, packed, ids, events }) => ({
        shopId,
        packed,
        ids,
        events,
      }))
    },
    async *windows(sinceMs, snapshot) {
      let after = firstIdOf(sinceMs)
      for (;;) {
        const values = [after, LAST_ID, WINDOW_PAGE_ROWS, snapshot ?? null]
        const page = await slow.rows<WindowsRow>(READ_WINDOWS, values)
        const [first] = page
        if (first === undefined) return
        for (const { shop_id: shopId, packed, ids, events } of page) {
          if (packed !== null && ids !== null) yield { shopId, packed, ids, events }
        }
        after = first.last
      }
    },
    shadowed: (shopId, fromMs, toMs) => readShadowed(slow, shopId, fromMs, toMs),
    outbox: (after, limit) => readOutbox(slow, bodies, after, limit),
  }
}
