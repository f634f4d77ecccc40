import { number, percentage, right, textTable, type Cell } from '../../text-table.ts'
import { visibleText } from '../../visible-text.ts'
import type { LinksEvaluation } from './evaluate-links.ts'
import type { PartFigures } from './link-figures.ts'

/** The evaluation as a person reads it. */
export function renderLinks(evaluation: LinksEvaluation): string {
  const { rows, positives, train_rows: learned, unread } = evaluation
  const lines = [
    `${number(rows)} links, ${percentage(positives / rows)} of them malicious; learned from ${number(learned)}`,
  ]
  if (unread > 0) lines.push(`${number(unread)} rows are no links: their risk is 0`)
  return [lines.join('\n'), models(evaluation), sources(evaluation), NOTES].join('\n\n')
}

function models({ models: measured }: LinksEvaluation): string {
  const head: Cell[] = [
    'model',
    'rows',
    right('links'),
    right('AUC'),
    right('recall at 1 % FPR'),
    right('at 0.1 %'),
    right('hard benign'),
    right('p50 µs'),
    right('p99 µs'),
  ]
  const body = measured.flatMap((figures) => {
    const { model, novel, without_reference: unlisted, hard_benign: hard, p50_us, p99_us } = figures
    const row = (which: string, part: PartFigures, rest: readonly string[]): Cell[] => [
      model,
      which,
      right(number(part.rows)),
      right(part.auc === null ? '-' : number(part.auc, 4)),
      right(number(part.recall_at_fpr['0.01'], 3)),
      right(number(part.recall_at_fpr['0.001'], 3)),
      ...rest.map(right),
    ]
    const accused = hard === null ? '-' : `${hard.above_fpr['0.01']} of ${hard.rows}`
    return [
      row('all', figures, [accused, number(p50_us, 1), number(p99_us, 1)]),
      ...(novel === null ? [] : [row('novel domains', novel, ['', '', ''])]),
      ...(unlisted === null ? [] : [row('in no list that ships', unlisted, ['', '', ''])]),
    ]
  })
  return textTable([head, ...body])
}

function sources({ per_source: bySource, model }: LinksEvaluation): string {
  const head: Cell[] = [
    `source (${model})`,
    '',
    right('links'),
    right('above 1 % FPR'),
    right('above 0.1 %'),
    right('escalated'),
  ]
  const body = Object.entries(bySource).map(([source, figures]): Cell[] => [
    visibleText(source),
    figures.label === 1 ? 'malicious' : 'benign',
    right(number(figures.rows)),
    right(percentage(figures.accused_at_fpr['0.01'])),
    right(percentage(figures.accused_at_fpr['0.001'])),
    right(percentage(figures.escalated)),
  ])
  return textTable([head, ...body])
}

const NOTES = `  recall at 1 % FPR: share of the malicious links above the score that 1 % of the benign ones reach.
  escalated: a risk of 0.65 or more at even chances; the deeper layers look at those.
  Times are from text to score, one link after the other.`
