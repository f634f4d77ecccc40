import type { Statement } from '../connection/sql.ts'

/** $1 shop, $2 id of the order's first decision. Given back with the transaction. */
export const LOCK_ORDER: Statement = {
  name: 'lock_order',
  text: `SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 3))`,
}
