import type {
  BacktestResult,
  Checkpoint,
  ModelKind,
  MonitorReport,
  Ruleset,
  RulesetStatistics,
  Segment,
  SignalDeclaration,
  ThresholdAnswer,
} from '@gatehouse/contract'
import type { Costs, ThresholdLimits } from '@gatehouse/gate'
import type { ConnectionConfig } from '@gatehouse/store'

/** Which decisions of a shop a pass over the history is about, and how they are counted. */
export interface HistoryScope {
  readonly shopId: string
  /** ISO 4217, of the shop. */
  readonly currency: string
  /**
   * Since when that is its currency, milliseconds: stored amounts of before are in another and count
   * as nothing. Absent: always.
   */
  readonly currencySinceMs?: number
  readonly fromMs: number
  readonly toMs: number
  /** What "now" is for labels and lists. */
  readonly nowMs: number
  /** Labels of younger decisions are not counted. */
  readonly maturityDays: number
  readonly costs: Costs
}

/** Decisions of some segments, as the shop says now who is in which. */
export interface SegmentScope {
  readonly declared: readonly Segment[]
  /** Names of segments, by checkpoint. */
  readonly decided: Readonly<Partial<Record<Checkpoint, readonly string[]>>>
}

/** A ruleset over stored decisions. */
export interface BacktestTask extends HistoryScope {
  readonly kind: 'backtest'
  readonly document: Ruleset
  /** Decisions at these checkpoints. */
  readonly checkpoints: readonly Checkpoint[]
  /** Which of them, by their signals; `null` or absent: all. */
  readonly segments?: SegmentScope | null
  /** What rules of the shop may name. */
  readonly declarations: readonly SignalDeclaration[]
  readonly allowMissing: boolean
  /** Some decisions of every part of the time; `null`: all of them. */
  readonly sample: { readonly slices: number; readonly rows: number } | null
}

/** How much of what the score stops was let through, from when on; oldest first. */
export type LetThroughShares = readonly { readonly fromMs: number; readonly percent: number }[]

/** What the rules of a ruleset did, from the traces of its decisions. */
export interface StatisticsTask extends HistoryScope {
  readonly kind: 'statistics'
  /** Decisions of its versions. */
  readonly name: string
  readonly letThrough: LetThroughShares
  /** Where it decides. */
  readonly checkpoints: readonly Checkpoint[]
  /** Some decisions of every part of the time; all of them where there are no more. */
  readonly sample: { readonly slices: number; readonly rows: number }
  /** What was read by then is the answer, milliseconds. */
  readonly budgetMs: number
}

/** Where the thresholds of a ruleset would have earned most. */
export interface ThresholdsTask extends HistoryScope {
  readonly kind: 'thresholds'
  readonly document: Ruleset
  readonly version: number
  readonly checkpoints: readonly Checkpoint[]
  readonly segments: SegmentScope | null
  readonly declarations: readonly SignalDeclaration[]
  readonly limits: ThresholdLimits
  readonly sample: { readonly slices: number; readonly rows: number }
  /** What was read by then is the answer, milliseconds. */
  readonly budgetMs: number
}

/** A stretch of time, and how many decisions a day it had. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
  readonly perDay: number
}

/** What changed about the signals and scores of a shop. */
export interface MonitorTask {
  readonly kind: 'monitor'
  readonly shopId: string
  readonly nowMs: number
  readonly watched: readonly {
    readonly declaration: SignalDeclaration
    readonly readBy: readonly ('model' | 'rules')[]
  }[]
  readonly reference: Stretch
  readonly current: Stretch
  /** Orders whose labels are known by now. */
  readonly mature: { readonly fromMs: number; readonly toMs: number }
  /** What decides; `brier`: what it had when it was trained. */
  readonly model: { readonly id: string; readonly brier: number | null } | null
  readonly sample: { readonly slices: number; readonly rows: number }
}

export type HistoryTask =
  | BacktestTask
  | StatisticsTask
  | ThresholdsTask
  | MonitorTask
  | TrainingTask
export interface TaskResults {
  readonly backtest: BacktestResult
  readonly statistics: RulesetStatistics
  readonly thresholds: ThresholdAnswer
  readonly training: TrainedModel
  readonly monitor: MonitorReport
}
export type ResultOf<Task extends HistoryTask> = TaskResults[Task['kind']]

/** A model from stored decisions. */
export interface TrainingTask {
  readonly kind: 'training'
  readonly shopId: string
  readonly says: ModelKind
  readonly checkpoint: Checkpoint
  readonly fromMs: number
  readonly toMs: number
  readonly nowMs: number
  readonly maturityDays: number
  readonly declarations: readonly SignalDeclaration[]
  readonly seed: number
}

export interface TrainedModel {
  /** As the registry takes it. */
  readonly file: string
  readonly report: Readonly<Record<string, unknown>>
  readonly trees: number
  readonly features: number
}

/** How far a pass is. */
export interface HistoryProgress {
  /** 0 to 1. */
  readonly share: number
  readonly decisions: number
}

export type OnProgress = (progress: HistoryProgress) => void

/** What was asked for cannot be done; the message is for whoever asked. */
export class HistoryRefusal extends Error {
  override readonly name = 'HistoryRefusal'
}

/** Parent to process: one task at a time. */
export interface ToProcess {
  readonly connection: ConnectionConfig
  readonly task: HistoryTask
}

/** Process to parent: that it listens; for each task progress, then one of the others. */
export type FromProcess =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: HistoryProgress }
  | { readonly kind: 'result'; readonly result: TaskResults[keyof TaskResults] }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }
