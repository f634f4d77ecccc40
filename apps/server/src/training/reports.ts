import type { Checkpoint } from '@gatehouse/contract'
import type { AnomalyModel, FittedModel, Leak } from '@gatehouse/scoring'
import type { AnomalyRows } from './anomaly-rows.ts'
import type { TrainingRows } from './training-rows.ts'

interface Told {
  readonly shopId: string
  readonly checkpoint: Checkpoint
  /** When it was trained. */
  readonly nowMs: number
}

interface TrainResult {
  readonly rows: TrainingRows
  readonly model: FittedModel
  readonly maturityDays: number
  readonly leaks: readonly Leak[]
}

/** What is known of a training: printed, and kept in the model file. */
export function trainingReport(
  { rows, model, maturityDays, leaks }: TrainResult,
  told: Told & {
    readonly negativesPerFraud: number
    /** What was demanded of signals; nothing when absent. */
    readonly monotone?: Readonly<Record<string, 1 | -1>>
  },
) {
  const { figures, trained } = model
  return {
    trained_at: iso(told.nowMs),
    shop: told.shopId,
    checkpoint: told.checkpoint,
    rows: rows.data.rows,
    frauds: rows.data.labels.reduce((sum, label) => sum + label, 0),
    declined_untold: rows.untold,
    from: iso(rows.span?.fromMs),
    to: iso(rows.span?.toMs),
    maturity_days: maturityDays,
    negatives_per_fraud: told.negativesPerFraud,
    parts: model.parts,
    signals: model.features.length,
    trees: model.trees.length,
    settings: trained.settings,
    monotone: told.monotone ?? {},
    figures: {
      auc: rounded(figures.auc),
      average_precision: rounded(figures.averagePrecision),
      recall_at_1_percent_fpr: rounded(figures.recallAtFpr1),
      brier: rounded(figures.brier),
      calibration_error: rounded(figures.calibrationError),
    },
    leaks: leaks.map(({ column, auc }) => ({ signal: column, auc: rounded(auc) })),
    strongest: model.strongest.map(({ signal, moved }) => ({ signal, moved: rounded(moved) })),
  }
}
export type TrainingReport = ReturnType<typeof trainingReport>

/** What is known of an anomaly model: printed, and kept in its file. */
export function anomalyReport(
  { read, model }: { readonly read: AnomalyRows; readonly model: Omit<AnomalyModel, 'about'> },
  { shopId, checkpoint, nowMs, seed }: Told & { readonly seed: number },
) {
  const { forest } = model
  return {
    trained_at: iso(nowMs),
    shop: shopId,
    checkpoint,
    rows: read.rows,
    drawn_from: read.seen,
    declined_left_out: read.declined,
    from: iso(read.span?.fromMs),
    to: iso(read.span?.toMs),
    signals: forest.features.length,
    trees: forest.trees.length,
    sample: forest.sample,
    seed,
  }
}
export type AnomalyReport = ReturnType<typeof anomalyReport>

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
