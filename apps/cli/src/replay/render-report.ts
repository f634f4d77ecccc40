import { OUTCOMES } from '@gatehouse/contract'
import { number, percentage, right, textTable, type Cell } from '../text-table.ts'
import type { Measures } from './measures.ts'
import type { ReplayReport, RuleReport } from './report.ts'

const RULES_SHOWN = 10
const SIGNALS_SHOWN = 10
/** Larger sums are read without their cents. */
const CENTS_BELOW = 1000

/** The report as a person reads it. */
export function renderReport(report: ReplayReport): string {
  return [
    headline(report),
    outcomeTable(report),
    ranking(report.measures),
    rulesThat(
      'earned most',
      report.rules.filter(({ earned }) => earned > 0),
      report,
    ),
    rulesThat('cost most', report.rules.filter(({ earned }) => earned < 0).reverse(), report),
    howRulesEarn(report),
    unknowns(report),
  ].join('\n\n')
}

function headline(report: ReplayReport): string {
  const { decided, from, to } = report
  const span = from === null || to === null ? '' : `, ${from.slice(0, 10)} to ${to.slice(0, 10)}`
  const lines = [
    `${report.file}: ruleset \`${report.ruleset}\`, mapping \`${report.mapping}\``,
    '',
    `  ${number(decided)} orders decided${span}`,
    `  ${number(report.seconds, 1)} s: ${number(report.orders_per_second)} orders per second (${number(report.gate_orders_per_second)} in the gate, the rest is reading the file)`,
  ]
  if (report.bad_rows > 0) {
    lines.push(`  ${number(report.bad_rows)} rows were no orders and were left out:`)
    for (const { number: row, reason } of report.bad_examples)
      lines.push(`    row ${row}: ${reason}`)
    const more = report.bad_rows - report.bad_examples.length
    if (more > 0) lines.push(`    and ${number(more)} more`)
  }
  return lines.join('\n')
}

function outcomeTable({ outcomes, currency, decided }: ReplayReport): string {
  const head: Cell[] = [
    'outcome',
    right('orders'),
    right('share'),
    right('fraud'),
    right(`fraud ${currency}`),
    right('good'),
    right(`good ${currency}`),
    right('no label'),
  ]
  const total = { fraud: 0, good: 0, unlabelled: 0, fraudAmount: 0, goodAmount: 0 }
  const row = (name: string, counts: typeof total): Cell[] => {
    const orders = counts.fraud + counts.good + counts.unlabelled
    return [
      name,
      right(number(orders)),
      right(percentage(decided === 0 ? 0 : orders / decided)),
      right(number(counts.fraud)),
      right(number(counts.fraudAmount)),
      right(number(counts.good)),
      right(number(counts.goodAmount)),
      right(number(counts.unlabelled)),
    ]
  }
  const rows = OUTCOMES.map((outcome) => {
    const counts = outcomes[outcome]
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += counts[key]
    return row(outcome, counts)
  })
  return `what was decided, and what the orders turned out to be\n\n${textTable([head, ...rows, row('all', total)])}`
}

function ranking(measures: Measures | null): string {
  if (measures === null) return 'ranking: nothing to measure, the labels are not of both kinds'
  const { atBudget: budget } = measures
  const rows: Cell[][] = [
    [
      'labelled orders',
      right(number(measures.labelled)),
      `${percentage(measures.fraud / measures.labelled, 2)} of them fraud`,
    ],
    [
      'AUC',
      right(number(measures.auc, 4)),
      'chance that a fraud scores above a good order; 0.5 is a coin',
    ],
    [
      'average precision',
      right(number(measures.averagePrecision, 4)),
      `${number(measures.fraud / measures.labelled, 4)} without any skill`,
    ],
    [
      `recall at ${percentage(budget.share)}`,
      right(percentage(budget.recall)),
      `of the fraud is in the riskiest ${number(budget.orders)} orders, ${percentage(budget.amountRecall)} of its amount`,
    ],
    [
      `precision at ${percentage(budget.share)}`,
      right(percentage(budget.precision)),
      `of those orders are fraud; risk score ${budget.lowestScore} and above`,
    ],
    [
      'lift at 20.0 %',
      right(number(measures.liftAt20Percent, 2)),
      'times the fraud of a random fifth',
    ],
  ]
  return `how the risk score ranks them\n\n${textTable(rows)}\n\n  Equal scores are taken in random order: what is given is the expected value.`
}

function rulesThat(what: string, rules: readonly RuleReport[], { currency }: ReplayReport): string {
  const title = `rules that ${what}`
  if (rules.length === 0) return `${title}: none`
  const head: Cell[] = [
    'rule',
    right('hits'),
    right('fraud'),
    right('good'),
    right('precision'),
    right(currency),
  ]
  const digits = Math.abs(rules[0]!.earned) < CENTS_BELOW ? 2 : 0
  const rows = rules
    .slice(0, RULES_SHOWN)
    .map((rule): Cell[] => [
      rule.id,
      right(number(rule.hits)),
      right(number(rule.fraud_hits)),
      right(number(rule.good_hits)),
      right(rule.precision === null ? '-' : percentage(rule.precision)),
      right(number(rule.earned, digits)),
    ])
  return `${title}\n\n${textTable([head, ...rows])}`
}

function howRulesEarn({ costs, rules, currency }: ReplayReport): string {
  const { margin, disputeFee, reviewMinutes, minuteCost, challengeLoss, challengeFee } = costs
  const total = rules.reduce((sum, { earned }) => sum + earned, 0)
  return [
    `  All rules together: ${number(total)} ${currency}. A fraud that was stopped earns its amount and ${number(disputeFee, 2)} of`,
    `  dispute fee. A good order costs ${percentage(margin, 0)} of its amount when it was declined, ${percentage(margin * challengeLoss)} when it was`,
    `  challenged; every review costs ${number(reviewMinutes * minuteCost, 2)} (${reviewMinutes} minutes), every challenge ${number(challengeFee, 2)}. An order is`,
    `  credited to the rules that asked for its outcome, or else to all that took points off, in proportion.`,
  ].join('\n')
}

function unknowns(report: ReplayReport): string {
  const { unknown_signals: signals, never_known: neverKnown, decided, rules } = report
  const rows = signals.slice(0, SIGNALS_SHOWN).map(({ signal, rows, reasons }): Cell[] => [
    signal,
    right(percentage(rows / decided)),
    Object.entries(reasons)
      .map(([reason, count]) => `${reason} ${percentage(count / decided)}`)
      .join(', '),
  ])
  const blind = rules.filter(({ unknown }) => unknown === decided).map(({ id }) => id)
  const parts = ['signals that were unknown most often']
  if (rows.length > 0) parts.push(textTable([['signal', right('orders'), 'why'], ...rows]))
  parts.push(
    `  ${neverKnown.length} signals had no value on any order: the table has no column for them, or nothing is configured.`,
  )
  if (blind.length > 0) {
    parts.push(
      `rules that could not be told for any order, so this history says nothing of them\n\n${wrapped(blind)}`,
    )
  }
  return parts.join('\n\n')
}

const LINE_LENGTH = 96

function wrapped(words: readonly string[]): string {
  const lines = ['']
  for (const word of words) {
    const last = lines.at(-1)!
    if (last.length + word.length > LINE_LENGTH) lines.push(word)
    else lines[lines.length - 1] = last === '' ? word : `${last}, ${word}`
  }
  return `  ${lines.join(',\n  ')}`
}
