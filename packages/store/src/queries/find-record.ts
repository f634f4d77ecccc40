import type { Statement } from '../connection/sql.ts'

/** The columns of a journal row as they come back. */
export interface JournalRow {
  readonly id: string
  readonly shop_id: string
  readonly kind: number
  readonly event_time: number
  readonly checkpoint: string | null
  readonly event_type: string
  readonly event_id: string | null
  readonly transaction_id: string | null
  readonly outcome: number | null
  readonly risk_score: number | null
  readonly is_degraded: boolean
  readonly ruleset_version: string | null
  readonly rescored_from: string | null
  readonly subject: Buffer | null
  readonly sealed: Buffer | null
  readonly window_event: Buffer | null
  readonly shadow: Buffer | null
  readonly body: Buffer
}

/**
 * The event's id. An event that the shop gave no id has the id of its first record, and that is not
 * stored twice: 37 bytes, and an entry of `journal_by_event`. Kind 2 is a label: it may name none.
 */
export const EVENT_ID = `coalesce(event_id, CASE WHEN kind <> 2 THEN id::text END) AS event_id`

export const JOURNAL_COLUMNS = `id, shop_id, kind, event_time, checkpoint, event_type, ${EVENT_ID},
  transaction_id, outcome, risk_score, is_degraded, ruleset_version, rescored_from, subject, sealed,
  window_event, shadow, body`

/** $1 shop, $2 id. */
export const FIND_RECORD: Statement = {
  name: 'find_record',
  text: `SELECT ${JOURNAL_COLUMNS} FROM journal WHERE id = $2 AND shop_id = $1`,
}
