import type { MonitorReport, Monitors } from '@gatehouse/contract'
import { number, percentage, right, textTable, type Cell } from '../text-table.ts'

const SIGNALS_SHOWN = 60
const ALERTS_SHOWN = 20

/** What changed, as a person reads it. */
export function renderDrift({ report, alerts }: Monitors, isWhole: boolean): string {
  if (report === null) {
    return 'nobody has looked yet: the server does every day, and `gatehouse drift --now` does at once'
  }
  const lasting = alerts.filter(({ ended_at: ended }) => ended === null)
  const watched = report.findings.filter(({ level }) => level === 'watch')
  const parts = [
    headline(report),
    lasting.length === 0
      ? 'no alert'
      : told(
          'alerts',
          lasting.slice(0, ALERTS_SHOWN).map(({ text, began_at: at }) => `${text} (since ${at})`),
        ),
    told(
      'to watch',
      watched.slice(0, ALERTS_SHOWN).map(({ text }) => text),
    ),
    signals(report, isWhole),
    calibration(report),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function told(title: string, texts: readonly string[]): string {
  return texts.length === 0 ? '' : [`${title}:`, ...texts.map((text) => `  - ${text}`)].join('\n')
}

function headline({ reference, current, ran_at: at, ...report }: MonitorReport): string {
  return [
    `looked at ${at}: ${number(current.orders)} orders from ${current.from} on, compared with ${number(reference.orders)} from ${reference.from} to ${reference.to}`,
    `  ${number(report.per_day_now)} decisions a day, ${number(report.per_day_before)} before; PSI of the risk score ${shown(report.score_psi)}, of the model ${shown(report.model_score_psi)}`,
  ].join('\n')
}

function signals({ signals: all }: MonitorReport, isWhole: boolean): string {
  const changed = isWhole ? all : all.filter(({ level }) => level !== 'steady')
  if (changed.length === 0) return `${number(all.length)} signals are steady`
  const head: Cell[] = [
    'signal',
    'read by',
    right('PSI'),
    right('unknown before'),
    right('now'),
    right('new words'),
    '',
  ]
  const rows = changed
    .toSorted((a, b) => (b.psi ?? 0) - (a.psi ?? 0))
    .slice(0, SIGNALS_SHOWN)
    .map((signal): Cell[] => [
      signal.name,
      signal.read_by.join(', '),
      right(shown(signal.psi)),
      right(percentage(signal.unknown_before)),
      right(percentage(signal.unknown_now)),
      right(signal.new_share === null ? '-' : percentage(signal.new_share)),
      signal.level === 'steady' ? '' : signal.level,
    ])
  return textTable([head, ...rows])
}

function calibration({ calibration: seen }: MonitorReport): string {
  if (seen === null) return ''
  const trained =
    seen.brier_trained === null ? '' : `, ${seen.brier_trained.toFixed(4)} when it was trained`
  return `the model expected ${number(seen.expected, 1)} frauds of ${number(seen.orders)} orders that are old enough, and ${number(seen.observed)} came about (fits ${number(seen.low, 1)} to ${number(seen.high, 1)} expected); Brier score ${seen.brier.toFixed(4)}${trained}`
}

function shown(psi: number | null): string {
  return psi === null ? '-' : psi.toFixed(2)
}
