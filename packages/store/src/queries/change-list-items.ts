import type { Statement } from '../connection/sql.ts'

/** Log items that stand in one row: a row for each would take longer to write than the items. */
export const LOG_PART_ITEMS = 100

export interface WrittenRow {
  /** Items that were written, and so many are in the log now. */
  readonly written: number
}

export interface PutRow extends WrittenRow {
  readonly added: number
  readonly renewed: number
}

/**
 * Writes what a statement did to items into the log of the list, in parts by value. $1 shop, $2
 * list, $3 revision, $4 how many items of the change the log has already.
 *
 * @param change SQL for what became of an item
 */
export function logging(done: string, change: string): string {
  return `INSERT INTO list_change_items (shop_id, list_name, revision, first, items)
  SELECT $1, $2, $3::bigint, $4::int + part * ${LOG_PART_ITEMS}, json_agg(json_build_array(${change},
    value, source, note, (extract(epoch FROM expires_at) * 1000)::bigint) ORDER BY value)
  FROM (
    SELECT *, (row_number() OVER (ORDER BY value) - 1)::int / ${LOG_PART_ITEMS} AS part FROM ${done}
  ) AS numbered GROUP BY part`
}

export const ITEM_COLUMNS = 'shop_id, list_name, value, source, note, expires_at, created_at'
/** Times are kept to the millisecond, so that a cursor can name them exactly. */
export const NOW = `date_trunc('milliseconds', now())`
export const IS_OTHER = (one: string, other: string) =>
  `(${one}.source, ${one}.note, ${one}.expires_at)
    IS DISTINCT FROM (${other}.source, ${other}.note, ${other}.expires_at)`

/**
 * $1 to $4 as for `logging`, $5 items as JSON; one that is given twice counts as the last of them.
 * A row that the statement itself made has no `xmax`. What is there already and says the same is
 * counted and left alone.
 */
export const PUT_ITEMS: Statement = {
  name: 'put_items',
  text: `
WITH given AS (
  SELECT DISTINCT ON (value) value, source, note, to_timestamp(expires_ms / 1000.0) AS expires_at
  FROM ROWS FROM (
    json_to_recordset($5::json) AS (value text, source text, note text, expires_ms bigint)
  ) WITH ORDINALITY AS i(value, source, note, expires_ms, n)
  ORDER BY value, n DESC
), put AS (
  INSERT INTO list_items AS kept (${ITEM_COLUMNS})
  SELECT $1, $2, value, source, note, expires_at, ${NOW} FROM given
  ON CONFLICT (shop_id, list_name, value) DO UPDATE SET
    source = excluded.source, note = excluded.note, expires_at = excluded.expires_at
  WHERE ${IS_OTHER('kept', 'excluded')}
  RETURNING value, source, note, expires_at, xmax = 0 AS is_new
), logged AS (${logging('put', `CASE WHEN is_new THEN 'added' ELSE 'renewed' END`)}
), counted AS (SELECT count(*) FILTER (WHERE is_new) AS added, count(*) AS written FROM put)
SELECT added, (SELECT count(*) FROM given) - added AS renewed, written FROM counted`,
}

/** Takes items off a list and writes into its log what they were. */
export function removing(which: string): string {
  return `
WITH gone AS (
  DELETE FROM list_items AS kept WHERE shop_id = $1 AND list_name = $2 AND ${which}
  RETURNING value, source, note, expires_at
), logged AS (${logging('gone', `'removed'`)})
SELECT count(*) AS written FROM gone`
}

/** $1 to $4 as for `logging`, $5 values. */
export const REMOVE_ITEMS: Statement = { name: 'remove_items', text: removing('value = ANY ($5)') }
/** $1 to $4 as for `logging`. */
export const REMOVE_ALL_ITEMS: Statement = { name: 'remove_all_items', text: removing('true') }
