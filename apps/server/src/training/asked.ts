import type { SignalDeclaration, TrainingRequest } from '@gatehouse/contract'
import type { TrainingTask } from '../history/task.ts'

const DAY_MS = 86_400_000
const ANOMALY_DAYS = 90

/** What is asked for: the task, and what to call what comes of it. */
export interface TrainingAsked {
  readonly name: string
  readonly task: TrainingTask
  /** By the schedule of the shop: what comes of it is tried beside what decides. */
  readonly isScheduled?: true
}

export interface TrainingAbout {
  readonly shopId: string
  readonly nowMs: number
  /** The shop's setting, where the request has none. */
  readonly maturityDays: number
  readonly declarations: readonly SignalDeclaration[]
}

/** A training as the worker takes it, with all that the request left open. */
export function trainingAsked(request: TrainingRequest, about: TrainingAbout): TrainingAsked {
  const { kind = 'fraud', checkpoint = 'order', seed = 1 } = request
  const { shopId, nowMs, declarations } = about
  const toMs = request.to === undefined ? nowMs : Date.parse(request.to)
  const beginning = kind === 'anomaly' ? toMs - ANOMALY_DAYS * DAY_MS : 0
  return {
    name: request.name ?? (kind === 'anomaly' ? 'anomaly' : 'trained'),
    task: {
      kind: 'training',
      shopId,
      says: kind,
      checkpoint,
      fromMs: request.from === undefined ? beginning : Date.parse(request.from),
      toMs,
      nowMs,
      maturityDays: request.label_maturity_days ?? about.maturityDays,
      declarations,
      seed,
    },
  }
}
