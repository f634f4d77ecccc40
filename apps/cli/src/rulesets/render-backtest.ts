import { OUTCOMES, type BacktestResult, type BacktestSide } from '@gatehouse/contract'
import { counted, number, percentage, right, textTable, type Cell } from '../text-table.ts'

const RULES_SHOWN = 25
const EXAMPLES_SHOWN = 10

/** What a ruleset would have made of stored decisions, as a person reads it. */
export function renderBacktest(result: BacktestResult): string {
  const parts = [headline(result)]
  if (result.decisions > 0) {
    parts.push(outcomes(result), quality(result), changes(result), examples(result), rules(result))
  }
  if (result.let_through > 0) {
    parts.push(
      `note: ${counted(result.let_through, 'decision')} had been let through at random and would be again: approved before and after`,
    )
  }
  parts.push(...result.notes.map((note) => `note: ${note}`))
  return parts.filter((part) => part !== '').join('\n\n')
}

function headline(result: BacktestResult): string {
  const { ruleset, compared_with: live, from, to, decisions, sampled, seconds, labels } = result
  const before = live.map(({ ruleset, decisions }) => `${ruleset} (${number(decisions)})`)
  return [
    `ruleset \`${ruleset}\` over ${counted(decisions, 'decision')}${sampled ? ', a sample,' : ''} from ${from.slice(0, 10)} to ${to.slice(0, 10)}, ${number(seconds, 1)} s`,
    '',
    `  decided before by ${before.join(', ') || 'nothing'}`,
    `  labelled ${number(labels.fraud)} fraud, ${number(labels.good)} good; ${number(labels.immature)} labels too young to count`,
  ].join('\n')
}

function outcomes({ before, after, decisions, currency }: BacktestResult): string {
  const head: Cell[] = [
    'outcome',
    right('before'),
    right('after'),
    right('share'),
    right(currency),
    right('fraud'),
    right('good'),
  ]
  const rows = OUTCOMES.map((outcome): Cell[] => {
    const was = before.outcomes.find((counts) => counts.outcome === outcome)!
    const is = after.outcomes.find((counts) => counts.outcome === outcome)!
    return [
      outcome,
      right(number(was.decisions)),
      right(number(is.decisions)),
      right(percentage(is.decisions / decisions)),
      right(number(is.amount)),
      right(`${number(was.fraud)} -> ${number(is.fraud)}`),
      right(`${number(was.good)} -> ${number(is.good)}`),
    ]
  })
  return `outcomes\n\n${textTable([head, ...rows])}`
}

function quality({ before, after, currency }: BacktestResult): string {
  const shown = (value: number | null) => right(value === null ? '-' : percentage(value))
  const row = (name: string, of: BacktestSide): Cell[] => [
    name,
    shown(of.precision),
    shown(of.recall),
    right(number(of.saved, 2)),
    right(number(of.lost, 2)),
    right(number(of.saved - of.lost, 2)),
  ]
  const head: Cell[] = [
    '',
    right('precision'),
    right('recall'),
    right('saved'),
    right('lost'),
    right(`net ${currency}`),
  ]
  const table = textTable([head, row('before', before), row('after', after)])
  return `what stopping orders caught and cost, on labelled orders\n\n${table}`
}

function changes({ changed, decisions, currency }: BacktestResult): string {
  if (changed.decisions === 0) return 'no decision changes'
  const head: Cell[] = ['change', right('orders'), right(currency), right('fraud'), right('good')]
  const rows = changed.pairs.map((pair): Cell[] => [
    `${pair.before} -> ${pair.after}`,
    right(number(pair.decisions)),
    right(number(pair.amount, 2)),
    right(number(pair.fraud)),
    right(number(pair.good)),
  ])
  const share = percentage(changed.decisions / decisions, 2)
  return `${counted(changed.decisions, 'decision changes', 'decisions change')} (${share}), worth ${number(changed.amount, 2)} ${currency}\n\n${textTable([head, ...rows])}`
}

function examples({ changed }: BacktestResult): string {
  if (changed.examples.length === 0) return ''
  const truth = { true: 'fraud', false: 'good', null: '' }
  const rows = changed.examples
    .slice(0, EXAMPLES_SHOWN)
    .map((each): Cell[] => [
      each.id,
      `${each.before} -> ${each.after}`,
      right(`${each.risk_score_before} -> ${each.risk_score}`),
      right(number(each.amount, 2)),
      truth[`${each.is_fraud}`],
      each.rules.join(', '),
    ])
  return `for example\n\n${textTable(rows)}`
}

function rules({ rules: all, currency }: BacktestResult): string {
  const hits = (count: number | null) => right(count === null ? '-' : number(count))
  const shown = all.filter((rule) => (rule.hits ?? 0) > 0 || (rule.hits_before ?? 0) > 0)
  if (shown.length === 0) return 'rules: none hits'
  const head: Cell[] = [
    'rule',
    right('before'),
    right('hits'),
    right('fraud'),
    right('good'),
    right('precision'),
    right(`earned ${currency}`),
  ]
  const rows = shown
    .slice(0, RULES_SHOWN)
    .map((rule): Cell[] => [
      rule.id,
      hits(rule.hits_before),
      hits(rule.hits),
      right(number(rule.fraud)),
      right(number(rule.good)),
      right(rule.precision === null ? '-' : percentage(rule.precision)),
      right(number(rule.earned, 2)),
    ])
  const more = shown.length - RULES_SHOWN
  const rest = more > 0 ? `\n\n  and ${counted(more, 'rule')} more` : ''
  return `rules\n\n${textTable([head, ...rows])}${rest}`
}
