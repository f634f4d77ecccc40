import type { Decision, ShopSettings } from '@gatehouse/contract'
import {
  loadRuntime,
  NO_GAPS,
  RulesetUnusableError,
  slotFor,
  type ShopRuntime,
} from '@gatehouse/pipeline'
import type { Snapshot } from '@gatehouse/gate'
import { compileSignalPlan, defaultWindows } from '@gatehouse/signals'
import type { ShopVersion, Store, StoredRuleset } from '@gatehouse/store'
import type { ModelLoader } from '../model-loader.ts'
import { fromStored } from '../ruleset-document.ts'
import { settingsOf } from '../shop-settings.ts'
import { signalReader } from '../stored-signals.ts'
import { NotReplayable } from './not-replayable.ts'
import { openPastLists } from './past-lists.ts'

/** A changed setting is in force once every node has loaded it; clocks differ a little. */
const LOADED_WITHIN_MS = 120_000
const CLOCKS_MS = 5_000
/** What decides where a shop has published nothing: `loadRuntime` knows it. */
const NOTHING_PUBLISHED = 'none@1'
/** Compiled states of a shop in memory. */
const RUNTIMES_MAX = 64

/** Settings as a decision was made under them. */
export interface PastSettings {
  readonly revision: number
  readonly settings: ShopSettings
}

/** What a shop decided by at a time: made of what is kept for ever, compiled by the gate's own code. */
export interface PastShop {
  /** The settings that were in force, and those that may have been instead, so close to a change. */
  settingsAt(atMs: number): readonly PastSettings[]
  /** @throws NotReplayable */
  snapshot(decision: Decision, atMs: number, settings: PastSettings): Promise<PastSnapshot>
  /** Rulesets that the shop had published by a time, newest first. */
  publishedBy(atMs: number): Promise<readonly StoredRuleset[]>
}

export interface PastSnapshot {
  readonly snapshot: Snapshot
  /** The stored signals in the order of its declarations. */
  readonly signals: ReturnType<ReturnType<typeof signalReader>>
}

type Kept = Pick<Store, 'shops' | 'lists' | 'rulesets' | 'personal'>

export async function openPastShop(
  store: Kept,
  models: ModelLoader,
  shopId: string,
): Promise<PastShop> {
  const history = await store.shops.history(shopId)
  // One that a node of an older version made has no history yet.
  const versions = history.length > 0 ? history : [(await store.shops.find(shopId))!]
  const lists = await openPastLists(store.lists, shopId)
  const plan = compileSignalPlan()
  const salt = Buffer.from(store.personal.token(shopId, 'let_through', '')).toString('hex')
  const rulesets = new Map<string, StoredRuleset | null>()
  const runtimes = new Map<string, ShopRuntime>()
  let histories: Promise<readonly StoredRuleset[]> | undefined

  async function rulesetOf(version: string): Promise<StoredRuleset | null> {
    let ruleset = rulesets.get(version)
    if (ruleset === undefined) {
      const [name = '', number = ''] = version.split('@')
      ruleset = (await store.rulesets.find(shopId, name, Number(number) || 0)) ?? null
      rulesets.set(version, ruleset)
    }
    if (ruleset !== null || version === NOTHING_PUBLISHED) return ruleset
    throw new NotReplayable('ruleset_gone', `\`${version}\` is not kept`)
  }

  /** The models that the decision names. */
  async function modelsOf({ versions, anomaly, checkpoint }: Decision) {
    const { model: id } = versions
    const model = id === null ? null : await models.findFraud(shopId, id)
    if (id !== null && model === undefined) throw gone(id)
    const said = anomaly === undefined ? null : await models.findAnomaly(shopId, anomaly.version)
    if (said === undefined) throw gone(anomaly!.version)
    return {
      models: id === null || !model ? [] : [{ id, checkpoint, state: 'champion' as const, model }],
      anomalies: said === null ? [] : [{ id: anomaly!.version, checkpoint, model: said }],
    }
  }

  async function runtimeOf(
    decision: Decision,
    atMs: number,
    { settings, revision }: PastSettings,
  ): Promise<ShopRuntime> {
    const { ruleset: version, lists: listsVersion, model, reference } = decision.versions
    const key = JSON.stringify([
      version,
      listsVersion,
      model,
      reference,
      revision,
      decision.checkpoint,
      decision.anomaly?.version,
    ])
    const known = runtimes.get(key)
    if (known !== undefined) return known
    const stored = await rulesetOf(version)
    const document = stored === null ? null : fromStored(stored.document).ruleset
    const state = {
      shopId,
      settings: {
        currency: settings.currency,
        rates: settings.exchange_rates,
        homeCountry: settings.home_country,
      },
      privacy: settings.privacy,
      plainInputs: new Set(settings.plain_custom_inputs),
      mode: settings.mode,
      letThroughPercent: settings.let_through_percent,
      letThroughSalt: salt,
      whenDegraded: settings.when_degraded,
      gaps: NO_GAPS,
      rulesets: document === null ? [] : [{ version: stored!.version, document }],
      lists: await lists.of(listsVersion, atMs, document?.lists ?? []),
      ...(await modelsOf(decision)),
      segments: { declared: settings.segments, version: `settings@${revision}` },
    }
    const runtime = compiled(state, reference, plan)
    runtimes.set(key, runtime)
    if (runtimes.size > RUNTIMES_MAX) runtimes.delete(runtimes.keys().next().value!)
    return runtime
  }

  return {
    settingsAt: (atMs) => settingsAt(versions, atMs),
    async snapshot(decision, atMs, settings) {
      const runtime = await runtimeOf(decision, atMs, settings)
      const { declarations } = runtime.snapshots[decision.checkpoint]
      refuseOtherSignals(decision, declarations)
      const signals = signalReader(declarations)(decision)
      return { snapshot: slotFor(runtime, decision.checkpoint, signals).snapshot, signals }
    },
    async publishedBy(atMs) {
      histories ??= allVersions(store.rulesets, shopId)
      return (await histories).filter(
        ({ publishedAtMs }) => publishedAtMs !== null && publishedAtMs <= atMs + CLOCKS_MS,
      )
    },
  }
}

function gone(model: string): NotReplayable {
  return new NotReplayable('model_gone', `the model ${model} is not kept`)
}

function compiled(
  state: Parameters<typeof loadRuntime>[0],
  referenceVersion: string,
  plan: ReturnType<typeof compileSignalPlan>,
): ShopRuntime {
  try {
    return loadRuntime(state, { plan, windows: defaultWindows, referenceVersion })
  } catch (error) {
    if (!(error instanceof RulesetUnusableError)) throw error
    throw new NotReplayable('ruleset_unusable', error.message)
  }
}

/** The one in force first. What was decided before the first version was decided by that. */
function settingsAt(versions: readonly ShopVersion[], atMs: number): readonly PastSettings[] {
  const found = versions.findIndex(({ changedAtMs }) => changedAtMs <= atMs)
  const inForce = found === -1 ? versions.length - 1 : found
  const near = versions.flatMap(({ changedAtMs: fromMs }, index) => {
    const toMs = versions[index - 1]?.changedAtMs ?? Infinity
    const isNear = fromMs <= atMs + CLOCKS_MS && toMs >= atMs - LOADED_WITHIN_MS
    return isNear && index !== inForce ? [index] : []
  })
  return [inForce, ...near].map((index) => ({
    revision: versions[index]!.revision,
    settings: settingsOf(versions[index]!.settings),
  }))
}

function refuseOtherSignals(decision: Decision, declarations: Snapshot['declarations']): void {
  const known = namesOf(declarations)
  const other = Object.keys(decision.signals).find((name) => !known.has(name))
  if (other === undefined) return
  throw new NotReplayable('other_signals', `there is no signal \`${other}\``)
}

const names = new WeakMap<Snapshot['declarations'], ReadonlySet<string>>()

function namesOf(declarations: Snapshot['declarations']): ReadonlySet<string> {
  let known = names.get(declarations)
  if (known === undefined) {
    known = new Set(declarations.map(({ name }) => name))
    names.set(declarations, known)
  }
  return known
}

async function allVersions(
  rulesets: Store['rulesets'],
  shopId: string,
): Promise<readonly StoredRuleset[]> {
  const newest = await rulesets.list(shopId)
  const all = await Promise.all(newest.map(({ name }) => rulesets.history(shopId, name)))
  return all.flat().sort((a, b) => (b.publishedAtMs ?? 0) - (a.publishedAtMs ?? 0))
}
