import {
  checkShopSettings,
  DEFAULT_SHOP_SETTINGS,
  type Issue,
  type Ruleset,
  type ShopSettings,
} from '@gatehouse/contract'
import { isCountry } from '@gatehouse/reference'
import type { NewShop, Store } from '@gatehouse/store'
import { newListOf } from './list-items.ts'
import type { Starters } from './starters.ts'

/**
 * The settings that a row holds. One that was written before a setting came up lacks it, one of a
 * newer version may have more.
 */
export function settingsOf(stored: unknown): ShopSettings {
  const kept = stored as Partial<ShopSettings>
  const names = Object.keys(DEFAULT_SHOP_SETTINGS) as (keyof ShopSettings)[]
  const known = names.filter((name) => Object.hasOwn(kept, name))
  return {
    ...DEFAULT_SHOP_SETTINGS,
    ...Object.fromEntries(known.map((name) => [name, kept[name]])),
  }
}

/** What is wrong with settings that fit their schema, with pointers below `at`. */
export function settingsIssues(settings: ShopSettings, at = ''): readonly Issue[] {
  const { home_country: country } = settings
  const issues = checkShopSettings(settings, at)
  if (country === null || isCountry(country)) return issues
  const message = `\`${country}\` is no ISO 3166-1 country`
  return [{ pointer: `${at}/home_country`, code: 'unknown_country', message }, ...issues]
}

/**
 * Makes a shop with the lists and rulesets that a new one starts with. What is there already is
 * left as it is, so a second call mends one that was cut short.
 */
export async function makeShop(
  store: Pick<Store, 'shops' | 'lists' | 'rulesets'>,
  { lists, rulesets }: Starters,
  shop: NewShop,
): Promise<void> {
  await store.shops.ensure(shop)
  // Lists first: rulesets name them.
  for (const list of lists) await store.lists.ensure(shop.shopId, newListOf(list))
  for (const document of rulesets) await install(store, shop.shopId, document)
}

/** Rows are the truth from then on: a pack that the shop already has is left alone. */
async function install(
  { rulesets }: Pick<Store, 'rulesets'>,
  shopId: string,
  document: Ruleset,
): Promise<void> {
  const { name } = document
  const history = await rulesets.history(shopId, name)
  if (history.length > 0) return
  const change = { shopId, name, author: 'gatehouse', note: 'installed with the shop' }
  const draft = await rulesets.saveDraft(change, document)
  await rulesets.publish(change, draft.version)
}
