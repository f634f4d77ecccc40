import type { MonitorFinding, MonitorReport, SignalDeclaration } from '@gatehouse/contract'
import {
  PSI_ALERT,
  PSI_WATCH,
  type SignalComparison,
  type SignalFindingKind,
} from '@gatehouse/scoring'

const FINDINGS_MAX = 500
const TEXT_MAX = 500
/** Decisions of a day: of fewer a doubling is chance, and shops have weekends and sales. */
const PER_DAY_MIN = 50
const VOLUME_TIMES = 3

export interface Compared {
  readonly signals: readonly {
    readonly declaration: Pick<SignalDeclaration, 'name'>
    readonly compared: SignalComparison
  }[]
  readonly psi: { readonly score: number | null; readonly modelScore: number | null }
  readonly calibration: MonitorReport['calibration']
  readonly volume: { readonly before: number; readonly now: number }
  readonly model: string | null
}

/** What changed, in words, alerts first. */
export function findingsOf(all: Compared): MonitorFinding[] {
  const { signals, psi, calibration, volume, model } = all
  const findings: MonitorFinding[] = signals.flatMap(({ declaration: { name }, compared }) =>
    compared.findings.map(({ kind, level }) => ({
      kind,
      subject: name,
      level,
      text: signalText(kind, name, compared),
    })),
  )
  const scores = [
    ['score', 'risk_score', psi.score, 'risk scores'],
    ['model_score', model ?? '', psi.modelScore, 'probabilities of the model'],
  ] as const
  for (const [kind, subject, value, words] of scores) {
    if (value === null || value < PSI_WATCH) continue
    const level = value >= PSI_ALERT ? 'alert' : 'watch'
    findings.push({
      kind,
      subject,
      level,
      text: `the ${words} are others: PSI ${value.toFixed(2)}`,
    })
  }
  if (calibration !== null && calibration.level !== 'steady') {
    const { expected, observed, orders, level, low, high } = calibration
    findings.push({
      kind: 'calibration',
      subject: model ?? '',
      level,
      text: `of ${orders} orders the model expected ${expected.toFixed(1)} to be fraud, and ${observed} were (that fits ${low.toFixed(1)} to ${high.toFixed(1)} expected): train it anew`,
    })
  }
  const times = volume.now / Math.max(volume.before, 1e-9)
  const isMuch = Math.max(volume.before, volume.now) >= PER_DAY_MIN && volume.before > 0
  if (isMuch && (times >= VOLUME_TIMES || times <= 1 / VOLUME_TIMES)) {
    findings.push({
      kind: 'volume',
      subject: 'decisions',
      level: 'alert',
      text: `${volume.now.toFixed(0)} decisions a day, ${volume.before.toFixed(0)} before`,
    })
  }
  return findings
    .sort((a, b) => Number(b.level === 'alert') - Number(a.level === 'alert'))
    .slice(0, FINDINGS_MAX)
    .map((finding) => ({ ...finding, text: finding.text.slice(0, TEXT_MAX) }))
}

function signalText(
  kind: SignalFindingKind,
  name: string,
  { unknownBefore, unknownNow, reason, psi, newShare, newWords }: SignalComparison,
): string {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  const shares = `unknown on ${percent(unknownNow)} of the orders, ${percent(unknownBefore)} before`
  switch (kind) {
    case 'distribution':
      return `the values of \`${name}\` are others: PSI ${psi!.toFixed(2)}`
    case 'not_sent':
      return `the shop no longer sends what \`${name}\` is read from: ${shares}`
    case 'source_gone':
      return `what tells \`${name}\` no longer answers (\`${reason}\`): ${shares}`
    case 'unknown_share':
      return `\`${name}\` is ${shares} (now mostly \`${reason ?? 'known'}\`)`
    case 'new_values':
      return `\`${name}\` has words that were not there before, on ${percent(newShare!)} of the orders: ${newWords.map((word) => JSON.stringify(word.slice(0, 60))).join(', ')}`
  }
}
