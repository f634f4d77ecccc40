import { DEFAULT_SEGMENT, type Checkpoint, type SignalVector } from '@gatehouse/contract'
import {
  chooseArm,
  segmentOf,
  type Arms,
  type CompiledSegment,
  type Model,
  type Snapshot,
} from '@gatehouse/gate'

/** A version of a ruleset that is tried on live traffic. */
export interface Shadow {
  /** Number of the run, which its results are recorded under. */
  readonly run: number
  readonly snapshot: Snapshot
}

/** What decides for one segment at one checkpoint. */
export interface Slot {
  readonly snapshot: Snapshot
  /** A version is rolled out to a part of the traffic; `null`: none. */
  readonly arms: Arms | null
  /** What decides there too, and is recorded without being answered. */
  readonly shadows: readonly Shadow[]
  /** A model that is asked beside the one that decides; `null`: none. */
  readonly challenger: Model | null
}

export interface SegmentSlots {
  /** In the order in which they are tried. */
  readonly compiled: readonly CompiledSegment[]
  /** By name of the segment, `default` among them. */
  readonly slots: Readonly<Record<Checkpoint, ReadonlyMap<string, Slot>>>
}

/** Everything that may decide for a shop. */
export interface ShopSlots {
  /** What decides at each checkpoint unless a segment says otherwise, with what is tried beside it or in its place. */
  readonly slots: Readonly<Record<Checkpoint, Slot>>
  /** What decides for each segment; `null`: the shop has none. */
  readonly segments: SegmentSlots | null
}

/** Where an event is decided. Its segment follows from its signals alone, so a re-score asks again. */
export function slotFor(
  { slots, segments }: ShopSlots,
  checkpoint: Checkpoint,
  signals: SignalVector,
): Slot {
  if (segments === null) return slots[checkpoint]
  return segments.slots[checkpoint].get(segmentOf(segments.compiled, signals))!
}

/** What decides for a segment by its name; for one that is there no more what decides for all others. */
export function slotNamed(
  { slots, segments }: ShopSlots,
  checkpoint: Checkpoint,
  segment: string | undefined,
): Slot {
  const own = segment === undefined ? undefined : segments?.slots[checkpoint].get(segment)
  return own ?? slots[checkpoint]
}

/** What decides this event. */
export function snapshotOf({ arms, snapshot }: Slot, signals: SignalVector, eventId: string) {
  return arms === null ? snapshot : chooseArm(arms, signals, eventId)
}

/** The same under other snapshots. */
export function changedSlot(
  { snapshot, arms, shadows, challenger }: Slot,
  changed: (snapshot: Snapshot) => Snapshot,
): Slot {
  return {
    snapshot: changed(snapshot),
    arms: arms === null ? null : changedArms(arms, changed),
    shadows: shadows.map(({ run, snapshot: tried }) => ({ run, snapshot: changed(tried) })),
    challenger,
  }
}

function changedArms({ snapshot, trial }: Arms, changed: (snapshot: Snapshot) => Snapshot): Arms {
  return {
    snapshot: changed(snapshot),
    trial: trial === null ? null : { ...trial, snapshot: changed(trial.snapshot) },
  }
}

/**
 * Whose events a ruleset of one segment decides where the rulesets of `published` do: those of its
 * segment, and as the one of `default` those of every segment that has no ruleset of its own.
 */
export function segmentsDecided(
  segment: string,
  declared: readonly string[],
  published: readonly string[],
): readonly string[] {
  if (segment !== DEFAULT_SEGMENT) return [segment]
  return [DEFAULT_SEGMENT, ...declared.filter((name) => !published.includes(name))]
}
