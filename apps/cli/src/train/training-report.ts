import type { TrainingReport } from '@gatehouse/server'
import { right, textTable, type Cell } from '../text-table.ts'

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

function shown(value: number): string {
  return value.toFixed(4)
}
