import type { Checkpoint, Mode, Privacy, WhenDegraded } from '@gatehouse/contract'
import type { SignalDeclaration, WindowDeclaration } from '@gatehouse/contract'
import { ROLLOUT_UNIT, type Anomaly, type Snapshot } from '@gatehouse/gate'
import {
  asSignal,
  compileWindowSignals,
  ORDER_ANOMALY,
  splitWindows,
  WINDOW_SIGNALS,
} from '@gatehouse/signals'
import type { ShopSettings, SignalPlan, WindowSignalPlan } from '@gatehouse/signals'
import type { EntityList } from './lists/entity-list.ts'
import { changedSlot, type ShopSlots, type Slot } from './slots.ts'
import type { SnoozeIndex } from './snoozes.ts'
import { blindWindows, linksLackUntilMs, type BlindWindow, type WindowGaps } from './window-gaps.ts'

/** One shop, ready to decide: everything the way of an order needs, frozen and versioned. */
export interface ShopRuntime extends ShopSlots {
  readonly shopId: string
  readonly settings: ShopSettings
  readonly privacy: Privacy
  /** Names of `custom_inputs` whose texts say nothing about a person. */
  readonly plainInputs: ReadonlySet<string>
  readonly plan: SignalPlan
  /** Of the reference data that its decisions are made from. */
  readonly referenceVersion: string
  /** Signals computed from windows; in the vector they follow the windows. */
  readonly windowSignals: WindowSignalPlan
  /** Lists of entities (addresses, emails, cards ...), each a signal `list.NAME`. */
  readonly entityLists: readonly EntityList[]
  /** Windows that cannot be told yet, in the order of their declarations; `null`: none. */
  readonly blindWindows: readonly (BlindWindow | null)[] | null
  /** Links of events before that lack addresses: those of earlier ones were not kept. */
  readonly linksLackUntilMs: number
  /** What decides at each checkpoint, unless its slot or another segment says otherwise. */
  readonly snapshots: Readonly<Record<Checkpoint, Snapshot>>
  /** What says how strange an event is at each checkpoint; `null`: nothing does. */
  readonly anomalies: Readonly<Record<Checkpoint, Anomaly | null>>
  /** Something is rolled out to a part of the traffic: events need `rollout.unit`. */
  readonly isRollingOut: boolean
  /** Rules that are off for single entities; `null`: none. */
  readonly snoozes: SnoozeIndex | null
  /** What could not be loaded and does not keep the shop from deciding. */
  readonly faults: readonly string[]
}

/** What a merchant says about a shop, as far as the way of an order asks. */
export interface RuntimeSettings {
  readonly settings: ShopSettings
  readonly privacy: Privacy
  readonly plainInputs: ReadonlySet<string>
  readonly mode: Mode
  /** None when absent. */
  readonly letThroughPercent?: number
  /** As `Snapshot.letThroughSalt`. */
  readonly letThroughSalt?: string
  /** `decide` when absent. */
  readonly whenDegraded?: WhenDegraded
  /** What its windows do not hold, because of settings that it had. */
  readonly gaps: WindowGaps
}

/** The same rules and lists under other settings. */
export function withSettings(
  runtime: ShopRuntime,
  {
    settings,
    privacy,
    plainInputs,
    mode,
    letThroughPercent = 0,
    letThroughSalt,
    whenDegraded = 'decide',
    gaps,
  }: RuntimeSettings,
  windows: readonly WindowDeclaration[],
): ShopRuntime {
  return Object.freeze({
    ...runtime,
    settings,
    privacy,
    plainInputs,
    blindWindows: blindWindows(windows, gaps),
    linksLackUntilMs: linksLackUntilMs(gaps),
    ...changedSnapshots(runtime, (snapshot) => ({
      ...snapshot,
      mode,
      letThroughPercent,
      ...(letThroughSalt === undefined ? {} : { letThroughSalt }),
      whenDegraded,
    })),
  })
}

/** The same shop over other reference data. */
export function withReference(runtime: ShopRuntime, referenceVersion: string): ShopRuntime {
  return Object.freeze({
    ...runtime,
    referenceVersion,
    ...changedSnapshots(runtime, (snapshot) => ({ ...snapshot, referenceVersion })),
  })
}

/** Everything that decides, what is in shadow too. */
function changedSnapshots(
  runtime: ShopRuntime,
  change: (snapshot: Snapshot) => Snapshot,
): Pick<ShopRuntime, 'snapshots' | 'slots' | 'segments'> {
  const changed = (slot: Slot) => changedSlot(slot, (snapshot) => Object.freeze(change(snapshot)))
  const { segments } = runtime
  const slots = mapValues(runtime.slots, changed)
  return {
    snapshots: mapValues(slots, ({ snapshot }) => snapshot),
    slots,
    segments:
      segments === null
        ? null
        : {
            compiled: segments.compiled,
            slots: mapValues(
              segments.slots,
              (named) => new Map([...named].map(([name, slot]) => [name, changed(slot)])),
            ),
          },
  }
}

function mapValues<Value, Changed>(
  values: Readonly<Record<Checkpoint, Value>>,
  change: (value: Value) => Changed,
): Record<Checkpoint, Changed> {
  return Object.fromEntries(
    Object.entries(values).map(([checkpoint, value]) => [checkpoint, change(value as Value)]),
  ) as Record<Checkpoint, Changed>
}

/** The signals computed from windows, placed behind these signals and windows. */
export function windowSignalsOf(
  plan: Pick<SignalPlan, 'declarations'>,
  windows: readonly WindowDeclaration[],
): WindowSignalPlan {
  const { shown, bases } = splitWindows(windows)
  const before = [...plan.declarations, ...shown.map(asSignal)]
  return compileWindowSignals(WINDOW_SIGNALS, before, bases.map(asSignal))
}

/**
 * The declarations of a shop's signal vector: computed signals, then windows, then what is computed
 * from these, then what roll-outs go by and how strange the event is, then entity lists.
 * Rules are compiled against this order, and vectors are filled in it.
 */
export function vectorDeclarations(
  plan: Pick<SignalPlan, 'declarations'>,
  windows: readonly WindowDeclaration[],
  lists: readonly Pick<EntityList, 'name' | 'kind'>[],
): readonly SignalDeclaration[] {
  return [
    ...plan.declarations,
    ...splitWindows(windows).shown.map(asSignal),
    ...windowSignalsOf(plan, windows).declarations,
    ROLLOUT_UNIT,
    ORDER_ANOMALY,
    ...lists.map(({ name, kind }) => ({
      name: `list.${name}`,
      doc: `The ${kind} of this event is on the list \`${name}\`.`,
      type: 'bool' as const,
      privacy: 'none' as const,
    })),
  ]
}
