import type { Statement } from '../connection/sql.ts'

export interface ApiKeyRow {
  readonly key_id: string
  readonly shop_id: string
  readonly name: string
  readonly scopes: string[]
  readonly created_at: number
  readonly revoked_at: number | null
}

export interface ActiveKeyRow {
  readonly key_hash: Buffer
  readonly key_id: string
  readonly shop_id: string
  readonly name: string
  readonly scopes: string[]
}

const COLUMNS = 'key_id, shop_id, name, scopes, created_at, revoked_at'

/** $1 hash. */
export const FIND_API_KEY: Statement = {
  name: 'find_api_key',
  text: `SELECT ${COLUMNS} FROM api_keys WHERE key_hash = $1 AND revoked_at IS NULL`,
}
/** $1 shop, null for all, $2 rows at most. */
export const ACTIVE_API_KEYS: Statement = {
  name: 'active_api_keys',
  text: `SELECT key_hash, key_id, shop_id, name, scopes FROM api_keys
WHERE revoked_at IS NULL AND ($1::text IS NULL OR shop_id = $1) ORDER BY created_at LIMIT $2`,
}
/** $1 hash, $2 shop, $3 id, $4 name, $5 scopes. */
export const INSERT_API_KEY: Statement = {
  name: 'insert_api_key',
  text: `INSERT INTO api_keys (key_hash, shop_id, key_id, name, scopes)
VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 id. */
export const REVOKE_API_KEY: Statement = {
  name: 'revoke_api_key',
  text: `UPDATE api_keys SET revoked_at = now()
WHERE shop_id = $1 AND key_id = $2 AND revoked_at IS NULL`,
}
/** $1 shop, $2 rows at most. */
export const LIST_API_KEYS: Statement = {
  name: 'list_api_keys',
  text: `SELECT ${COLUMNS} FROM api_keys WHERE shop_id = $1 ORDER BY created_at LIMIT $2`,
}
