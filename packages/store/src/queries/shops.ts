import type { Statement } from '../connection/sql.ts'

export interface ShopVersionRow {
  readonly settings: unknown
  readonly revision: number
  readonly author: string
  readonly note: string
  readonly created_at: number
}

export interface ShopRow extends ShopVersionRow {
  readonly shop_id: string
  readonly parent_shop_id: string | null
}

const COLUMNS = `s.shop_id, s.parent_shop_id, s.settings, s.revision,
  coalesce(v.author, 'gatehouse') AS author, coalesce(v.note, '') AS note,
  coalesce(v.created_at, s.updated_at) AS created_at`
/** A node of the version before, during a roll-out, makes shops without a version row. */
const SHOPS = `shops s
  LEFT JOIN shop_versions v ON v.shop_id = s.shop_id AND v.revision = s.revision`

export const FIND_SHOP: Statement = {
  name: 'find_shop',
  text: `SELECT ${COLUMNS} FROM ${SHOPS} WHERE s.shop_id = $1`,
}
/** $1 rows at most. */
export const ALL_SHOPS: Statement = {
  name: 'all_shops',
  text: `SELECT ${COLUMNS} FROM ${SHOPS} ORDER BY s.shop_id LIMIT $1`,
}
/** $1 shop, $2 parent, $3 settings, $4 author, $5 note. Does nothing when the shop is there. */
export const INSERT_SHOP: Statement = {
  name: 'insert_shop',
  text: `
WITH made AS (
  INSERT INTO shops (shop_id, parent_shop_id, settings) VALUES ($1, $2, $3)
  ON CONFLICT DO NOTHING RETURNING shop_id, revision, settings
)
INSERT INTO shop_versions (shop_id, revision, settings, author, note)
SELECT shop_id, revision, settings, $4, $5 FROM made`,
}
/** $1 shop, $2 settings, $3 revision that was read, $4 author, $5 note. */
export const UPDATE_SHOP: Statement = {
  name: 'update_shop',
  text: `
WITH changed AS (
  UPDATE shops SET settings = $2, revision = revision + 1, updated_at = now()
  WHERE shop_id = $1 AND revision = $3 RETURNING shop_id, revision, settings
)
INSERT INTO shop_versions (shop_id, revision, settings, author, note)
SELECT shop_id, revision, settings, $4, $5 FROM changed`,
}
/** $1 shop, $2 rows at most. Newest first. */
export const SHOP_HISTORY: Statement = {
  name: 'shop_history',
  text: `SELECT settings, revision, author, note, created_at FROM shop_versions
WHERE shop_id = $1 ORDER BY revision DESC LIMIT $2`,
}
/** $1 channel payload: the shop. */
export const NOTIFY_CONFIG: Statement = {
  name: 'notify_config',
  text: `SELECT pg_notify('gatehouse_config', $1)`,
}
