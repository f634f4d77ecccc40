import { counted, number, percentage, right, textTable, type Cell } from '../text-table.ts'
import { BUDGETS, type Evaluation, type VariantEvaluation } from './evaluation.ts'

/** The evaluation as a person reads it. */
export function renderEvaluation(evaluation: Evaluation): string {
  const parts = [headline(evaluation), table(evaluation), goodTable(evaluation), NOTES]
  if (evaluation.bad_rows > 0) parts.splice(1, 0, badRows(evaluation))
  return parts.join('\n\n')
}

function headline({ set, test, train, packs, orders, fraud }: Evaluation): string {
  const after =
    train.length === 0 ? 'windows empty at the first order' : `after ${train.join(', ')}`
  return [
    `${set}: ${test}, ${after}`,
    '',
    `  ${number(orders)} labelled orders, ${percentage(fraud / orders, 2)} of them fraud`,
    `  packs: ${packs.join(', ')}`,
  ].join('\n')
}

function badRows({ bad_rows: count, bad_examples: examples }: Evaluation): string {
  const lines = examples.map(({ number: row, reason }) => `    row ${row}: ${reason}`)
  return [`  ${counted(count, 'row was', 'rows were')} no orders and left out:`, ...lines].join(
    '\n',
  )
}

function table({ variants }: Evaluation): string {
  const head: Cell[] = [
    'ruleset',
    right('rules'),
    right('blind'),
    ...BUDGETS.flatMap((share) => [
      right(`recall ${percentage(share, 0)}`),
      right(`precision ${percentage(share, 0)}`),
    ]),
    right('AUC'),
    right('AP'),
    right('lift 20 %'),
    right('fraud stopped'),
    right('good stopped'),
  ]
  return textTable([head, ...variants.map(row)])
}

function row(variant: VariantEvaluation): Cell[] {
  return [
    variant.name,
    right(number(variant.rules)),
    right(number(variant.blind_rules)),
    ...variant.at_budget.flatMap(({ recall, precision }) => [
      right(percentage(recall)),
      right(percentage(precision)),
    ]),
    right(number(variant.auc, 4)),
    right(number(variant.average_precision, 4)),
    right(number(variant.lift_at_20_percent, 2)),
    right(percentage(variant.stopped.fraud)),
    right(percentage(variant.stopped.good)),
  ]
}

/** What becomes of good customers: the cost of a ruleset, whatever the trade. */
function goodTable({ variants }: Evaluation): string {
  const head: Cell[] = [
    'of the good orders',
    right('approved'),
    right('challenged'),
    right('held'),
    right('declined'),
  ]
  const rows = variants.map(({ name, good }): Cell[] => [
    name,
    right(percentage(good.approve, 2)),
    right(percentage(good.challenge, 2)),
    right(percentage(good.review, 2)),
    right(percentage(good.decline, 2)),
  ])
  return textTable([head, ...rows])
}

const NOTES = `  Recall and precision: of the riskiest 1 % and 5 % of the orders. Equal scores are taken in random
  order: what is given is the expected value. Blind rules could not be told for any order.
  Stopped: not approved, with the thresholds as they are written.`
