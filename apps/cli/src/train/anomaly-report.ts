import { textTable } from '../text-table.ts'
import type { AnomalyRequest, AnomalyResult } from './train-anomaly.ts'

/** What is known of an anomaly model: printed, and kept in its file. */
export function anomalyReport(
  { read, model }: AnomalyResult,
  { shopId, checkpoint, settings, trainedAtMs }: AnomalyRequest & { readonly trainedAtMs: number },
) {
  const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
  const { forest } = model
  return {
    trained_at: iso(trainedAtMs),
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
    seed: settings.seed,
  }
}
export type AnomalyReport = ReturnType<typeof anomalyReport>

export function renderAnomaly(report: AnomalyReport): string {
  const { rows, drawn_from: seen, from, to } = report
  return [
    textTable([
      ['orders', `${rows} of ${seen}, ${from} to ${to}`],
      ['left out', `${report.declined_left_out} that the rules would have declined`],
      ['model', `${report.trees} trees of ${report.sample} orders over ${report.signals} signals`],
    ]),
    'no label was read: it tells what is strange, and not what is fraud',
  ].join('\n\n')
}
