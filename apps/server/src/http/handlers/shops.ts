import type { Shop, ShopChangeRequest } from '@gatehouse/contract'
import type { Shop as StoredShop, Store } from '@gatehouse/store'
import { ok, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import type { ShopRegistry } from '../../shop-registry.ts'
import type { InTurn } from '../../in-turn.ts'
import { catalogueOfShop, type RulesetParts } from '../../ruleset-publish.ts'
import { segmentIssues } from '../../segment-issues.ts'
import { settingsIssues, settingsOf } from '../../shop-settings.ts'

export interface ShopParts extends Pick<RulesetParts, 'plan' | 'windows'> {
  readonly store: Pick<Store, 'shops' | 'lists' | 'rulesets' | 'rulesetRuns'>
  readonly shops: Pick<ShopRegistry, 'reload'>
  /** Shared with rulesets and lists: segments name the ones and are named by the others. */
  readonly inTurn: InTurn
}

/** A change is in force on this node before it is answered; other nodes hear of it at once. */
export function shopHandlers(
  parts: ShopParts,
): Pick<Handlers, 'getShopSettings' | 'putShopSettings'> {
  const { store, shops } = parts
  const read = async (shopId: string): Promise<StoredShop> => {
    const shop = await store.shops.find(shopId)
    if (shop === undefined) throw new ApiError('not_found')
    return shop
  }
  return {
    getShopSettings: async ({ shopId }) => ok(shownShop(await read(shopId))),
    putShopSettings: ({ shopId, body, caller }) =>
      parts.inTurn(shopId, async () => {
        const { version, settings: change, note = '' } = body as ShopChangeRequest
        const before = await read(shopId)
        // Said before the settings are looked at: they were made for another version.
        if (before.revision !== version) {
          throw new ApiError('version_conflict', {
            detail: `the settings are at version ${before.revision}, made by \`${before.author}\`: read them again`,
          })
        }
        const settings = { ...settingsOf(before.settings), ...change }
        const issues = [
          ...settingsIssues(settings, '/settings'),
          ...(change.segments === undefined
            ? []
            : segmentIssues(change.segments, await catalogueOfShop(shopId, parts), '/settings')),
        ]
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
      }),
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
