import type { LinkCheck, SiteLayerShown } from '@gatehouse/contract'
import { right, textTable } from './text-table.ts'
import { visibleText } from './visible-text.ts'

const LAYER_WORDS: Readonly<Record<SiteLayerShown['layer'], string>> = {
  lexical: 'address',
  registration: 'registration',
  network: 'network',
  page: 'page',
  payment_flow: 'checkout',
  reports: 'reports',
}
const REASONS_SHOWN = 12
const EVENTS_SHOWN = 40

/** A check for a person at a terminal. */
export function explainCheck(check: LinkCheck): string {
  const { subject, verdict, confidence, probability, campaign } = check
  const percent = probability === null ? '' : `, ${(probability * 100).toFixed(1)} % malicious`
  const lines = [
    `${visibleText(subject.name)}: ${verdict.toUpperCase()} (confidence ${confidence}${percent})`,
  ]
  if (check.state === 'investigating') lines.push('it is still being looked at: ask again')
  if (check.is_blocked) lines.push('it is on the blocklist')
  if (campaign !== null) {
    const { name, found, blocked, similarity, coverage } = campaign
    lines.push(
      `campaign ${visibleText(name)}: ${found} sites found, ${blocked} blocked; ${share(coverage)} of them are at least ${share(similarity)} alike`,
    )
  }
  lines.push('', 'layers', layersTable(check.layers))
  const reasons = check.reasons
    .slice(0, REASONS_SHOWN)
    .map(({ text }) => `  - ${visibleText(text)}`)
  if (reasons.length > 0) lines.push('', 'why', ...reasons)
  const events = check.timeline.slice(-EVENTS_SHOWN)
  if (events.length > 0) {
    lines.push('', 'timeline')
    for (const { seconds, text } of events) {
      lines.push(`  T+${seconds.toFixed(1).padStart(7)} s  ${visibleText(text)}`)
    }
  }
  return lines.join('\n')
}

function layersTable(layers: LinkCheck['layers']): string {
  return textTable(
    layers.map(({ layer, state, reason, log_odds: logOdds, findings }) => [
      LAYER_WORDS[layer],
      right(state === 'unknown' ? 'unknown' : `${logOdds < 0 ? '' : '+'}${logOdds.toFixed(1)}`),
      state === 'unknown'
        ? (reason ?? '')
        : findings
            .map(({ code }) => code)
            .slice(0, 4)
            .join(' '),
    ]),
  )
}

function share(value: number): string {
  return `${Math.round(value * 100)} %`
}
