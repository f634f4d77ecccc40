import type { Bodies } from '../body/bodies.ts'
import type { Sql } from '../connection/sql.ts'
import type { StoredRecord } from '../journal/record.ts'
import { FIND_RECORD, type JournalRow } from '../queries/find-record.ts'
import { READ_WINDOWS, type WindowsRow } from '../queries/read-windows.ts'
import { firstIdOf, isId, LAST_ID } from './id-bounds.ts'
import { readOutbox, type OutboxCursor, type OutboxPage } from './outbox.ts'
import { PAGE_ROWS_MAX, type RecordFilter, searchStatement } from './search.ts'
import { storedRecord } from './stored-record.ts'

/** Rows per page of the window stream: about 1 MB of packed events. */
const WINDOW_PAGE_ROWS = 10_000

export interface RecordPage {
  readonly records: readonly StoredRecord[]
  /** Hand it to the next call; `null` on the last page. */
  readonly nextCursor: string | null
}

/** Packed window events, one after another, in the order of their ids. */
export interface WindowChunk {
  readonly packed: Uint8Array
  readonly events: number
}

/** What was written, read back. Nothing here waits behind the hot path's connections. */
export interface Reading {
  /** `undefined`: no such record, or another shop's. */
  record(shopId: string, id: string): Promise<StoredRecord | undefined>
  /** Throws `StoreError` `invalid` for a cursor that is not from a page before. */
  search(filter: RecordFilter): Promise<RecordPage>
  /** Everything received since, for all shops: what the windows are rebuilt from. */
  windows(sinceMs: number): AsyncIterable<WindowChunk>
  /** Committed records after the cursor, in `(tx, id)` order, none skipped. */
  outbox(after: OutboxCursor | null, limit: number): Promise<OutboxPage>
}

export function openReading(sql: Sql, bodies: Pick<Bodies, 'decode'>): Reading {
  return {
    async record(shopId, id) {
      if (!isId(id)) return undefined
      const rows = await sql.rows<JournalRow>(FIND_RECORD, [shopId, id])
      return rows[0] === undefined ? undefined : storedRecord(rows[0], bodies)
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
    async *windows(sinceMs) {
      let after = firstIdOf(sinceMs)
      for (;;) {
        const [page] = await sql.rows<WindowsRow>(READ_WINDOWS, [after, LAST_ID, WINDOW_PAGE_ROWS])
        if (page === undefined || page.last === null) return
        if (page.packed !== null) yield { packed: page.packed, events: page.events }
        after = page.last
      }
    },
    outbox: (after, limit) => readOutbox(sql, bodies, after, limit),
  }
}
