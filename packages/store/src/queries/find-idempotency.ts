export interface IdempotencyRow {
  readonly created_at: number
  readonly status: number
  readonly body_hash: Buffer
  readonly answer: Buffer | null
  readonly body: Buffer | null
}

/** $1 shop, $2 route, $3 key. */
export const FIND_IDEMPOTENCY = {
  name: 'find_idempotency',
  text: `
SELECT i.created_at, i.status, i.body_hash, i.answer, j.body
FROM idempotency i LEFT JOIN journal j ON j.id = i.journal_id
WHERE i.shop_id = $1 AND i.route = $2 AND i.key = $3`,
}
