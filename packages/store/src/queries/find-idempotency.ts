import { EVENT_ID } from './find-record.ts'

export interface IdempotencyRow {
  readonly created_at: number
  readonly status: number
  readonly body_hash: Buffer
  readonly answer: Buffer | null
  readonly body: Buffer | null
  readonly journal_id: string | null
  readonly event_id: string | null
  readonly transaction_id: string | null
}

/** $1 request id. */
export const FIND_IDEMPOTENCY = {
  name: 'find_idempotency',
  text: `
SELECT i.created_at, i.status, i.body_hash, i.answer, i.journal_id,
  ${EVENT_ID}, j.transaction_id, j.body
FROM idempotency i LEFT JOIN journal j ON j.id = i.journal_id
WHERE i.request = $1`,
}
