import type { Decision, SignalDeclaration } from '@gatehouse/contract'
import {
  compileModel,
  compileRuleset,
  type CompiledRuleset,
  type DecideInput,
  type Model,
  type Snapshot,
} from '@gatehouse/gate'
import { slotNamed, type ShopRuntime } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { ModelLoader } from './model-loader.ts'
import { fromStored } from './ruleset-document.ts'
import { signalReader } from './stored-signals.ts'

/** A ruleset that decided once and does not compile against the signals and lists of today. */
export class PastRulesetError extends Error {
  override readonly name = 'PastRulesetError'
}

/**
 * What a stored decision was made from, as far as it is kept: its signals without personal values,
 * its ruleset, the lists as they are now. Its outcome comes of that again, not its actions.
 * @returns `null` where no published ruleset had decided
 * @throws PastRulesetError
 */
export async function pastInput(
  decision: Decision,
  atMs: number,
  runtime: ShopRuntime,
  rulesets: Store['rulesets'],
  models: ModelLoader,
): Promise<DecideInput | null> {
  const now = slotNamed(runtime, decision.checkpoint, decision.segment).snapshot
  const ruleset =
    now.ruleset.version === decision.versions.ruleset
      ? now.ruleset
      : await compiledVersion(decision.versions.ruleset, runtime.shopId, now.declarations, rulesets)
  if (ruleset === null) return null
  const lists = new Map(now.ruleset.listNames.map((name, index) => [name, now.lists[index]]))
  return {
    id: decision.id,
    eventId: decision.event_id,
    checkpoint: decision.checkpoint,
    snapshot: {
      ...now,
      mode: decision.mode,
      ruleset,
      model: await pastModel(decision, now, models),
      lists: ruleset.listNames.map((name) => lists.get(name)),
      ...segmentOf(decision),
    },
    signals: signalReader(now.declarations)(decision),
    now: atMs,
    degraded: decision.degraded,
    // What the shop lets through today says nothing about whether chance let this one through.
    previous: {
      outcome: decision.would_be_outcome,
      actions: [],
      isCaptured: false,
      ...(decision.let_through === undefined ? {} : { isLetThrough: true }),
    },
    snoozed: new Set(
      decision.rules.filter(({ result }) => result === 'snoozed').map(({ id }) => id),
    ),
  }
}

/** The one that decided, whichever decides now. */
async function pastModel(
  { versions }: Decision,
  { shopId, model: champion, declarations }: Snapshot,
  models: ModelLoader,
): Promise<Model | null> {
  const id = versions.model
  if (id === null || id === champion?.version) return id === null ? null : champion
  const stored = await models.findFraud(shopId, id)
  return stored === undefined ? null : compileModel(stored, id, declarations)
}

/** Also one that is there no more. */
function segmentOf({ segment, versions }: Decision): Pick<Snapshot, 'segment'> {
  if (segment === undefined) return {}
  return { segment: { name: segment, version: versions.segments ?? '' } }
}

async function compiledVersion(
  version: string,
  shopId: string,
  declarations: readonly SignalDeclaration[],
  rulesets: Store['rulesets'],
): Promise<CompiledRuleset | null> {
  const [name = '', number = ''] = version.split('@')
  const stored = await rulesets.find(shopId, name, Number(number) || 0)
  if (stored === undefined) return null
  const compiled = compileRuleset(fromStored(stored.document).ruleset, Number(number), declarations)
  if (compiled.ok) return compiled.ruleset
  throw new PastRulesetError(
    `\`${version}\` does not compile any more: ${compiled.issues[0]?.message}`,
  )
}
