import type { Statement } from '../connection/sql.ts'

export interface BareLabelRow {
  readonly id: string
  readonly shop_id: string
  readonly event_id: string | null
  readonly transaction_id: string | null
  readonly label: string
  readonly source: string
  readonly time: number
  readonly amount_minor: number | null
}

export interface LabelRow extends BareLabelRow {
  readonly note: string | null
  readonly subject: Buffer | null
  readonly sealed: Buffer | null
}

/** $1 shop, $2 event, $3 transaction, $4 rows at most. Newest first, with what was sealed beside. */
export const FIND_LABELS: Statement = {
  name: 'find_labels',
  text: `
SELECT l.id, l.shop_id, l.event_id, l.transaction_id, l.label, l.source, l.time, l.amount_minor,
  l.note, j.subject, j.sealed
FROM labels l LEFT JOIN journal j ON j.id = l.id
WHERE l.shop_id = $1 AND (l.event_id = $2 OR l.transaction_id = $3)
ORDER BY l.time DESC, l.id DESC LIMIT $4`,
}

/** $1 shop, $2 events, $3 transactions, $4 rows at most. Newest first, without notes. */
export const FIND_LABELS_OF_MANY: Statement = {
  name: 'find_labels_of_many',
  text: `
SELECT id, shop_id, event_id, transaction_id, label, source, time, amount_minor FROM labels
WHERE shop_id = $1 AND (event_id = ANY ($2::text[]) OR transaction_id = ANY ($3::text[]))
ORDER BY time DESC, id DESC LIMIT $4`,
}
