import { createHash } from 'node:crypto'
import {
  CHECKPOINTS,
  DEFAULT_SEGMENT,
  type Checkpoint,
  type ListKind,
  type ListStanding,
  type Ruleset,
  type Segment,
  type WindowDeclaration,
} from '@gatehouse/contract'
import {
  compileAnomaly,
  compileModel,
  compileRuleset,
  compileSegments,
  unitIndexOf,
  type Anomaly,
  type Arms,
  type CompiledSegment,
  type CompiledRuleset,
  type Model,
  type Snapshot,
  type TimedList,
  type WatchedList,
} from '@gatehouse/gate'
import { featureFaults, type AnomalyModel, type StoredModel } from '@gatehouse/scoring'
import { ORDER_ANOMALY, type SignalPlan } from '@gatehouse/signals'
import { entityList } from './lists/entity-list.ts'
import type { ListContents } from './lists/list-contents.ts'
import { indexSnoozes, type LoadedSnooze } from './snoozes.ts'
import { blindWindows, linksLackUntilMs } from './window-gaps.ts'
import {
  vectorDeclarations,
  windowSignalsOf,
  type RuntimeSettings,
  type ShopRuntime,
} from './runtime.ts'
import { compileShared, signalsKeyOf } from './shared-rulesets.ts'
import { segmentsDecided, type SegmentSlots, type Shadow, type Slot } from './slots.ts'

/** A list as it is kept: its kind, its revision and what is on it. */
export interface LoadedList {
  readonly name: string
  readonly kind: ListKind
  readonly standing: ListStanding
  readonly revision: number
  readonly contents: ListContents
}

export interface LoadedRuleset {
  readonly version: number
  readonly document: Ruleset
}

/** A model that decides at a checkpoint, or is tried there beside the one that does. */
export interface LoadedModel {
  /** SHA-256 of its file, hex. */
  readonly id: string
  readonly checkpoint: Checkpoint
  readonly state: 'champion' | 'challenger'
  readonly model: StoredModel
}

/** What says at a checkpoint how strange an event is. */
export interface LoadedAnomaly {
  /** SHA-256 of its file, hex. */
  readonly id: string
  readonly checkpoint: Checkpoint
  readonly model: AnomalyModel
}

/** Everything of a shop that a runtime is made from. */
export interface ShopState extends RuntimeSettings {
  readonly shopId: string
  /** In force, with their version numbers. */
  readonly rulesets: readonly LoadedRuleset[]
  /** In shadow, with the number of their run. */
  readonly shadows?: readonly (LoadedRuleset & { readonly run: number })[]
  readonly lists: readonly LoadedList[]
  /** None when absent. */
  readonly models?: readonly LoadedModel[]
  /** None when absent. */
  readonly anomalies?: readonly LoadedAnomaly[]
  /** What its segments are, and the version of what says so; none when absent. */
  readonly segments?: { readonly declared: readonly Segment[]; readonly version: string }
  /** For a part of the traffic, in place of the one of the same name. */
  readonly rollouts?: readonly (LoadedRuleset & { readonly percent: number })[]
  /** Those that are not over. */
  readonly snoozes?: readonly LoadedSnooze[]
}

/** What all shops share. */
export interface SharedParts {
  readonly plan: SignalPlan
  readonly windows: readonly WindowDeclaration[]
  /** Of the reference data in use: changes when the operator's files are read again. */
  readonly referenceVersion: string
}

export class RulesetUnusableError extends Error {
  override readonly name = 'RulesetUnusableError'
  readonly code = 'ruleset_unusable'
}

/** What decides where the shop has published nothing: everything is approved, and says so. */
const NOTHING: Omit<Ruleset, 'checkpoints'> = {
  name: 'none',
  scorecard: { base: { start: 100, floor: 0, parts: [] } },
  thresholds: { reject_below: 0, submit_to_processor: 0 },
  rules: [],
}

/**
 * Compiles what a shop has published into a frozen runtime. A published ruleset was checked when it
 * was published; one that no longer compiles (a list it names is gone) is refused here, and the
 * caller keeps the runtime it has. One in shadow that does not compile is a fault of the runtime, and
 * the shop decides without it.
 *
 * @throws RulesetUnusableError
 */
export function loadRuntime(state: ShopState, shared: SharedParts): ShopRuntime {
  const lists = [...state.lists].sort((a, b) => (a.name < b.name ? -1 : 1))
  const entityLists = lists.map(({ name, kind, contents }) => entityList(name, kind, contents))
  const declarations = vectorDeclarations(shared.plan, shared.windows, entityLists)
  const signalsKey = signalsKeyOf(declarations)
  const compile = ({ document, version }: LoadedRuleset): CompiledRuleset => {
    const compiled = compileShared(document, version, declarations, signalsKey)
    if (compiled.ok) return compiled.ruleset
    const [issue] = compiled.issues
    throw new RulesetUnusableError(
      `the ruleset \`${document.name}@${version}\` of the shop \`${state.shopId}\` does not compile: ${issue?.pointer} ${issue?.message}`,
    )
  }
  const rulesets = state.rulesets.map(compile)
  const segments = segmentsOf(state, declarations)
  const listsVersion = listsVersionOf(lists)
  const watched = watchedOf(lists, declarations.length - lists.length)
  const snapshotOf = (ruleset: CompiledRuleset): Snapshot =>
    Object.freeze({
      shopId: state.shopId,
      mode: state.mode,
      letThroughPercent: state.letThroughPercent ?? 0,
      ...(state.letThroughSalt === undefined ? {} : { letThroughSalt: state.letThroughSalt }),
      whenDegraded: state.whenDegraded ?? 'decide',
      declarations,
      ruleset,
      model: null,
      lists: ruleset.listNames.map((name) => timedList(lists, name)),
      watched,
      listsVersion,
      referenceVersion: shared.referenceVersion,
    })
  const models = compiledModels(state.models ?? [], declarations)
  const anomalies = compiledAnomalies(state.anomalies ?? [], declarations)
  const faults: string[] = [...models.faults, ...anomalies.faults]
  /** What the shop can decide without. */
  const tried = (loaded: LoadedRuleset): Snapshot[] => {
    try {
      return [snapshotOf(compile(loaded))]
    } catch (error) {
      if (!(error instanceof RulesetUnusableError)) throw error
      faults.push(error.message)
      return []
    }
  }
  const shadows = (state.shadows ?? []).flatMap((loaded): Shadow[] =>
    tried(loaded).map((snapshot) => ({ run: loaded.run, snapshot })),
  )
  const trials = (state.rollouts ?? []).flatMap((loaded) =>
    tried(loaded).map((snapshot) => ({
      name: loaded.document.name,
      trial: {
        snapshot,
        // The same part for as long as the version is rolled out, whatever its share.
        rollout: { percent: loaded.percent, salt: snapshot.ruleset.version },
        unitIndex: unitIndexOf(declarations),
      },
    })),
  )
  const faultsOf = rulesets.filter(({ segment }) => !isDeclared(segment, segments))
  for (const { version, segment } of faultsOf) {
    faults.push(`\`${version}\` decides nothing: the shop has no segment \`${segment}\``)
  }
  const at = (checkpoint: Checkpoint, segment: string): Slot => {
    const here = rulesets.filter(({ checkpoints }) => checkpoints.includes(checkpoint))
    const own = here.find((ruleset) => ruleset.segment === segment)
    const ruleset = own ?? here.find((each) => each.segment === DEFAULT_SEGMENT)
    const model = models.at(checkpoint, 'champion')
    const anomaly = anomalies.at[checkpoint]
    const placed = (snapshot: Snapshot): Snapshot =>
      segments.length === 0 && model === null && anomaly === null
        ? snapshot
        : Object.freeze({
            ...snapshot,
            model,
            ...(anomaly === null
              ? {}
              : { anomaly: { version: anomaly.version, signal: anomalies.signal } }),
            ...(segments.length === 0
              ? {}
              : { segment: { name: segment, version: state.segments!.version } }),
          })
    const snapshot = placed(snapshotOf(ruleset ?? nothingAt(checkpoint)))
    const [name] = snapshot.ruleset.version.split('@')
    const found = trials.find((each) => each.name === name)
    const arms: Arms | null =
      found === undefined
        ? null
        : { snapshot, trial: { ...found.trial, snapshot: placed(found.trial.snapshot) } }
    const taken = here.map((each) => each.segment)
    const tried = shadows.filter(
      ({ snapshot: { ruleset: beside } }) =>
        beside.checkpoints.includes(checkpoint) &&
        segmentsDecided(beside.segment, [segment], taken).includes(segment),
    )
    return {
      snapshot,
      arms,
      shadows: tried.map((each) => ({ ...each, snapshot: placed(each.snapshot) })),
      challenger: models.at(checkpoint, 'challenger'),
    }
  }
  const slots = atEach((checkpoint) => at(checkpoint, DEFAULT_SEGMENT))
  const names = [DEFAULT_SEGMENT, ...segments.map(({ name }) => name)]
  const perSegment: SegmentSlots | null =
    segments.length === 0
      ? null
      : {
          compiled: segments,
          slots: atEach((checkpoint) => new Map(names.map((name) => [name, at(checkpoint, name)]))),
        }
  const compiled = [...shadows, ...trials.map(({ trial }) => trial)].map(
    ({ snapshot: { ruleset } }) => ruleset,
  )
  return Object.freeze({
    shopId: state.shopId,
    settings: state.settings,
    privacy: state.privacy,
    plainInputs: state.plainInputs,
    blindWindows: blindWindows(shared.windows, state.gaps),
    linksLackUntilMs: linksLackUntilMs(state.gaps),
    plan: shared.plan,
    referenceVersion: shared.referenceVersion,
    windowSignals: windowSignalsOf(shared.plan, shared.windows),
    entityLists,
    snapshots: atEach((checkpoint) => slots[checkpoint].snapshot),
    slots,
    segments: perSegment,
    anomalies: anomalies.at,
    isRollingOut:
      trials.length > 0 || [...rulesets, ...compiled].some(({ unitIndex }) => unitIndex !== null),
    snoozes: indexSnoozes(state.snoozes ?? []),
    faults,
  })
}

/** A model whose signals are gone goes on without them, and the shop is told. */
function compiledModels(loaded: readonly LoadedModel[], declarations: Snapshot['declarations']) {
  const compiled = loaded.map(({ id, checkpoint, state, model }) => ({
    checkpoint,
    state,
    model: compileModel(model, id, declarations),
  }))
  return {
    at: (checkpoint: Checkpoint, state: LoadedModel['state']): Model | null =>
      compiled.find((each) => each.checkpoint === checkpoint && each.state === state)?.model ??
      null,
    faults: loaded.flatMap(({ id, model }) =>
      featureFaults(model.features, declarations).map(
        ({ message }) => `the model ${id} takes a signal as missing: ${message}`,
      ),
    ),
  }
}

function compiledAnomalies(
  loaded: readonly LoadedAnomaly[],
  declarations: Snapshot['declarations'],
) {
  return {
    at: atEach((checkpoint): Anomaly | null => {
      const own = loaded.find((each) => each.checkpoint === checkpoint)
      return own === undefined ? null : compileAnomaly(own.model, own.id, declarations)
    }),
    signal: declarations.findIndex(({ name }) => name === ORDER_ANOMALY.name),
    faults: loaded.flatMap(({ id, model }) =>
      featureFaults(model.forest.features, declarations).map(
        ({ message }) => `the anomaly model ${id} takes a signal as missing: ${message}`,
      ),
    ),
  }
}

/** @throws RulesetUnusableError */
function segmentsOf(
  { shopId, segments }: ShopState,
  declarations: Snapshot['declarations'],
): readonly CompiledSegment[] {
  const compiled = compileSegments(segments?.declared ?? [], declarations)
  if (compiled.ok) return compiled.segments
  const [issue] = compiled.issues
  throw new RulesetUnusableError(
    `the segments of the shop \`${shopId}\` do not compile: ${issue?.pointer} ${issue?.message}`,
  )
}

function isDeclared(segment: string, segments: readonly CompiledSegment[]): boolean {
  return segment === DEFAULT_SEGMENT || segments.some(({ name }) => name === segment)
}

function atEach<Value>(valueAt: (checkpoint: Checkpoint) => Value): Record<Checkpoint, Value> {
  return Object.fromEntries(
    CHECKPOINTS.map((checkpoint) => [checkpoint, valueAt(checkpoint)]),
  ) as Record<Checkpoint, Value>
}

function nothingAt(checkpoint: Checkpoint): CompiledRuleset {
  const compiled = compileRuleset({ ...NOTHING, checkpoints: [checkpoint] }, 1, [])
  if (!compiled.ok) throw new Error('the empty ruleset does not compile')
  return compiled.ruleset
}

/** `x in lists.NAME` compares plain values; of a token list only the signal `list.NAME` is known. */
function timedList(lists: readonly LoadedList[], name: string): TimedList | undefined {
  const contents = lists.find((known) => known.name === name)?.contents
  if (contents === undefined || contents.isTokens) return undefined
  return { at: (nowMs) => ({ has: (value) => contents.has(value, nowMs) }) }
}

/** The signals of the lists come last, in their order. */
function watchedOf(lists: readonly LoadedList[], firstSignal: number): WatchedList[] {
  return lists.flatMap(({ name, standing }, index) =>
    standing === 'watch' ? [{ name, signal: firstSignal + index }] : [],
  )
}

/**
 * A short name for the state of all lists: changes whenever one of them does.
 * @param lists by name
 */
export function listsVersionOf(lists: readonly Pick<LoadedList, 'name' | 'revision'>[]): string {
  if (lists.length === 0) return 'none'
  const state = lists.map(({ name, revision }) => `${name}@${revision}`).join(' ')
  return createHash('sha256').update(state).digest('hex').slice(0, 12)
}
