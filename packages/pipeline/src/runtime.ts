import type { Checkpoint, Mode, Privacy } from '@gatehouse/contract'
import type { SignalDeclaration, WindowDeclaration } from '@gatehouse/contract'
import type { Snapshot } from '@gatehouse/gate'
import type { ShopSettings, SignalPlan } from '@gatehouse/signals'
import type { EntityList } from './lists/entity-list.ts'
import { blindWindows, type BlindWindow, type WindowGaps } from './window-gaps.ts'

/** One shop, ready to decide: everything the way of an order needs, frozen and versioned. */
export interface ShopRuntime {
  readonly shopId: string
  readonly settings: ShopSettings
  readonly privacy: Privacy
  /** Names of `custom_inputs` whose texts say nothing about a person. */
  readonly plainInputs: ReadonlySet<string>
  readonly plan: SignalPlan
  /** Of the reference data that its decisions are made from. */
  readonly referenceVersion: string
  /** Lists of entities (addresses, emails, cards ...), each a signal `list.NAME`. */
  readonly entityLists: readonly EntityList[]
  /** Windows that cannot be told yet, in the order of their declarations; `null`: none. */
  readonly blindWindows: readonly (BlindWindow | null)[] | null
  /** What decides at each checkpoint. */
  readonly snapshots: Readonly<Record<Checkpoint, Snapshot>>
}

/** What a merchant says about a shop, as far as the way of an order asks. */
export interface RuntimeSettings {
  readonly settings: ShopSettings
  readonly privacy: Privacy
  readonly plainInputs: ReadonlySet<string>
  readonly mode: Mode
  /** What its windows do not hold, because of settings that it had. */
  readonly gaps: WindowGaps
}

/** The same rules and lists under other settings. */
export function withSettings(
  runtime: ShopRuntime,
  { settings, privacy, plainInputs, mode, gaps }: RuntimeSettings,
  windows: readonly WindowDeclaration[],
): ShopRuntime {
  return Object.freeze({
    ...runtime,
    settings,
    privacy,
    plainInputs,
    blindWindows: blindWindows(windows, gaps),
    snapshots: mapSnapshots(runtime.snapshots, (snapshot) => ({ ...snapshot, mode })),
  })
}

/** The same shop over other reference data. */
export function withReference(runtime: ShopRuntime, referenceVersion: string): ShopRuntime {
  return Object.freeze({
    ...runtime,
    referenceVersion,
    snapshots: mapSnapshots(runtime.snapshots, (snapshot) => ({ ...snapshot, referenceVersion })),
  })
}

function mapSnapshots(
  snapshots: ShopRuntime['snapshots'],
  change: (snapshot: Snapshot) => Snapshot,
): ShopRuntime['snapshots'] {
  const changed = Object.entries(snapshots).map(([checkpoint, snapshot]) => [
    checkpoint,
    Object.freeze(change(snapshot)),
  ])
  return Object.fromEntries(changed) as ShopRuntime['snapshots']
}

/**
 * The declarations of a shop's signal vector: computed signals, then windows, then entity lists.
 * Rules are compiled against this order, and vectors are filled in it.
 */
export function vectorDeclarations(
  plan: Pick<SignalPlan, 'declarations'>,
  windows: readonly WindowDeclaration[],
  lists: readonly Pick<EntityList, 'name' | 'kind'>[],
): readonly SignalDeclaration[] {
  return [
    ...plan.declarations,
    ...windows.map(({ name, doc }) => ({
      name,
      doc,
      type: 'double' as const,
      privacy: 'pseudonymous' as const,
    })),
    ...lists.map(({ name, kind }) => ({
      name: `list.${name}`,
      doc: `The ${kind} of this event is on the list \`${name}\`.`,
      type: 'bool' as const,
      privacy: 'none' as const,
    })),
  ]
}
