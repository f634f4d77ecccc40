import type { Shop, ShopChangeRequest } from '@gatehouse/contract'
import type { Shop as StoredShop, Store } from '@gatehouse/store'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import type { ShopRegistry } from '../../shop-registry.ts'
import { settingsIssues, settingsOf } from '../../shop-settings.ts'

export interface ShopParts {
  readonly store: Pick<Store, 'shops'>
  readonly shops: Pick<ShopRegistry, 'reload'>
}

/** A change is in force on this node before it is answered; other nodes hear of it at once. */
export function shopHandlers({
  store,
  shops,
}: ShopParts): Pick<Handlers, 'getShopSettings' | 'putShopSettings'> {
  const read = async (shopId: string): Promise<StoredShop> => {
    const shop = await store.shops.find(shopId)
    if (shop === undefined) throw new ApiError('not_found')
    return shop
  }
  return {
    getShopSettings: async ({ shopId }) => ok(shownShop(await read(shopId))),
    async putShopSettings({ shopId, body, caller }) {
      const { version, settings: change, note = '' } = body as ShopChangeRequest
      const before = await read(shopId)
      // Said before the settings are looked at: they were made for another version.
      if (before.revision !== version) {
        throw new ApiError('version_conflict', {
          detail: `the settings are at version ${before.revision}, made by \`${before.author}\`: read them again`,
        })
      }
      const settings = { ...settingsOf(before.settings), ...change }
      const issues = settingsIssues(settings, '/settings')
      if (issues.length > 0) throw new ApiError('invalid_body', { issues })
      const author = caller.name
      const changed = await store.shops.change({
        shopId,
        settings,
        revision: version,
        author,
        note,
      })
      await shops.reload(shopId)
      return ok(shownShop(changed))
    },
  }
}

function shownShop(shop: StoredShop): Shop {
  return {
    shop_id: shop.shopId,
    parent_shop_id: shop.parentShopId,
    version: shop.revision,
    settings: settingsOf(shop.settings),
    author: shop.author,
    note: shop.note,
    updated_at: new Date(shop.changedAtMs).toISOString(),
  }
}
