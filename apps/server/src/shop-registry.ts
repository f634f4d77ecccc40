import type { Ruleset } from '@gatehouse/contract'
import {
  loadRuntime,
  type LoadedList,
  type SharedParts,
  type ShopRuntime,
} from '@gatehouse/pipeline'
import type { Shop, Store } from '@gatehouse/store'
import type { ListKind } from '@gatehouse/contract'
import type { Starters } from './starters.ts'
import type { ShopDirectory } from './http/authenticate.ts'

/** What a shop starts with until its merchant changes it. */
export const DEFAULT_SETTINGS = { currency: 'EUR', privacy: 'standard', mode: 'enforce' } as const

export interface RegistryOptions {
  readonly store: Pick<Store, 'shops' | 'rulesets' | 'lists'>
  readonly shared: SharedParts
  readonly starters: Starters
  nowMs(): number
  /** A shop could not be loaded: the runtime it had stays in force. */
  onRefused(shopId: string, error: Error): void
}

/**
 * Every shop, ready to decide. A change replaces a shop's runtime as a whole: what is being decided
 * keeps the one it began with. A change that cannot be loaded changes nothing.
 */
export interface ShopRegistry extends ShopDirectory {
  runtime(shopId: string): ShopRuntime | undefined
  /** Loads a shop again after its rulesets, lists or settings changed; `null`: every shop. */
  reload(shopId: string | null): Promise<void>
  readonly count: number
}

export async function openShopRegistry(options: RegistryOptions): Promise<ShopRegistry> {
  const { store } = options
  const shops = new Map<string, Shop>()
  const runtimes = new Map<string, ShopRuntime>()
  const making = new Map<string, Promise<void>>()

  async function load(shop: Shop): Promise<void> {
    try {
      runtimes.set(shop.shopId, await runtimeOf(shop, options))
    } catch (error) {
      if (!runtimes.has(shop.shopId)) throw error
      options.onRefused(shop.shopId, error as Error)
    }
    shops.set(shop.shopId, shop)
  }

  async function make(shopId: string): Promise<void> {
    const shop = await store.shops.ensure(shopId, DEFAULT_SETTINGS)
    const { lists, rulesets } = options.starters
    // Lists first: rulesets name them.
    for (const list of lists) {
      await store.lists.ensure(shopId, list.name, list.kind, list.description ?? '')
    }
    for (const document of rulesets) await install(store, shopId, document)
    await load(shop)
  }

  for (const shop of await store.shops.all()) await load(shop)
  return {
    runtime: (shopId) => runtimes.get(shopId),
    parentOf: (shopId) => shops.get(shopId)?.parentShopId,
    get count() {
      return shops.size
    },
    async ensure(shopId) {
      // Many first orders of a new shop make it once.
      const pending = making.get(shopId) ?? make(shopId).finally(() => making.delete(shopId))
      making.set(shopId, pending)
      await pending
    },
    async reload(shopId) {
      const changed = shopId === null ? await store.shops.all() : [await store.shops.find(shopId)]
      for (const shop of changed) if (shop !== undefined) await load(shop)
    },
  }
}

/** Rows are the truth from then on: a pack that the shop already has is left alone. */
async function install(
  store: RegistryOptions['store'],
  shopId: string,
  document: Ruleset,
): Promise<void> {
  const { name } = document
  const history = await store.rulesets.history(shopId, name)
  if (history.length > 0) return
  const change = { shopId, name, author: 'gatehouse', note: 'installed with the shop' }
  const draft = await store.rulesets.saveDraft(change, document)
  await store.rulesets.publish(change, draft.version)
}

async function runtimeOf(
  shop: Shop,
  { store, shared, nowMs }: RegistryOptions,
): Promise<ShopRuntime> {
  const { shopId, settings } = shop
  const rulesets = await store.rulesets.published(shopId)
  return loadRuntime(
    {
      shopId,
      settings: { currency: settings.currency, rates: null, homeCountry: null },
      privacy: settings.privacy,
      mode: settings.mode,
      rulesets: rulesets.map(({ version, document }) => ({
        version,
        document: document as Ruleset,
      })),
      lists: await listsOf(shopId, store, nowMs()),
    },
    shared,
  )
}

async function listsOf(
  shopId: string,
  store: RegistryOptions['store'],
  nowMs: number,
): Promise<LoadedList[]> {
  const items = new Map<string, Map<string, number>>()
  for await (const page of store.lists.active(shopId, nowMs)) {
    for (const { listName, value, expiresAtMs } of page) {
      const list = items.get(listName) ?? new Map<string, number>()
      list.set(value, expiresAtMs ?? Infinity)
      items.set(listName, list)
    }
  }
  return (await store.lists.all(shopId)).map(({ name, type, revision }) => ({
    name,
    kind: type as ListKind,
    revision,
    items: items.get(name) ?? new Map<string, number>(),
  }))
}
