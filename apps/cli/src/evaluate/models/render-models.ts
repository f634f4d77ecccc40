import { number, percentage, right, textTable, type Cell } from '../../text-table.ts'
import type { ModelsEvaluation, ModelVariantFigures } from './models-evaluation.ts'
import type { PublishedFigures } from './model-sets.ts'

/** The evaluation as a person reads it. */
export function renderModels(evaluation: ModelsEvaluation): string {
  return [headline(evaluation), ...warnings(evaluation), table(evaluation), NOTES].join('\n\n')
}

function headline(evaluation: ModelsEvaluation): string {
  const { set, test, train, dev, rows, positives, train_rows, dev_rows, chosen } = evaluation
  return [
    `${set}: ${test}, learned from ${train.join(', ')} and ${dev}`,
    '',
    `  ${number(rows)} measured orders, ${percentage(positives / rows, 2)} of them fraud; ${number(train_rows)} to learn from, ${number(dev_rows)} to choose by`,
    `  answer: \`${chosen}\`, by the development orders; ${evaluation.seeds} models averaged`,
  ].join('\n')
}

function warnings({ leaks, bad_rows: bad, bad_examples: examples }: ModelsEvaluation): string[] {
  const found = leaks.map(
    ({ column, auc }) =>
      `  WARNING: \`${column}\` alone has an AUC of ${number(auc, 4)}: it seems to know the label`,
  )
  if (bad > 0) {
    found.push(
      `  ${number(bad)} rows were no orders; row ${examples[0]?.number}: ${examples[0]?.reason}`,
    )
  }
  return found
}

function table({ variants, published }: ModelsEvaluation): string {
  const head: Cell[] = [
    'learned from',
    right('columns'),
    right('AUC'),
    right('AP'),
    right('recall at 1 % FPR'),
    right('lift 20 %'),
    right('Brier'),
    right('seconds'),
  ]
  return textTable([head, ...variants.map(ownRow), ...published.map(publishedRow)])
}

const WORDS: Readonly<Record<ModelVariantFigures['name'], string>> = {
  raw: 'raw: columns of the table',
  order: 'order: signals of the order',
  windows: '+ windows',
  links: '+ links',
  history: '+ history: all signals',
  everything: 'everything: signals and columns',
  packs: 'packs: rules, nothing learned',
  anomaly: 'anomaly: no labels',
}

function ownRow(variant: ModelVariantFigures): Cell[] {
  return [
    WORDS[variant.name],
    right(number(variant.columns)),
    right(number(variant.auc, 4)),
    right(number(variant.average_precision, 4)),
    right(number(variant.recall_at_fpr_1pct, 3)),
    right(number(variant.lift_at_20pct, 2)),
    right(variant.brier === null ? '' : number(variant.brier, 4)),
    right(number(variant.train_seconds)),
  ]
}

function publishedRow(figures: PublishedFigures): Cell[] {
  const cell = (value: number | null, digits: number) =>
    right(value === null ? '' : number(value, digits))
  return [
    `published: ${figures.who}`,
    '',
    cell(figures.auc, 3),
    cell(figures.averagePrecision, 3),
    cell(figures.recallAtFpr1, 2),
    cell(figures.liftAt20, 2),
  ]
}

const NOTES = `  Published figures are of the set's own held-out orders: they compare with these only when those are
  the test orders. Settings were chosen on the development orders; the test orders were scored once.`
