import type { Statement } from '../connection/sql.ts'

export interface ListRow {
  readonly shop_id: string
  readonly name: string
  readonly type: string
  readonly standing: string
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

const COLUMNS = 'shop_id, name, type, standing, description, revision, updated_at'
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
/** $1 shop, $2 name. Without the count, which takes a while on a long list. */
export const LIST_STATE: Statement = {
  name: 'list_state',
  text: `SELECT ${COLUMNS} FROM lists WHERE shop_id = $1 AND name = $2`,
}
/** $1 shop, $2 name. */
export const FIND_LIST: Statement = {
  name: 'find_list',
  text: `SELECT ${COLUMNS}, ${COUNT} FROM lists WHERE shop_id = $1 AND name = $2`,
}
/**
 * $1 shop, $2 name, $3 type, $4 standing, $5 description. The revisions of a list that had the name
 * before are not used again.
 */
export const INSERT_LIST: Statement = {
  name: 'insert_list',
  text: `INSERT INTO lists (shop_id, name, type, standing, description, revision)
SELECT $1, $2, $3, $4, $5, 1 + coalesce(max(revision), 0)
FROM list_changes WHERE shop_id = $1 AND list_name = $2
ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 name, $3 standing, $4 description; null: it stays. */
export const UPDATE_LIST: Statement = {
  name: 'update_list',
  text: `UPDATE lists SET standing = coalesce($3, standing), description = coalesce($4, description),
  revision = revision + 1, updated_at = now()
WHERE shop_id = $1 AND name = $2 RETURNING revision, type`,
}
/** $1 shop, $2 name. */
export const DELETE_LIST: Statement = {
  name: 'delete_list',
  text: `DELETE FROM lists WHERE shop_id = $1 AND name = $2`,
}
/** $1 shop, $2 list. Locks the list, so that two writers of it do not deadlock. */
export const TOUCH_LIST: Statement = {
  name: 'touch_list',
  text: `UPDATE lists SET revision = revision + 1, updated_at = now()
WHERE shop_id = $1 AND name = $2 RETURNING revision, type`,
}
/** $1 shop, $2 list, $3 items at most: the row says whether there are more. */
export const IS_OVERFULL: Statement = {
  name: 'is_overfull',
  text: `SELECT count(*) > $3 AS is_overfull FROM list_items WHERE shop_id = $1 AND list_name = $2`,
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
/** $1 shop, $2 list, $3 after this value, $4 rows at most. Expired items too. */
export const ITEMS_BY_VALUE: Statement = {
  name: 'items_by_value',
  text: `SELECT ${ITEM_COLUMNS} FROM list_items
WHERE shop_id = $1 AND list_name = $2 AND value > $3 ORDER BY value LIMIT $4`,
}
/** $1 shop, $2 list, $3 seconds since the epoch, $4 after this value, $5 rows at most. */
export const ACTIVE_ITEMS: Statement = {
  name: 'active_items',
  text: `SELECT value, expires_at FROM list_items
WHERE shop_id = $1 AND list_name = $2 AND (expires_at IS NULL OR expires_at > to_timestamp($3))
  AND value > $4
ORDER BY value LIMIT $5`,
}
