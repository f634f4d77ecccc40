import type { Statement } from '../connection/sql.ts'

export type BacktestState = 'waiting' | 'running' | 'done' | 'failed'

export interface BacktestRow {
  readonly id: string
  readonly shop_id: string
  readonly state: BacktestState
  readonly progress: number
  readonly decisions: number
  readonly ruleset: string
  readonly created_at: number
  readonly created_by: string
  readonly error: string | null
}

const COLUMNS = 'id, shop_id, state, progress, decisions, ruleset, created_at, created_by, error'

/** $1 id, $2 shop, $3 name of the ruleset, $4 by whom, $5 request. */
export const INSERT_BACKTEST: Statement = {
  name: 'insert_backtest',
  text: `INSERT INTO backtests (id, shop_id, ruleset, created_by, request)
VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 how many stay. */
export const PRUNE_BACKTESTS: Statement = {
  name: 'prune_backtests',
  text: `DELETE FROM backtests WHERE shop_id = $1 AND id <= (
  SELECT id FROM backtests WHERE shop_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)`,
}
/** $1 shop, $2 id. */
export const FIND_BACKTEST: Statement = {
  name: 'find_backtest',
  text: `SELECT ${COLUMNS}, request, result FROM backtests WHERE shop_id = $1 AND id = $2`,
}
/** $1 shop, $2 before this id, $3 rows at most. Newest first. */
export const LIST_BACKTESTS: Statement = {
  name: 'list_backtests',
  text: `SELECT ${COLUMNS} FROM backtests WHERE shop_id = $1 AND id < $2::uuid
ORDER BY id DESC LIMIT $3`,
}
/**
 * $1 shop, $2 id, $3 share of the work, $4 decisions. One that has ended stays so: on another
 * connection this may be overtaken by its end.
 */
export const PROGRESS_BACKTEST: Statement = {
  name: 'progress_backtest',
  text: `UPDATE backtests SET state = 'running', progress = $3, decisions = $4
WHERE shop_id = $1 AND id = $2 AND state IN ('waiting', 'running')`,
}
/**
 * $1 queue, $2 shop, $3 ids. A job that waits as the n-th of its shop comes after n of every other
 * shop, as far as that has as many.
 */
export const WAITING_BEFORE: Statement = {
  name: 'waiting_before',
  text: `
WITH waiting AS (
  SELECT shop_id, payload ->> 'id' AS id,
    row_number() OVER (PARTITION BY shop_id ORDER BY run_at, id) AS place
  FROM jobs WHERE queue = $1 AND state = 'waiting'
    AND (leased_until IS NULL OR leased_until < clock_timestamp()))
SELECT own.id, (own.place - 1 + (
  SELECT count(*) FROM waiting other WHERE other.shop_id <> $2 AND other.place <= own.place))::int AS before
FROM waiting own WHERE own.shop_id = $2 AND own.id = ANY ($3::text[])`,
}
/** $1 shop, $2 id, $3 decisions, $4 result, $5 error. */
export const END_BACKTEST: Statement = {
  name: 'end_backtest',
  text: `UPDATE backtests SET state = CASE WHEN $5::text IS NULL THEN 'done' ELSE 'failed' END,
  progress = 1, decisions = $3, result = $4, error = $5
WHERE shop_id = $1 AND id = $2`,
}
/** $1 shop, $2 id. */
export const DELETE_BACKTEST: Statement = {
  name: 'delete_backtest',
  text: `DELETE FROM backtests WHERE shop_id = $1 AND id = $2`,
}
