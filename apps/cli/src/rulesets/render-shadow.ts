import { OUTCOMES, type ShadowReport } from '@gatehouse/contract'
import { counted, number, percentage, right, textTable, type Cell } from '../text-table.ts'

const RULES_SHOWN = 20
const EXAMPLES_SHOWN = 10
const LEGEND = `  only live, only shadow: hit there and not in the other; a rule that one of them lacks does not hit there
  otherwise: could not be told, failed or was switched off in one of them`

/** What a version in shadow would have decided otherwise, as a person reads it. */
export function renderShadow(report: ShadowReport): string {
  const parts = [headline(report)]
  if (report.compared > 0)
    parts.push(matrix(report), labels(report), rules(report), examples(report))
  return parts.filter((part) => part !== '').join('\n\n')
}

function headline({ name, version, runs, compared, changed, currency, ...about }: ShadowReport) {
  const [run] = runs
  const since =
    run === undefined
      ? 'was never in shadow'
      : run.ended_at === null
        ? `is in shadow since ${run.started_at}`
        : `was in shadow until ${run.ended_at}`
  const lines = [`\`${name}@${version}\` ${since}`, '']
  lines.push(
    compared === 0
      ? '  no event has been decided by both yet'
      : `  ${counted(compared, 'event')} decided by both; ${number(changed.decisions)} (${percentage(changed.decisions / compared, 2)}) would have come out otherwise, worth ${number(changed.amount, 2)} ${currency}`,
  )
  if (!about.complete) lines.push(`  older ones than ${about.from} were not reached in time`)
  return lines.join('\n')
}

function matrix({ outcomes }: ShadowReport): string {
  const countOf = (live: string, shadow: string) =>
    outcomes.find((cell) => cell.live === live && cell.shadow === shadow)?.decisions ?? 0
  const head: Cell[] = ['live', ...OUTCOMES.map((outcome) => right(`shadow ${outcome}`))]
  const rows = OUTCOMES.map((live): Cell[] => [
    live,
    ...OUTCOMES.map((shadow) => right(number(countOf(live, shadow)))),
  ])
  return `outcomes\n\n${textTable([head, ...rows])}`
}

function labels({ outcomes, currency }: ShadowReport): string {
  const changed = outcomes.filter(({ live, shadow }) => live !== shadow)
  if (changed.length === 0) return ''
  const head: Cell[] = ['changed', right('events'), right(currency), right('fraud'), right('good')]
  const rows = changed.map((cell): Cell[] => [
    `${cell.live} -> ${cell.shadow}`,
    right(number(cell.decisions)),
    right(number(cell.amount, 2)),
    right(number(cell.fraud)),
    right(number(cell.good)),
  ])
  return `what changed, and what it turned out to be\n\n${textTable([head, ...rows])}`
}

function rules({ rules: differing }: ShadowReport): string {
  if (differing.length === 0) return 'rules: all came out the same'
  const head: Cell[] = ['rule', right('only live'), right('only shadow'), right('otherwise')]
  const rows = differing
    .slice(0, RULES_SHOWN)
    .map((rule): Cell[] => [
      rule.id,
      right(number(rule.only_live)),
      right(number(rule.only_shadow)),
      right(number(rule.otherwise)),
    ])
  const more = differing.length - RULES_SHOWN
  const rest = more > 0 ? `\n\n  and ${counted(more, 'rule')} more` : ''
  return `rules that came out otherwise\n\n${textTable([head, ...rows])}${rest}\n\n${LEGEND}`
}

function examples({ examples: shown }: ShadowReport): string {
  if (shown.length === 0) return ''
  const rows = shown
    .slice(0, EXAMPLES_SHOWN)
    .map((each): Cell[] => [
      each.id,
      `${each.live} -> ${each.shadow}`,
      right(`${each.live_risk_score} -> ${each.shadow_risk_score}`),
      right(number(each.amount, 2)),
      each.rules.join(', '),
    ])
  return `the newest of them\n\n${textTable(rows)}`
}
