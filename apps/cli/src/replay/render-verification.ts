import { NOT_REPLAYABLE, type Verification } from '@gatehouse/server'
import { counted, number, right, textTable } from '../text-table.ts'

const SHOWN_MAX = 10
const FIELDS_SHOWN_MAX = 5
const TEXT_MAX = 120

/** The report of `replay --verify` as a person reads it. */
export function renderVerification(report: Verification): string {
  const { decisions, equal, different, not_replayed: notReplayed, seconds } = report
  const rate = Math.round(decisions / Math.max(seconds, 0.001))
  const rows = [
    ['decisions read', right(number(decisions))],
    ['made again', right(number(report.redecided))],
    ['  equal', right(number(equal))],
    ['  different', right(number(different))],
    ['not made again', right(number(notReplayed))],
  ]
  const parts = [
    `${counted(report.shops, 'shop')}, ${seconds.toFixed(1)} s, ${number(rate)} decisions/s`,
    textTable(rows),
  ]
  const reasons = Object.entries(report.reasons) as [keyof typeof NOT_REPLAYABLE, number][]
  if (reasons.length > 0) {
    const why = reasons.map(([reason, count]) => [
      right(number(count)),
      reason,
      NOT_REPLAYABLE[reason],
    ])
    parts.push(`not made again:\n${textTable(why)}`)
  }
  if (different > 0) {
    const fields = Object.entries(report.fields).sort(([, a], [, b]) => b - a)
    const table = fields.slice(0, SHOWN_MAX).map(([field, count]) => [right(number(count)), field])
    parts.push(`fields that differ:\n${textTable(table)}`, differencesShown(report))
  }
  return parts.join('\n\n')
}

function differencesShown({ differences, different }: Verification): string {
  const lines = differences
    .slice(0, SHOWN_MAX)
    .flatMap(({ shop, id, fields }) => [
      `  ${id} of the shop \`${shop}\``,
      ...fields
        .slice(0, FIELDS_SHOWN_MAX)
        .map(
          ({ field, stored, again }) =>
            `    ${field}: stored ${short(stored)}, made again ${short(again)}`,
        ),
    ])
  const rest = different - Math.min(differences.length, SHOWN_MAX)
  if (rest > 0) lines.push(`  and ${number(rest)} more: \`--json FILE\` has the first 100`)
  return `decisions that differ:\n${lines.join('\n')}`
}

function short(json: string | null): string {
  if (json === null) return 'nothing'
  return json.length > TEXT_MAX ? `${json.slice(0, TEXT_MAX)}...` : json
}
