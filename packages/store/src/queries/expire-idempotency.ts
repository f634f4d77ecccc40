/** $1 seconds since the epoch, $2 rows at most. */
export const EXPIRE_IDEMPOTENCY = {
  name: 'expire_idempotency',
  text: `
DELETE FROM idempotency WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM idempotency WHERE created_at < to_timestamp($1) LIMIT $2))`,
}
