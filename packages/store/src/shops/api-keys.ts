import { createHash, randomBytes } from 'node:crypto'
import { actAs } from '../audit/act-as.ts'
import type { SqlPool } from '../connection/sql.ts'
import { newId } from '../new-id.ts'
import {
  ACTIVE_API_KEYS,
  type ActiveKeyRow,
  type ApiKeyRow,
  FIND_API_KEY,
  INSERT_API_KEY,
  LIST_API_KEYS,
  REVOKE_API_KEY,
} from '../queries/api-keys.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { isId } from '../reading/id-bounds.ts'
import { StoreError } from '../store-error.ts'

const KEYS_PER_SHOP_MAX = 1000
/** About 300 MB of callers in memory; ten for each of 100,000 shops. */
const ACTIVE_KEYS_MAX = 1_000_000

export interface ApiKey {
  readonly keyId: string
  readonly shopId: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly createdAtMs: number
  readonly revokedAtMs: number | null
}

/** What a bearer is recognised by. */
export interface ActiveKey {
  /** SHA-256 of the key. */
  readonly hash: Uint8Array
  readonly keyId: string
  readonly shopId: string
  readonly name: string
  readonly scopes: readonly string[]
}

/** Only a SHA-256 of a key is kept: 256 random bits need no slow hash. */
export interface ApiKeys {
  /**
   * The only time that the key itself is seen. Throws `StoreError` `invalid` when the shop has
   * 1000 keys in use.
   */
  create(
    shopId: string,
    name: string,
    scopes: readonly string[],
    by?: string,
  ): Promise<ApiKey & { readonly key: string }>
  /** `undefined`: no such key, or revoked. */
  find(key: string): Promise<ApiKey | undefined>
  /** Every key in use of a shop; `null`: of all shops. */
  active(shopId: string | null): Promise<readonly ActiveKey[]>
  list(shopId: string): Promise<readonly ApiKey[]>
  /** Whether there was such a key to revoke. */
  revoke(shopId: string, keyId: string, by?: string): Promise<boolean>
}

/** `slow`: for the keys of all shops. */
export function openApiKeys(pool: SqlPool, slow: SqlPool): ApiKeys {
  const active: ApiKeys['active'] = async (shopId) => {
    const max = shopId === null ? ACTIVE_KEYS_MAX : KEYS_PER_SHOP_MAX
    const sql = shopId === null ? slow : pool
    const rows = await sql.rows<ActiveKeyRow>(ACTIVE_API_KEYS, [shopId, max])
    return rows.map((row) => ({
      hash: row.key_hash,
      keyId: row.key_id,
      shopId: row.shop_id,
      name: row.name,
      scopes: row.scopes,
    }))
  }
  return {
    async create(shopId, name, scopes, by) {
      if ((await active(shopId)).length >= KEYS_PER_SHOP_MAX) {
        throw new StoreError(
          'invalid',
          `the shop \`${shopId}\` has ${KEYS_PER_SHOP_MAX} keys in use: revoke one first`,
        )
      }
      const key = `gh_${randomBytes(32).toString('base64url')}`
      const values = [hash(key), shopId, newId(Date.now()), name, scopes]
      return pool.transaction(async (sql) => {
        await actAs(sql, by)
        const [row] = await sql.rows<ApiKeyRow>(INSERT_API_KEY, values)
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return { ...apiKeyOf(row!), key }
      })
    },
    async find(key) {
      const [row] = await pool.rows<ApiKeyRow>(FIND_API_KEY, [hash(key)])
      return row === undefined ? undefined : apiKeyOf(row)
    },
    active,
    list: async (shopId) =>
      (await pool.rows<ApiKeyRow>(LIST_API_KEYS, [shopId, KEYS_PER_SHOP_MAX])).map(apiKeyOf),
    async revoke(shopId, keyId, by) {
      if (!isId(keyId)) return false
      return pool.transaction(async (sql) => {
        await actAs(sql, by)
        const revoked = await sql.run(REVOKE_API_KEY, [shopId, keyId])
        if (revoked > 0) await sql.rows(NOTIFY_CONFIG, [shopId])
        return revoked > 0
      })
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
