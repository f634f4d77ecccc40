import { DEFAULT_SHOP_SETTINGS, type Ruleset, type ShopSettings } from '@gatehouse/contract'
import {
  loadRuntime,
  RulesetUnusableError,
  withReference,
  withSettings,
  type RuntimeSettings,
  type SharedParts,
  type ShopRuntime,
  type TokenKind,
} from '@gatehouse/pipeline'
import type { Shop, Store } from '@gatehouse/store'
import type { ShopDirectory } from './http/authenticate.ts'
import { ApiError } from './http/api-error.ts'
import { createListLoader, type ListLoader } from './list-loader.ts'
import type { ModelLoader } from './model-loader.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { makeShop, settingsOf } from './shop-settings.ts'
import { gapsOf } from './window-gaps.ts'
import type { Starters } from './starters.ts'

/** A person has to mend the ruleset: sooner is of no use. */
const RETRY_SECONDS = '60'

export interface RegistryOptions {
  readonly store: Pick<Store, 'shops' | 'rulesets' | 'rulesetRuns' | 'snoozes' | 'lists'> & {
    readonly personal: Pick<Store['personal'], 'token'>
  }
  readonly models: ModelLoader
  readonly shared: SharedParts
  readonly starters: Starters
  /** What happened before is in the windows as far as it was kept on disk. */
  readonly windowsSinceMs: number
  readonly nowMs: () => number
  /**
   * What a shop has published could not be loaded: the rules that it had stay in force, under its
   * settings of today; with none it cannot decide.
   */
  onRefused(shopId: string, error: Error): void
  /** A part of a shop could not be loaded that it decides without: a ruleset in shadow. */
  onFault(shopId: string, fault: string): void
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
  /** `undefined`: no such shop. */
  settings(shopId: string): ShopSettings | undefined
  /** Loads a shop again after its rulesets, lists or settings changed; `null`: every shop. */
  reload(shopId: string | null): Promise<void>
  readonly count: number
}

export async function openShopRegistry(options: RegistryOptions): Promise<ShopRegistry> {
  const { store } = options
  const shops = new Map<string, Shop>()
  const settings = new Map<string, ShopSettings>()
  const runtimes = new Map<string, ShopRuntime>()
  /** Shops that could not be loaded and have no runtime from before, with what is wrong. */
  const faulty = new Map<string, string>()
  const making = new Map<string, Promise<void>>()
  const listsOf = createListLoader(store.lists, () => options.nowMs())

  async function load(shop: Shop): Promise<void> {
    try {
      const runtime = await runtimeOf(shop, options, listsOf)
      for (const fault of runtime.faults) options.onFault(shop.shopId, fault)
      runtimes.set(shop.shopId, runtime)
      faulty.delete(shop.shopId)
    } catch (error) {
      // Anything else is no fault of the shop's: the database is away, or this is a bug.
      if (!(error instanceof RulesetUnusableError)) throw error
      const known = runtimes.get(shop.shopId)
      if (known === undefined) faulty.set(shop.shopId, error.message)
      // A merchant who wants less to be kept must not wait until a rule is mended.
      else
        runtimes.set(
          shop.shopId,
          withSettings(known, await runtimeSettings(shop, options), options.shared.windows),
        )
      options.onRefused(shop.shopId, error)
    }
    shops.set(shop.shopId, shop)
    settings.set(shop.shopId, settingsOf(shop.settings))
  }

  // Two loads beside each other could end in the other order, and the older state would stay.
  const loadAgain = oneAtATime(async (shopId) => {
    const shop = await store.shops.find(shopId)
    if (shop !== undefined) await load(shop)
  })

  /** Each runtime is remade when it is next asked for: there may be 100,000 of them. */
  function overReference(runtime: ShopRuntime | undefined): ShopRuntime | undefined {
    const { referenceVersion } = options.shared
    if (runtime === undefined || runtime.referenceVersion === referenceVersion) return runtime
    const remade = withReference(runtime, referenceVersion)
    runtimes.set(runtime.shopId, remade)
    return remade
  }

  async function make(shopId: string): Promise<void> {
    const about = { author: 'gatehouse', note: 'named for the first time' }
    const shop = { shopId, settings: DEFAULT_SHOP_SETTINGS, ...about }
    await makeShop(store, options.starters, shop)
    await loadAgain(shopId)
  }

  for (const shop of await store.shops.all()) await load(shop)
  return {
    runtime(shopId) {
      const fault = faulty.get(shopId)
      if (fault === undefined) return overReference(runtimes.get(shopId))
      throw new ApiError('unavailable', {
        detail: `${fault}: publish a mended version or roll back`,
        headers: { 'retry-after': RETRY_SECONDS },
      })
    },
    settings: (shopId) => settings.get(shopId),
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

async function runtimeOf(
  shop: Shop,
  options: RegistryOptions,
  listsOf: ListLoader,
): Promise<ShopRuntime> {
  const { store, shared } = options
  const { shopId } = shop
  const rulesets = await store.rulesets.published(shopId)
  const runs = await store.rulesetRuns.active(shopId)
  const snoozes = await store.snoozes.active(shopId, options.nowMs())
  return loadRuntime(
    {
      shopId,
      ...(await runtimeSettings(shop, options)),
      rulesets: rulesets.map(({ version, document }) => ({
        version,
        document: document as Ruleset,
      })),
      shadows: runs
        .filter(({ kind }) => kind === 'shadow')
        .map(({ runId, version, document }) => ({
          run: runId,
          version,
          document: document as Ruleset,
        })),
      rollouts: runs
        .filter(({ kind }) => kind === 'rollout')
        .map(({ percent, version, document }) => ({
          percent: percent ?? 0,
          version,
          document: document as Ruleset,
        })),
      lists: await listsOf(shopId),
      ...(await options.models.inUse(shopId)),
      segments: {
        declared: settingsOf(shop.settings).segments,
        version: `settings@${shop.revision}`,
      },
      snoozes: snoozes.map(({ rule, entity, token, untilMs }) => ({
        rule,
        kind: entity as TokenKind,
        token,
        untilMs,
      })),
    },
    shared,
  )
}

async function runtimeSettings(
  { shopId, settings, revision, changedAtMs }: Shop,
  { store, windowsSinceMs }: RegistryOptions,
): Promise<RuntimeSettings> {
  const {
    mode,
    privacy,
    currency,
    home_country: homeCountry,
    exchange_rates: rates,
    plain_custom_inputs: plainInputs,
    let_through_percent: letThroughPercent,
    when_degraded: whenDegraded,
  } = settingsOf(settings)
  const shop = { currency, rates, homeCountry }
  // Most shops are set once, when they are made.
  const versions = revision === 1 ? [{ settings, changedAtMs }] : await store.shops.history(shopId)
  const gaps = gapsOf(versions, windowsSinceMs)
  return {
    settings: shop,
    privacy,
    plainInputs: new Set(plainInputs),
    mode,
    letThroughPercent,
    letThroughSalt: Buffer.from(store.personal.token(shopId, 'let_through', '')).toString('hex'),
    whenDegraded,
    gaps,
  }
}
