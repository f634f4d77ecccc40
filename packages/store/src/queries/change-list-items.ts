import type { Statement } from '../connection/sql.ts'

export interface PutRow {
  readonly added: number
  readonly renewed: number
}

export interface RemovedRow {
  readonly removed: number
}

/** Items as one parameter of JSON; one that is given twice counts as the last of them. */
const GIVEN = `SELECT DISTINCT ON (value) value, source, note,
    to_timestamp(expires_ms / 1000.0) AS expires_at
  FROM ROWS FROM (
    json_to_recordset($4::json) AS (value text, source text, note text, expires_ms bigint)
  ) WITH ORDINALITY AS i(value, source, note, expires_ms, n)
  ORDER BY value, n DESC`

/**
 * Puts items on a list and into its log. A row that the statement itself made has no \`xmax\`. What
 * is there already and says the same is counted and left alone. Times are kept to the millisecond,
 * so that a cursor can name them exactly. $1 shop, $2 list, $3 revision.
 */
function putting(given: string): string {
  return `
WITH given AS (${given}), put AS (
  INSERT INTO list_items AS kept
    (shop_id, list_name, value, source, note, expires_at, created_at)
  SELECT $1, $2, value, source, note, expires_at, date_trunc('milliseconds', now()) FROM given
  ON CONFLICT (shop_id, list_name, value) DO UPDATE SET
    source = excluded.source, note = excluded.note, expires_at = excluded.expires_at
  WHERE (kept.source, kept.note, kept.expires_at)
    IS DISTINCT FROM (excluded.source, excluded.note, excluded.expires_at)
  RETURNING value, source, note, expires_at, xmax = 0 AS is_new
), logged AS (
  INSERT INTO list_change_items
    (shop_id, list_name, revision, value, change, source, note, expires_at)
  SELECT $1, $2, $3, value, CASE WHEN is_new THEN 'added' ELSE 'renewed' END, source, note,
    expires_at
  FROM put
), counted AS (SELECT count(*) FILTER (WHERE is_new) AS added FROM put)
SELECT added, (SELECT count(*) FROM given) - added AS renewed FROM counted`
}

/** Takes items off a list and writes into its log what they were. $1 shop, $2 list, $3 revision. */
function removing(which: string): string {
  return `
WITH gone AS (
  DELETE FROM list_items AS kept WHERE shop_id = $1 AND list_name = $2 AND ${which}
  RETURNING value, source, note, expires_at
), logged AS (
  INSERT INTO list_change_items
    (shop_id, list_name, revision, value, change, source, note, expires_at)
  SELECT $1, $2, $3, value, 'removed', source, note, expires_at FROM gone
)
SELECT count(*) AS removed FROM gone`
}

/** $1 shop, $2 list, $3 revision, $4 items as JSON. */
export const PUT_ITEMS: Statement = { name: 'put_items', text: putting(GIVEN) }
/** $1 shop, $2 list, $3 revision, $4 values. */
export const REMOVE_ITEMS: Statement = {
  name: 'remove_items',
  text: removing('value = ANY ($4)'),
}
/** $1 shop, $2 list, $3 revision. */
export const REMOVE_ALL_ITEMS: Statement = { name: 'remove_all_items', text: removing('true') }

/** What an import has read so far; gone with its connection. */
export const STAGE_TABLE: Statement = {
  name: 'stage_table',
  text: `CREATE TEMP TABLE staged_items (
  expires_at timestamptz, value text COLLATE "C" PRIMARY KEY, source text NOT NULL, note text)`,
}
/** $1 values, $2 sources, $3 notes, $4 expiries in milliseconds; each value once. */
export const STAGE_ITEMS: Statement = {
  name: 'stage_items',
  text: `
WITH put AS (
  INSERT INTO staged_items (value, source, note, expires_at)
  SELECT value, source, note, to_timestamp(expires_ms / 1000.0)
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
    AS i(value, source, note, expires_ms)
  ON CONFLICT (value) DO UPDATE SET
    source = excluded.source, note = excluded.note, expires_at = excluded.expires_at
  RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS added FROM put`,
}
/** $1 shop, $2 list, $3 revision. */
export const PUT_STAGED: Statement = {
  name: 'put_staged',
  text: putting('SELECT value, source, note, expires_at FROM staged_items'),
}
/** $1 shop, $2 list, $3 revision. */
export const REMOVE_UNSTAGED: Statement = {
  name: 'remove_unstaged',
  text: removing('NOT EXISTS (SELECT FROM staged_items WHERE staged_items.value = kept.value)'),
}

export interface StagedRow {
  readonly staged: number
  readonly common: number
  readonly listed: number
}
/** What an import would meet. $1 shop, $2 list. */
export const COMPARE_STAGED: Statement = {
  name: 'compare_staged',
  text: `SELECT (SELECT count(*) FROM staged_items) AS staged,
  (SELECT count(*) FROM list_items WHERE shop_id = $1 AND list_name = $2) AS listed,
  (SELECT count(*) FROM list_items JOIN staged_items USING (value)
    WHERE shop_id = $1 AND list_name = $2) AS common`,
}
