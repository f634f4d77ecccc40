import type { Statement } from '../connection/sql.ts'
import { JOURNAL_COLUMNS } from './find-record.ts'

/** $1 shop, $2 event, $3 id of the first decision, $4 rows at most, $5 before this id. Newest first. */
export const FIND_RESCORES: Statement = {
  name: 'find_rescores',
  text: `
SELECT ${JOURNAL_COLUMNS} FROM journal
WHERE hashtext(event_id) = hashtext($2::text) AND event_id = $2 AND shop_id = $1
  AND rescored_from = $3 AND id < $5::uuid
ORDER BY id DESC LIMIT $4`,
}
/** $1 shop, $2 transaction, $3 event types. */
export const FIND_EVENT: Statement = {
  name: 'find_event',
  text: `
SELECT 1 AS found FROM journal
WHERE hashtext(transaction_id) = hashtext($2::text) AND transaction_id = $2 AND shop_id = $1
  AND event_type = ANY ($3::text[])
LIMIT 1`,
}

export interface OpenOrderRow {
  readonly id: string
  readonly window_event: Buffer | null
}

/** $1 shop, $2 after this id, $3 rows at most. Kind 0 is a decision (JOURNAL_KINDS). */
export const READ_ORDERS: Statement = {
  name: 'read_orders',
  text: `
SELECT id, window_event FROM journal
WHERE id > $2 AND shop_id = $1 AND kind = 0 AND checkpoint = 'order' AND rescored_from IS NULL
ORDER BY id LIMIT $3`,
}
