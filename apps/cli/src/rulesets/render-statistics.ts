import type { ArmStatistics, RulesetStatistics, RuleStatistics } from '@gatehouse/contract'
import { counted, number, percentage, right, textTable, type Cell } from '../text-table.ts'

const RULES_SHOWN = 40
const OVERLAPS_SHOWN = 10

/** What the rules of a ruleset did, as a person reads it. */
export function renderStatistics(statistics: RulesetStatistics): string {
  const parts = [headline(statistics)]
  if (statistics.decisions > 0) {
    parts.push(
      worth(statistics),
      labels(statistics),
      versions(statistics),
      falseDeclines(statistics),
      rules(statistics),
      arms(statistics),
      overlaps(statistics),
    )
  }
  return parts.filter((part) => part !== '').join('\n\n')
}

function headline(statistics: RulesetStatistics): string {
  const { name, decisions, from, to, labels } = statistics
  const lines = [
    `ruleset \`${name}\`: ${counted(decisions, 'decision')} from ${from} to ${to}`,
    '',
    `  labels older than ${labels.maturity_days} days: ${number(labels.fraud)} fraud, ${number(labels.good)} good; ${number(labels.immature)} are too young to count`,
  ]
  if (statistics.sampled) lines.push('  a sample: some decisions from every part of the time')
  if (!statistics.complete) lines.push(`  later ones than ${to} were not reached in time`)
  return lines.join('\n')
}

/** What all of it was worth, and by which prices. */
function worth({ versions: all, currency, costs }: RulesetStatistics): string {
  const sum = (of: 'saved' | 'lost') => all.reduce((total, version) => total + version[of], 0)
  const money = (amount: number) => `${number(amount, 2)} ${currency}`
  return [
    `money, by labels: ${money(sum('saved'))} saved by stopping fraud, ${money(sum('lost'))} lost by stopping or asking good customers, ${money(sum('saved') - sum('lost'))} in all`,
    '',
    `  counted with ${percentage(costs.margin)} margin, ${percentage(costs.fraud_loss)} of a fraud lost and ${money(costs.dispute_fee)} for its chargeback,`,
    `  ${number(costs.review_minutes)} minutes a review at ${money(costs.minute_cost)}, ${percentage(costs.challenge_loss)} of those asked lost and ${money(costs.challenge_fee)} for asking (settings of the shop)`,
  ].join('\n')
}

/** Kinds of labels, each told apart. */
function labels({ by_label: kinds, currency }: RulesetStatistics): string {
  if (kinds.length === 0) return ''
  const head: Cell[] = [
    'label',
    ...['decisions', currency, 'stopped', 'counts as'].map((text) => right(text)),
  ]
  const rows = kinds.map((kind): Cell[] => [
    kind.label,
    right(number(kind.decisions)),
    right(number(kind.amount, 2)),
    right(number(kind.stopped)),
    right(kind.is_fraud === null ? 'nothing' : kind.is_fraud ? 'fraud' : 'good'),
  ])
  return `what decisions turned out to be\n\n${textTable([head, ...rows])}`
}

/** What was let through at random, and what it says about all that the score stops. */
function falseDeclines({ let_through: groups, currency }: RulesetStatistics): string {
  if (groups.length === 0) return ''
  const head: Cell[] = [
    'score says',
    ...['let through', 'fraud', 'good', 'no label', 'too young'].map((text) => right(text)),
    right('wrongly stopped'),
    right('95 % interval'),
    right(`revenue lost ${currency}`),
    right(`margin lost ${currency}`),
  ]
  const rows = groups.map((group): Cell[] => [
    group.outcome,
    right(number(group.decisions)),
    right(number(group.fraud)),
    right(number(group.good)),
    right(number(group.unlabelled)),
    right(number(group.immature)),
    right(shareText(group.rate)),
    right(
      group.interval === null
        ? '-'
        : `${percentage(group.interval.low)} to ${percentage(group.interval.high)}`,
    ),
    right(number(group.revenue_lost, 2)),
    right(number(group.margin_lost, 2)),
  ])
  const title = 'false declines, estimated from the orders that were let through at random'
  return `${title}\n\n${textTable([head, ...rows])}`
}

const ARM_HEAD = ['decisions', 'stopped', 'fraud', 'good', 'precision', 'recall', 'saved', 'lost']

function armCells(arm: ArmStatistics): Cell[] {
  return [
    right(number(arm.decisions)),
    right(number(arm.stopped)),
    right(number(arm.fraud)),
    right(number(arm.good)),
    right(shareText(arm.precision)),
    right(shareText(arm.recall)),
    right(number(arm.saved, 2)),
    right(number(arm.lost, 2)),
  ]
}

function versions({ versions: shown }: RulesetStatistics): string {
  const head: Cell[] = ['version', ...ARM_HEAD.map((text) => right(text))]
  const rows = shown.map((version): Cell[] => [version.ruleset, ...armCells(version)])
  return `what each version decided\n\n${textTable([head, ...rows])}`
}

function rules({ rules: all, currency }: RulesetStatistics): string {
  const head: Cell[] = [
    'rule',
    ...['hits', 'share', 'fraud', 'good', 'precision', 'recall'].map((text) => right(text)),
    right(`saved ${currency}`),
    right(`lost ${currency}`),
    ...['unknown', 'errors', 'snoozed'].map((text) => right(text)),
  ]
  const rows = all.slice(0, RULES_SHOWN).map(ruleRow)
  const more = all.length - RULES_SHOWN
  const rest = more > 0 ? `\n\n  and ${counted(more, 'rule')} more` : ''
  return `rules\n\n${textTable([head, ...rows])}${rest}`
}

function ruleRow(rule: RuleStatistics): Cell[] {
  return [
    rule.id,
    right(number(rule.hits)),
    right(shareText(rule.share)),
    right(number(rule.fraud)),
    right(number(rule.good)),
    right(shareText(rule.precision)),
    right(shareText(rule.recall)),
    right(number(rule.saved, 2)),
    right(number(rule.lost, 2)),
    right(number(rule.unknown)),
    right(number(rule.errors)),
    right(number(rule.snoozed)),
  ]
}

function arms({ rules: all }: RulesetStatistics): string {
  const rows = all.flatMap(({ id, arms: both }): Cell[][] =>
    both === null
      ? []
      : [
          [id, 'in force', ...armCells(both.in_force)],
          [id, 'rest', ...armCells(both.rest)],
        ],
  )
  if (rows.length === 0) return ''
  const head: Cell[] = ['rule', 'part', ...ARM_HEAD.map((text) => right(text))]
  return `rules that are rolled out: all that was decided in each part\n\n${textTable([head, ...rows])}`
}

function overlaps({ overlaps: pairs }: RulesetStatistics): string {
  if (pairs.length === 0) return ''
  const head: Cell[] = ['rules that hit together', right('both'), right('of either')]
  const rows = pairs
    .slice(0, OVERLAPS_SHOWN)
    .map((pair): Cell[] => [
      pair.rules.join(', '),
      right(number(pair.both)),
      right(percentage(pair.jaccard)),
    ])
  return textTable([head, ...rows])
}

function shareText(share: number | null): string {
  return share === null ? '-' : percentage(share)
}
