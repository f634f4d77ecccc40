import type { Ruleset } from '@gatehouse/contract'
import {
  loadRuntime,
  RulesetUnusableError,
  type SharedParts,
  type ShopRuntime,
} from '@gatehouse/pipeline'
import type { Shop, Store } from '@gatehouse/store'
import type { ShopDirectory } from './http/authenticate.ts'
import { ApiError } from './http/api-error.ts'
import { newListOf } from './list-items.ts'
import { createListLoader, type ListLoader } from './list-loader.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Starters } from './starters.ts'

/** What a shop starts with until its merchant changes it. */
export const DEFAULT_SETTINGS = { currency: 'EUR', privacy: 'standard', mode: 'enforce' } as const

/** A person has to mend the ruleset: sooner is of no use. */
const RETRY_SECONDS = '60'

export interface RegistryOptions {
  readonly store: Pick<Store, 'shops' | 'rulesets' | 'lists'>
  readonly shared: SharedParts
  readonly starters: Starters
  nowMs(): number
  /** A shop could not be loaded: the runtime it had stays in force; with none it cannot decide. */
  onRefused(shopId: string, error: Error): void
}

/**
 * Every shop, ready to decide. A change replaces a shop's runtime as a whole: what is being decided
 * keeps the one it began with. A change that cannot be loaded changes nothing.
 */
export interface ShopRegistry extends ShopDirectory {
  /**
   * `undefined`: no such shop.
   * @throws ApiError `unavailable` while what the shop has published cannot decide
   */
  runtime(shopId: string): ShopRuntime | undefined
  /** Loads a shop again after its rulesets, lists or settings changed; `null`: every shop. */
  reload(shopId: string | null): Promise<void>
  readonly count: number
}

export async function openShopRegistry(options: RegistryOptions): Promise<ShopRegistry> {
  const { store } = options
  const shops = new Map<string, Shop>()
  const runtimes = new Map<string, ShopRuntime>()
  /** Shops that could not be loaded and have no runtime from before, with what is wrong. */
  const faulty = new Map<string, string>()
  const making = new Map<string, Promise<void>>()
  const listsOf = createListLoader(store.lists, () => options.nowMs())

  async function load(shop: Shop): Promise<void> {
    try {
      runtimes.set(shop.shopId, await runtimeOf(shop, options, listsOf))
      faulty.delete(shop.shopId)
    } catch (error) {
      // Anything else is no fault of the shop's: the database is away, or this is a bug.
      if (!(error instanceof RulesetUnusableError)) throw error
      if (!runtimes.has(shop.shopId)) faulty.set(shop.shopId, error.message)
      options.onRefused(shop.shopId, error)
    }
    shops.set(shop.shopId, shop)
  }

  // Two loads beside each other could end in the other order, and the older state would stay.
  const loadAgain = oneAtATime(async (shopId) => {
    const shop = await store.shops.find(shopId)
    if (shop !== undefined) await load(shop)
  })

  async function make(shopId: string): Promise<void> {
    await store.shops.ensure(shopId, DEFAULT_SETTINGS)
    const { lists, rulesets } = options.starters
    // Lists first: rulesets name them.
    for (const list of lists) await store.lists.ensure(shopId, newListOf(list))
    for (const document of rulesets) await install(store, shopId, document)
    await loadAgain(shopId)
  }

  for (const shop of await store.shops.all()) await load(shop)
  return {
    runtime(shopId) {
      const fault = faulty.get(shopId)
      if (fault === undefined) return runtimes.get(shopId)
      throw new ApiError('unavailable', {
        detail: `${fault}: publish a mended version or roll back`,
        headers: { 'retry-after': RETRY_SECONDS },
      })
    },
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
      if (shopId !== null) return loadAgain(shopId)
      for (const shop of await store.shops.all()) await loadAgain(shop.shopId)
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
  { store, shared }: RegistryOptions,
  listsOf: ListLoader,
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
      lists: await listsOf(shopId),
    },
    shared,
  )
}
