import { textTable } from '../../text-table.ts'
import type { EnergyReport } from './drill-energy.ts'

/** What came of the reference case there (mission): found 27, blocked 23 after 11 h 8 min. */
const REFERENCE = 'reference case: 27 found, 23 blocked after 11 h 8 min'
const EVENTS_SHOWN = 60

/** The report for a person. */
export function renderEnergy(report: EnergyReport): string {
  const seconds = (value: number | null) =>
    value === null ? 'not in time' : `${value.toFixed(1)} s`
  const rows = [
    ['found', `${report.found} of ${report.sites}`],
    ['blocked', `${report.blocked} of ${report.sites}`],
    ['on the published list', `${report.listed} of ${report.sites}`],
    ['checkouts walked', `${report.walked} of ${report.sites}`],
    ['first verdict', seconds(report.first_verdict_s)],
    ['all blocked after', seconds(report.seconds)],
    ['all walked after', seconds(report.walked_s)],
    ['honest sites blocked', `${report.decoys_blocked} of ${report.decoys}`],
    ['honest sites in the campaign', String(report.decoys_in_campaign)],
    ['bodies that reached a site', String(report.sent)],
  ]
  const lines = [`campaign drill, variant ${report.variant}, seed ${report.seed}`, '']
  lines.push(textTable(rows), '', REFERENCE)
  lines.push(...sitesOf('not blocked', report.missed))
  lines.push(...sitesOf('honest, and blocked', report.wrongly_blocked))
  lines.push('', 'timeline')
  const shown = report.timeline.filter(({ code }) => SHOWN.test(code)).slice(0, EVENTS_SHOWN)
  for (const { seconds: at, text } of shown)
    lines.push(`  T+${at.toFixed(1).padStart(6)} s  ${text}`)
  return lines.join('\n')
}

function sitesOf(title: string, sites: EnergyReport['missed']): string[] {
  if (sites.length === 0) return []
  const lines = sites.map(({ site, verdict, log_odds: logOdds, layers }) => {
    const said = Object.entries(layers).map(([layer, what]) => `${layer} ${what}`)
    return `  ${site}: ${verdict}, log-odds ${logOdds ?? 'none'} (${said.join(', ')})`
  })
  return ['', title, ...lines]
}

const SHOWN = /^(?:SUBMITTED|BURST|CAMPAIGN|VERDICT|BLOCKED|UNBLOCKED|WALK|INVESTIGATION_ENDED)/
