import type { Statement } from '../connection/sql.ts'
import { IS_OTHER, ITEM_COLUMNS, logging, NOW, removing } from './change-list-items.ts'

/** What an import has read so far; gone with its connection. */
export const STAGE_TABLE: Statement = {
  name: 'stage_table',
  text: `CREATE TEMP TABLE staged_items (
  expires_at timestamptz, value text COLLATE "C" NOT NULL, source text NOT NULL, note text)`,
}
/** $1 values, $2 sources, $3 notes, $4 expiries in milliseconds; no value is staged twice. */
export const STAGE_ITEMS: Statement = {
  name: 'stage_items',
  text: `
INSERT INTO staged_items (value, source, note, expires_at)
SELECT value, source, note, to_timestamp(expires_ms / 1000.0)
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
  AS i(value, source, note, expires_ms)`,
}
/** What circles are told of what is staged. */
export const STAGE_SHARES_TABLE: Statement = {
  name: 'stage_shares_table',
  text: `CREATE TEMP TABLE staged_shares (
  since_ms float8 NOT NULL, expires_ms float8 NOT NULL, severity smallint NOT NULL,
  value text COLLATE "C" NOT NULL, circle text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL,
  reason text NOT NULL, token bytea NOT NULL)`,
}
/** $1 values, $2 circles, $3 kinds, $4 tokens, $5 reasons, $6 severities, $7 since, $8 until (ms). */
export const STAGE_SHARES: Statement = {
  name: 'stage_shares',
  text: `
INSERT INTO staged_shares (value, circle, kind, token, reason, severity, since_ms, expires_ms)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::smallint[],
  $7::float8[], $8::float8[])`,
}
/** Without it the planner takes a million rows for a thousand, and compares them one by one. */
export const ANALYZE_STAGED: Statement = {
  name: 'analyze_staged',
  text: 'ANALYZE staged_items, list_items',
}

export interface StagedRow {
  readonly staged: number
  /** Of them, those that are on the list already. */
  readonly common: number
  readonly listed: number
}
/** What an import meets. $1 shop, $2 list. */
export const COMPARE_STAGED: Statement = {
  name: 'compare_staged',
  text: `SELECT (SELECT count(*) FROM staged_items) AS staged,
  (SELECT count(*) FROM list_items WHERE shop_id = $1 AND list_name = $2) AS listed,
  (SELECT count(*) FROM list_items JOIN staged_items USING (value)
    WHERE shop_id = $1 AND list_name = $2) AS common`,
}

// The list is locked by then: nobody else writes to it, so that what is the same can be left alone
// without a lock on each of its rows. $1 to $4 as for `logging`.

export const REMOVE_UNSTAGED: Statement = {
  name: 'remove_unstaged',
  text: removing('NOT EXISTS (SELECT FROM staged_items WHERE staged_items.value = kept.value)'),
}
export const RENEW_STAGED: Statement = {
  name: 'renew_staged',
  text: `
WITH put AS (
  UPDATE list_items AS kept SET
    source = staged.source, note = staged.note, expires_at = staged.expires_at
  FROM staged_items AS staged
  WHERE kept.shop_id = $1 AND kept.list_name = $2 AND kept.value = staged.value
    AND ${IS_OTHER('kept', 'staged')}
  RETURNING kept.value, kept.source, kept.note, kept.expires_at
), logged AS (${logging('put', `'renewed'`)})
SELECT count(*) AS written FROM put`,
}
/** In the order of the index that they go into. */
export const ADD_STAGED: Statement = {
  name: 'add_staged',
  text: `
WITH put AS (
  INSERT INTO list_items (${ITEM_COLUMNS})
  SELECT $1, $2, value, source, note, expires_at, ${NOW} FROM staged_items AS staged
  WHERE NOT EXISTS (SELECT FROM list_items AS kept
    WHERE kept.shop_id = $1 AND kept.list_name = $2 AND kept.value = staged.value)
  ORDER BY value
  RETURNING value, source, note, expires_at
), logged AS (${logging('put', `'added'`)})
SELECT count(*) AS written FROM put`,
}
