import type { Statement } from '../connection/sql.ts'

export interface LabelRow {
  readonly id: string
  readonly shop_id: string
  readonly event_id: string | null
  readonly transaction_id: string | null
  readonly label: string
  readonly source: string
  readonly time: number
  readonly amount_minor: number | null
  readonly note: string | null
}

/** $1 shop, $2 event, $3 transaction, $4 rows at most. Newest first. */
export const FIND_LABELS: Statement = {
  name: 'find_labels',
  text: `
SELECT id, shop_id, event_id, transaction_id, label, source, time, amount_minor, note FROM labels
WHERE shop_id = $1 AND (event_id = $2 OR transaction_id = $3)
ORDER BY time DESC, id DESC LIMIT $4`,
}
