import type { Statement } from '../connection/sql.ts'
import { LOG_PART_ITEMS } from './change-list-items.ts'

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
  /** Items that are in the log. */
  readonly logged: number
  readonly standing: string | null
  readonly description: string | null
}

/** `[change, value, source, note, expiry in milliseconds]` */
export type LoggedItemTuple = readonly [
  change: string,
  value: string,
  source: string,
  note: string | null,
  expiresAtMs: number | null,
]

/** A part of the items of a change. */
export interface ListChangeItemsRow {
  readonly revision: number
  /** Which item of the change the part begins with, from 0. */
  readonly first: number
  readonly items: readonly LoggedItemTuple[]
}

const COLUMNS =
  'revision, at, type, action, author, source, added, renewed, removed, logged, standing, description'

/**
 * $1 shop, $2 list, $3 revision, $4 action, $5 author, $6 source, $7 added, $8 renewed, $9 removed,
 * $10 logged, $11 standing, $12 description, $13 type.
 */
export const INSERT_LIST_CHANGE: Statement = {
  name: 'insert_list_change',
  text: `INSERT INTO list_changes (shop_id, list_name, revision, action, author, source, added,
  renewed, removed, logged, standing, description, type)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
}
/** $1 shop, $2 list, $3 before this revision (null: any), $4 rows at most. Newest first. */
export const PAGE_LIST_CHANGES: Statement = {
  name: 'page_list_changes',
  text: `SELECT ${COLUMNS} FROM list_changes
WHERE shop_id = $1 AND list_name = $2 AND ($3::bigint IS NULL OR revision < $3)
ORDER BY revision DESC LIMIT $4`,
}
/** $1 shop, $2 list, $3 revisions, $4 so many items of each. In parts, the first one first. */
export const FIRST_CHANGE_ITEMS: Statement = {
  name: 'first_change_items',
  text: `SELECT revision, first, items FROM list_change_items
WHERE shop_id = $1 AND list_name = $2 AND revision = ANY ($3::bigint[]) AND first < $4
ORDER BY first`,
}
/** $1 shop, $2 list, $3 revision, $4 from this item, $5 to before this one. In parts, which overlap both. */
export const CHANGE_ITEMS_FROM: Statement = {
  name: 'change_items_from',
  text: `SELECT revision, first, items FROM list_change_items
WHERE shop_id = $1 AND list_name = $2 AND revision = $3
  AND first > $4::int - ${LOG_PART_ITEMS} AND first < $5::int
ORDER BY first`,
}
export interface ListHeadRow {
  readonly list_name: string
  readonly revision: number
  readonly at: number
  readonly type: string
  readonly action: string
  readonly standing: string | null
}
/** $1 shop. What happened to all of its lists, those of each in their order. */
export const LIST_HEADS: Statement = {
  name: 'list_heads',
  text: `SELECT list_name, revision, at, type, action, standing FROM list_changes
WHERE shop_id = $1 ORDER BY list_name, revision`,
}
/** $1 shop, $2 list, $3 from and $4 to this revision, $5 after this revision and $6 part, $7 rows at most. */
export const CHANGE_ITEMS_BETWEEN: Statement = {
  name: 'change_items_between',
  text: `SELECT revision, first, items FROM list_change_items
WHERE shop_id = $1 AND list_name = $2 AND revision BETWEEN $3 AND $4
  AND (revision, first) > ($5::bigint, $6::int)
ORDER BY revision, first LIMIT $7`,
}
/** $1 shop, $2 list, $3 revision. */
export const FIND_LIST_CHANGE: Statement = {
  name: 'find_list_change',
  text: `SELECT ${COLUMNS} FROM list_changes WHERE shop_id = $1 AND list_name = $2 AND revision = $3`,
}
