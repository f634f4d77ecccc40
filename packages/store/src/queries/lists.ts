import type { Statement } from '../connection/sql.ts'

export interface ListRow {
  readonly shop_id: string
  readonly name: string
  readonly type: string
  readonly description: string
  readonly revision: number
  readonly updated_at: number
}

export interface CountedListRow extends ListRow {
  readonly items_count: number
}

export interface ListItemRow {
  readonly list_name: string
  readonly value: string
  readonly source: string
  readonly note: string | null
  readonly created_at: number
  readonly expires_at: number | null
}

export type ActiveItemRow = Pick<ListItemRow, 'value' | 'expires_at'>

export interface PutRow {
  readonly added: number
  readonly renewed: number
}

const COLUMNS = 'shop_id, name, type, description, revision, updated_at'
const ITEM_COLUMNS = 'list_name, value, source, note, created_at, expires_at'
const COUNT = `(SELECT count(*) FROM list_items
  WHERE list_items.shop_id = lists.shop_id AND list_name = lists.name) AS items_count`

/** $1 shop. */
export const ALL_LISTS: Statement = {
  name: 'all_lists',
  text: `SELECT ${COLUMNS} FROM lists WHERE shop_id = $1 ORDER BY name`,
}
/** $1 shop, $2 after this name, $3 rows at most. */
export const PAGE_LISTS: Statement = {
  name: 'page_lists',
  text: `SELECT ${COLUMNS}, ${COUNT} FROM lists
WHERE shop_id = $1 AND name > $2 ORDER BY name LIMIT $3`,
}
/** $1 shop, $2 name. */
export const FIND_LIST: Statement = {
  name: 'find_list',
  text: `SELECT ${COLUMNS}, ${COUNT} FROM lists WHERE shop_id = $1 AND name = $2`,
}
/** $1 shop, $2 name, $3 type, $4 description. */
export const INSERT_LIST: Statement = {
  name: 'insert_list',
  text: `INSERT INTO lists (shop_id, name, type, description) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 name. */
export const DELETE_LIST: Statement = {
  name: 'delete_list',
  text: `DELETE FROM lists WHERE shop_id = $1 AND name = $2`,
}
/**
 * $1 shop, $2 list, $3 items as JSON. A row that the statement itself made has no `xmax`. Times are
 * kept to the millisecond, so that a cursor can name them exactly.
 */
export const UPSERT_ITEMS: Statement = {
  name: 'upsert_items',
  text: `
WITH put AS (
  INSERT INTO list_items (shop_id, list_name, value, source, note, expires_at, created_at)
  SELECT DISTINCT ON (value) $1, $2, value, source, note, to_timestamp(expires_ms / 1000.0),
    date_trunc('milliseconds', now())
  FROM json_to_recordset($3::json) AS i(value text, source text, note text, expires_ms bigint)
  ORDER BY value
  ON CONFLICT (shop_id, list_name, value) DO UPDATE SET
    source = excluded.source, note = excluded.note, expires_at = excluded.expires_at
  RETURNING xmax = 0 AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS added, count(*) FILTER (WHERE NOT is_new) AS renewed
FROM put`,
}
/** $1 shop, $2 list, $3 values. */
export const DELETE_ITEMS: Statement = {
  name: 'delete_items',
  text: `DELETE FROM list_items WHERE shop_id = $1 AND list_name = $2 AND value = ANY ($3)`,
}
/** $1 shop, $2 list, $3 items at most: the row says whether there are more. */
export const IS_OVERFULL: Statement = {
  name: 'is_overfull',
  text: `SELECT count(*) > $3 AS is_overfull FROM list_items WHERE shop_id = $1 AND list_name = $2`,
}
/** $1 shop, $2 list. */
export const TOUCH_LIST: Statement = {
  name: 'touch_list',
  text: `UPDATE lists SET revision = revision + 1, updated_at = now()
WHERE shop_id = $1 AND name = $2`,
}
/** $1 shop, $2 list, $3 value. */
export const FIND_ITEM: Statement = {
  name: 'find_item',
  text: `SELECT ${ITEM_COLUMNS} FROM list_items
WHERE shop_id = $1 AND list_name = $2 AND value = $3`,
}
/**
 * $1 shop, $2 list, $3 and $4 after this time (milliseconds since the epoch) and value; a null time
 * asks for the first page, $5 rows at most. Newest first.
 */
export const PAGE_ITEMS: Statement = {
  name: 'page_items',
  text: `SELECT ${ITEM_COLUMNS} FROM list_items
WHERE shop_id = $1 AND list_name = $2 AND ($3::bigint IS NULL
  OR created_at < to_timestamp($3 / 1000.0)
  OR (created_at = to_timestamp($3 / 1000.0) AND value > $4))
ORDER BY created_at DESC, value LIMIT $5`,
}
/** $1 shop, $2 list, $3 seconds since the epoch, $4 after this value, $5 rows at most. */
export const ACTIVE_ITEMS: Statement = {
  name: 'active_items',
  text: `SELECT value, expires_at FROM list_items
WHERE shop_id = $1 AND list_name = $2 AND (expires_at IS NULL OR expires_at > to_timestamp($3))
  AND value > $4
ORDER BY value LIMIT $5`,
}
