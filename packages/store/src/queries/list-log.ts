import type { Statement } from '../connection/sql.ts'

export interface ListChangeRow {
  readonly revision: number
  readonly at: number
  readonly type: string
  readonly action: string
  readonly author: string
  readonly source: string
  readonly added: number
  readonly renewed: number
  readonly removed: number
  readonly standing: string | null
  readonly description: string | null
}

export interface ListChangeItemRow {
  readonly revision: number
  readonly value: string
  readonly change: string
  readonly source: string
  readonly note: string | null
  readonly expires_at: number | null
}

const COLUMNS =
  'revision, at, type, action, author, source, added, renewed, removed, standing, description'
const ITEM_COLUMNS = 'revision, value, change, source, note, expires_at'

/**
 * $1 shop, $2 list, $3 revision, $4 action, $5 author, $6 source, $7 added, $8 renewed, $9 removed,
 * $10 standing, $11 description, $12 type.
 */
export const INSERT_LIST_CHANGE: Statement = {
  name: 'insert_list_change',
  text: `INSERT INTO list_changes (shop_id, list_name, revision, action, author, source, added,
  renewed, removed, standing, description, type)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
}
/** $1 shop, $2 list, $3 before this revision (null: any), $4 rows at most. Newest first. */
export const PAGE_LIST_CHANGES: Statement = {
  name: 'page_list_changes',
  text: `SELECT ${COLUMNS} FROM list_changes
WHERE shop_id = $1 AND list_name = $2 AND ($3::bigint IS NULL OR revision < $3)
ORDER BY revision DESC LIMIT $4`,
}
/** $1 shop, $2 list, $3 revisions, $4 rows at most of each. */
export const FIRST_CHANGE_ITEMS: Statement = {
  name: 'first_change_items',
  text: `SELECT item.* FROM unnest($3::bigint[]) AS asked(number), LATERAL (
  SELECT ${ITEM_COLUMNS} FROM list_change_items
  WHERE shop_id = $1 AND list_name = $2 AND revision = asked.number ORDER BY value LIMIT $4
) AS item`,
}
/** $1 shop, $2 list, $3 revision, $4 after this value, $5 rows at most. */
export const PAGE_CHANGE_ITEMS: Statement = {
  name: 'page_change_items',
  text: `SELECT ${ITEM_COLUMNS} FROM list_change_items
WHERE shop_id = $1 AND list_name = $2 AND revision = $3 AND value > $4 ORDER BY value LIMIT $5`,
}
/** $1 shop, $2 list, $3 revision. */
export const FIND_LIST_CHANGE: Statement = {
  name: 'find_list_change',
  text: `SELECT ${COLUMNS} FROM list_changes WHERE shop_id = $1 AND list_name = $2 AND revision = $3`,
}
