import { createHash, randomBytes } from 'node:crypto'
import type { SqlPool } from '../connection/sql.ts'
import { newId } from '../new-id.ts'
import {
  type ApiKeyRow,
  FIND_API_KEY,
  INSERT_API_KEY,
  LIST_API_KEYS,
  REVOKE_API_KEY,
} from '../queries/api-keys.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'

const KEYS_PER_SHOP_MAX = 1000

export interface ApiKey {
  readonly keyId: string
  readonly shopId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly createdAtMs: number
  readonly revokedAtMs: number | null
}

/** Only a SHA-256 of a key is kept: 256 random bits need no slow hash. */
export interface ApiKeys {
  /** The only time that the key itself is seen. */
  create(
    shopId: string,
    name: string,
    scopes: readonly string[],
  ): Promise<ApiKey & { readonly key: string }>
  /** `undefined`: no such key, or revoked. */
  find(key: string): Promise<ApiKey | undefined>
  list(shopId: string): Promise<readonly ApiKey[]>
  /** Whether there was such a key to revoke. */
  revoke(shopId: string, keyId: string): Promise<boolean>
}

export function openApiKeys(pool: SqlPool): ApiKeys {
  return {
    async create(shopId, name, scopes) {
      const key = `gh_${randomBytes(32).toString('base64url')}`
      const [row] = await pool.rows<ApiKeyRow>(INSERT_API_KEY, [
        hash(key),
        shopId,
        newId(Date.now()),
        name,
        scopes,
      ])
      return { ...apiKeyOf(row!), key }
    },
    async find(key) {
      const [row] = await pool.rows<ApiKeyRow>(FIND_API_KEY, [hash(key)])
      return row === undefined ? undefined : apiKeyOf(row)
    },
    list: async (shopId) =>
      (await pool.rows<ApiKeyRow>(LIST_API_KEYS, [shopId, KEYS_PER_SHOP_MAX])).map(apiKeyOf),
    async revoke(shopId, keyId) {
      const revoked = await pool.run(REVOKE_API_KEY, [shopId, keyId])
      if (revoked > 0) await pool.rows(NOTIFY_CONFIG, [shopId])
      return revoked > 0
    },
  }
}

function hash(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

function apiKeyOf(row: ApiKeyRow): ApiKey {
  return {
    keyId: row.key_id,
    shopId: row.shop_id,
    name: row.name,
    scopes: row.scopes,
    createdAtMs: row.created_at,
    revokedAtMs: row.revoked_at,
  }
}
