import type { AnomalyReport } from '@gatehouse/server'
import { textTable } from '../text-table.ts'

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
