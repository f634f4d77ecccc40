import type { Sql, SqlPool } from '../connection/sql.ts'
import {
  ALL_SHOPS,
  FIND_SHOP,
  INSERT_SHOP,
  NOTIFY_CONFIG,
  SHOP_HISTORY,
  type ShopRow,
  type ShopVersionRow,
  UPDATE_SHOP,
} from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'

const SHOPS_MAX = 100_000
const HISTORY_MAX = 10_000
const SHOP_ID = /^[A-Za-z0-9._:-]{1,64}$/

/** The settings of a shop as they were from one change to the next. */
export interface ShopVersion {
  /** The settings as they were written; the server checks them, the store does not. */
  readonly settings: unknown
  /** 1, 2, 3 ...: grows with every change. */
  readonly revision: number
  /** Who wrote them: the name of a key, or of a person at the command line. */
  readonly author: string
  /** Why. */
  readonly note: string
  readonly changedAtMs: number
}

export interface Shop extends ShopVersion {
  readonly shopId: string
  /** A sub-shop's parent: a key of the parent may send for it. */
  readonly parentShopId: string | null
}

export type ShopChange = Pick<Shop, 'shopId' | 'settings' | 'revision' | 'author' | 'note'>

export interface NewShop extends Pick<Shop, 'shopId' | 'settings' | 'author' | 'note'> {
  readonly parentShopId?: string | null
}

export interface Shops {
  find(shopId: string): Promise<Shop | undefined>
  all(): Promise<readonly Shop[]>
  /** Makes the shop if it is not there. Answers the shop as it is. */
  ensure(shop: NewShop): Promise<Shop>
  /**
   * `revision` is the one that was read. Throws `StoreError` `stale` when somebody changed the shop
   * since then.
   */
  change(change: ShopChange): Promise<Shop>
  /** Newest first. */
  history(shopId: string): Promise<readonly ShopVersion[]>
}

export function openShops(pool: SqlPool): Shops {
  return {
    find: (shopId) => findShop(pool, shopId),
    all: async () => (await pool.rows<ShopRow>(ALL_SHOPS, [SHOPS_MAX])).map(shopOf),
    async ensure({ shopId, parentShopId = null, settings, author, note }) {
      if (!SHOP_ID.test(shopId)) {
        throw new StoreError(
          'invalid',
          `\`${shopId.slice(0, 80)}\` is no shop id: use 1 to 64 letters, digits, dots, dashes, colons`,
        )
      }
      return pool.transaction(async (sql) => {
        const values = [shopId, parentShopId, JSON.stringify(settings), author, note]
        const made = await sql.run(INSERT_SHOP, values)
        if (made > 0) await sql.rows(NOTIFY_CONFIG, [shopId])
        return (await findShop(sql, shopId))!
      })
    },
    async change({ shopId, settings, revision, author, note }) {
      return pool.transaction(async (sql) => {
        const values = [shopId, JSON.stringify(settings), revision, author, note]
        const changed = await sql.run(UPDATE_SHOP, values)
        if (changed === 0) {
          throw new StoreError(
            'stale',
            `the shop \`${shopId}\` was changed meanwhile: read it again`,
          )
        }
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return (await findShop(sql, shopId))!
      })
    },
    history: async (shopId) =>
      (await pool.rows<ShopVersionRow>(SHOP_HISTORY, [shopId, HISTORY_MAX])).map(versionOf),
  }
}

async function findShop(sql: Sql, shopId: string): Promise<Shop | undefined> {
  const [row] = await sql.rows<ShopRow>(FIND_SHOP, [shopId])
  return row === undefined ? undefined : shopOf(row)
}

function versionOf(row: ShopVersionRow): ShopVersion {
  return {
    settings: row.settings,
    revision: row.revision,
    author: row.author,
    note: row.note,
    changedAtMs: row.created_at,
  }
}

function shopOf(row: ShopRow): Shop {
  return { shopId: row.shop_id, parentShopId: row.parent_shop_id, ...versionOf(row) }
}
