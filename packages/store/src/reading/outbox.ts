import type { Bodies } from '../body/bodies.ts'
import type { Sql } from '../connection/sql.ts'
import type { StoredRecord } from '../journal/record.ts'
import type { JournalRow } from '../queries/find-record.ts'
import { READ_OUTBOX } from '../queries/read-outbox.ts'
import { storedRecord } from './stored-record.ts'

const OUTBOX_ROWS_MAX = 1000

/** The last record that was handed out. `tx` is a 64-bit transaction id in decimal. */
export interface OutboxCursor {
  readonly tx: string
  readonly id: string
}

export interface OutboxPage {
  readonly records: readonly StoredRecord[]
  /** Equal to the cursor given when there was nothing new. */
  readonly cursor: OutboxCursor | null
}

/**
 * Rows become visible in commit order, not in id order, so a reader must not pass a transaction
 * that may still commit: only rows below the oldest running transaction are handed out.
 */
export async function readOutbox(
  sql: Sql,
  bodies: Pick<Bodies, 'decode'>,
  after: OutboxCursor | null,
  limit: number,
): Promise<OutboxPage> {
  const from = after ?? { tx: '0', id: '00000000-0000-0000-0000-000000000000' }
  const rows = await sql.rows<JournalRow & { tx: string }>(READ_OUTBOX, [
    from.tx,
    from.id,
    Math.min(Math.max(1, limit), OUTBOX_ROWS_MAX),
  ])
  const last = rows.at(-1)
  return {
    records: await Promise.all(rows.map((row) => storedRecord(row, bodies))),
    cursor: last === undefined ? after : { tx: last.tx, id: last.id },
  }
}
