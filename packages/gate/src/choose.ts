import type { SignalVector } from '@gatehouse/contract'
import { isRolledOut, unitOf, type Rollout } from './rollout.ts'
import type { Snapshot } from './snapshot.ts'

/** What decides for everybody, and a version that decides for a part of them instead. */
export interface Arms {
  readonly snapshot: Snapshot
  readonly trial: {
    readonly snapshot: Snapshot
    readonly rollout: Rollout
    /** Place of `rollout.unit` in a vector. */
    readonly unitIndex: number
  } | null
}

/** Exactly one ruleset decides an event: the trial for its part, else the live version. */
export function chooseArm(
  { snapshot, trial }: Arms,
  signals: SignalVector,
  eventId: string,
): Snapshot {
  if (trial === null) return snapshot
  const unit = unitOf(signals, trial.unitIndex, eventId)
  return isRolledOut(trial.rollout, unit) ? trial.snapshot : snapshot
}
