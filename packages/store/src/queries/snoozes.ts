import type { Statement } from '../connection/sql.ts'

export interface SnoozeRow {
  readonly id: string
  readonly rule_id: string
  readonly entity: string
  readonly token: string
  readonly until: number
  readonly why: string
  readonly created_at: number
  readonly created_by: string
}

const COLUMNS = 'id, rule_id, entity, token, until, why, created_at, created_by'

/**
 * $1 id, $2 shop, $3 rule, $4 entity, $5 token, $6 until (milliseconds), $7 why, $8 by whom, $9 how
 * many a shop may have. No row: it has as many.
 */
export const INSERT_SNOOZE: Statement = {
  name: 'insert_snooze',
  text: `INSERT INTO snoozes (id, shop_id, rule_id, entity, token, until, why, created_by)
SELECT $1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), $7, $8
WHERE (SELECT count(*) FROM snoozes WHERE shop_id = $2) < $9
RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 over before (milliseconds). */
export const PRUNE_SNOOZES: Statement = {
  name: 'prune_snoozes',
  text: `DELETE FROM snoozes WHERE shop_id = $1 AND until < to_timestamp($2::bigint / 1000.0)`,
}
/** $1 shop, $2 now (milliseconds). */
export const ACTIVE_SNOOZES: Statement = {
  name: 'active_snoozes',
  text: `SELECT ${COLUMNS} FROM snoozes
WHERE shop_id = $1 AND until > to_timestamp($2::bigint / 1000.0) ORDER BY id`,
}
/** $1 shop, $2 now (milliseconds), $3 before this id, $4 rows at most. Newest first. */
export const PAGE_SNOOZES: Statement = {
  name: 'page_snoozes',
  text: `SELECT ${COLUMNS} FROM snoozes
WHERE shop_id = $1 AND until > to_timestamp($2::bigint / 1000.0) AND id < $3::uuid
ORDER BY id DESC LIMIT $4`,
}
/** $1 shop, $2 id. */
export const DELETE_SNOOZE: Statement = {
  name: 'delete_snooze',
  text: `DELETE FROM snoozes WHERE shop_id = $1 AND id = $2`,
}
