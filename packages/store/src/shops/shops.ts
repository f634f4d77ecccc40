import type { SqlPool } from '../connection/sql.ts'
import {
  ALL_SHOPS,
  FIND_SHOP,
  INSERT_SHOP,
  NOTIFY_CONFIG,
  type ShopRow,
  UPDATE_SHOP,
} from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'

const SHOPS_MAX = 100_000
const SHOP_ID = /^[A-Za-z0-9._:-]{1,64}$/

export interface ShopSettings {
  /** ISO 4217, the currency of every threshold. */
  readonly currency: string
  /** `minimal`: no IP address and no customer address is kept anywhere. */
  readonly privacy: 'standard' | 'minimal'
  readonly mode: 'enforce' | 'observe'
  /** Trust scores, 0 to 100; absent: the ruleset's own. */
  readonly thresholds?: { readonly rejectBelow?: number; readonly submitToProcessor?: number }
  /** Shopper-safe texts: outcome, then language. */
  readonly messages?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** IANA name; absent: UTC. */
  readonly timeZone?: string
}

export interface Shop {
  readonly shopId: string
  /** A sub-shop's parent: a key of the parent may send for it. */
  readonly parentShopId: string | null
  readonly settings: ShopSettings
  /** Grows with every change. */
  readonly revision: number
}

export interface Shops {
  find(shopId: string): Promise<Shop | undefined>
  all(): Promise<readonly Shop[]>
  /** Makes the shop if it is not there. Answers the shop as it is. */
  ensure(shopId: string, settings: ShopSettings, parentShopId?: string | null): Promise<Shop>
  /** Throws `StoreError` `stale` when somebody changed the shop since it was read. */
  change(shop: Shop): Promise<Shop>
}

export function openShops(pool: SqlPool): Shops {
  async function find(shopId: string): Promise<Shop | undefined> {
    const [row] = await pool.rows<ShopRow>(FIND_SHOP, [shopId])
    return row === undefined ? undefined : shopOf(row)
  }

  return {
    find,
    all: async () => (await pool.rows<ShopRow>(ALL_SHOPS, [SHOPS_MAX])).map(shopOf),
    async ensure(shopId, settings, parentShopId = null) {
      if (!SHOP_ID.test(shopId)) {
        throw new StoreError(
          'invalid',
          `\`${shopId.slice(0, 80)}\` is no shop id: use 1 to 64 letters, digits, dots, dashes, colons`,
        )
      }
      const made = await pool.run(INSERT_SHOP, [shopId, parentShopId, JSON.stringify(settings)])
      if (made > 0) await pool.rows(NOTIFY_CONFIG, [shopId])
      return (await find(shopId))!
    },
    async change(shop) {
      const changed = await pool.run(UPDATE_SHOP, [
        shop.shopId,
        shop.parentShopId,
        JSON.stringify(shop.settings),
        shop.revision,
      ])
      if (changed === 0) {
        throw new StoreError(
          'stale',
          `the shop \`${shop.shopId}\` was changed meanwhile: read it again`,
        )
      }
      await pool.rows(NOTIFY_CONFIG, [shop.shopId])
      return { ...shop, revision: shop.revision + 1 }
    },
  }
}

function shopOf(row: ShopRow): Shop {
  return {
    shopId: row.shop_id,
    parentShopId: row.parent_shop_id,
    settings: row.settings as ShopSettings,
    revision: row.revision,
  }
}
