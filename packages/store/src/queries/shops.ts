import type { Statement } from '../connection/sql.ts'

export interface ShopRow {
  readonly shop_id: string
  readonly parent_shop_id: string | null
  readonly settings: unknown
  readonly revision: number
}

const COLUMNS = 'shop_id, parent_shop_id, settings, revision'

export const FIND_SHOP: Statement = {
  name: 'find_shop',
  text: `SELECT ${COLUMNS} FROM shops WHERE shop_id = $1`,
}
/** $1 rows at most. */
export const ALL_SHOPS: Statement = {
  name: 'all_shops',
  text: `SELECT ${COLUMNS} FROM shops ORDER BY shop_id LIMIT $1`,
}
/** $1 shop, $2 parent, $3 settings. Does nothing when the shop is there. */
export const INSERT_SHOP: Statement = {
  name: 'insert_shop',
  text: `INSERT INTO shops (shop_id, parent_shop_id, settings) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING`,
}
/** $1 shop, $2 parent, $3 settings, $4 revision that was read. */
export const UPDATE_SHOP: Statement = {
  name: 'update_shop',
  text: `UPDATE shops SET parent_shop_id = $2, settings = $3, revision = revision + 1,
  updated_at = now() WHERE shop_id = $1 AND revision = $4`,
}
/** $1 channel payload: the shop. */
export const NOTIFY_CONFIG: Statement = {
  name: 'notify_config',
  text: `SELECT pg_notify('gatehouse_config', $1)`,
}
