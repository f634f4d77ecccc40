import { right, textTable, type Cell } from '../text-table.ts'
import type { TrainRequest, TrainResult } from './train-model.ts'

type Told = Pick<TrainRequest, 'shopId' | 'checkpoint' | 'negativesPerFraud' | 'nowMs'>

/** What is known of a training: printed, and kept in the model file. */
export function trainingReport({ rows, model, maturityDays, leaks }: TrainResult, told: Told) {
  const { figures, trained } = model
  const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
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

export function renderTraining(report: TrainingReport): string {
  const { parts, figures, strongest } = report
  const head: Cell[][] = [
    ['orders', `${report.rows}, ${report.frauds} of them fraud, ${report.from} to ${report.to}`],
    ['left out', `${report.declined_untold} declined orders that nobody labelled`],
    ['model', `${report.trees} trees over ${report.signals} signals`],
    ...parts.map(({ part, rows, frauds }): Cell[] => [part, `${rows} orders, ${frauds} fraud`]),
  ]
  const figureRows: Cell[][] = [
    ['AUC', right(shown(figures.auc))],
    ['average precision', right(shown(figures.average_precision))],
    ['recall at 1 % false positives', right(shown(figures.recall_at_1_percent_fpr))],
    ['Brier score', right(shown(figures.brier))],
    ['calibration error', right(shown(figures.calibration_error))],
  ]
  const moved = strongest.map(({ signal, moved: by }): Cell[] => [signal, right(shown(by))])
  return [
    textTable(head),
    'on the latest orders, which it was not made from',
    textTable(figureRows),
    ...leakLines(report),
    'what moves it most, mean log-odds up or down',
    textTable(moved),
  ].join('\n\n')
}

/** No honest trait of an order tells so much by itself: it may have been filled in when the label came. */
function leakLines({ leaks }: TrainingReport): string[] {
  return leaks.map(
    ({ signal, auc }) =>
      `warning: \`${signal}\` alone tells fraud from the rest (AUC ${shown(auc)}): it may know the label`,
  )
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}

function shown(value: number): string {
  return value.toFixed(4)
}
