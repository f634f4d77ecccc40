import type { Decision, DecisionRecord, WireSignal } from '@gatehouse/contract'
import { right, textTable, type Cell } from './text-table.ts'

export interface ExplainOptions {
  readonly allSignals: boolean
  /** What would have changed it, as text. */
  readonly counterfactual?: string
}

/** A stored decision in the words of a person. */
export function explainDecision(
  record: DecisionRecord,
  { allSignals, counterfactual = '' }: ExplainOptions,
): string {
  const decision = record
  const parts = [
    heading(record),
    reasons(decision),
    rules(decision),
    model(decision),
    anomaly(decision),
    counterfactual,
    signals(decision, allSignals),
    unknowns(decision, allSignals),
    ends(record),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function heading(decision: DecisionRecord): string {
  const { outcome, would_be_outcome: wouldBe, mode, received_at: receivedAt } = decision
  const observed = mode === 'observe' ? ` (observing: would have been ${wouldBe})` : ''
  const rows: Cell[][] = [
    ['decision', decision.id],
    ['event', `${decision.event_id} at the checkpoint \`${decision.checkpoint}\`, ${receivedAt}`],
    ...(decision.segment === undefined ? [] : [['segment', decision.segment]]),
    ['risk', `${decision.risk_score} of 100, ${decision.risk_level.replace('_', ' ')}`],
    ['trust', `${decision.trust_score} of 100`],
    ['asked for', decision.actions.map(actionText).join(', ') || 'nothing'],
  ]
  if (decision.message !== '') rows.push(['shopper reads', decision.message])
  const { override } = decision
  if (override !== undefined) rows.push(['a person decided', `${override.by}: ${override.why}`])
  if (decision.degraded) rows.push(['degraded', 'decided while the database was away'])
  for (const { kind, state, note, reported_by: by, reported_at: at } of decision.action_reports) {
    rows.push(['the shop says', `${kind} ${state}${note === '' ? '' : ` (${note})`}, ${by}, ${at}`])
  }
  if (decision.rescored_from !== null) rows.push(['re-scores', decision.rescored_from])
  const { superseded_by: newest } = decision
  if (newest !== null) rows.push(['replaced by', `${newest}, which is in force`])
  return `${outcome.toUpperCase()}${observed}\n\n${textTable(rows)}`
}

function actionText({ kind, target }: Decision['actions'][number]): string {
  return target === undefined ? kind : `${kind} (${target})`
}

function reasons({ reasons: given }: Decision): string {
  if (given.length === 0) return 'why: nothing spoke against it'
  const rows = given.map(({ code, text, points }): Cell[] => [
    right(points === 0 ? '' : String(-points)),
    code,
    text,
  ])
  return `why\n\n${textTable(rows)}`
}

function rules({ rules: trace }: Decision): string {
  const of = (result: string) => trace.filter((rule) => rule.result === result)
  const rows: Cell[][] = of('hit').map(({ id, points }) => [
    id,
    right(points === 0 ? '' : String(-points)),
  ])
  const counts = ['no_hit', 'unknown', 'error', 'snoozed', 'not_applied']
    .map((result) => [result, of(result).length] as const)
    .filter(([, count]) => count > 0)
    .map(([result, count]) => `${count} ${result.replace('_', ' ')}`)
  const untold = [...of('unknown'), ...of('error')].map(({ id }) => id)
  const snoozed = of('snoozed').map(({ id }) => id)
  return [
    `rules: ${of('hit').length} of ${trace.length} hit${counts.length === 0 ? '' : `; ${counts.join(', ')}`}`,
    ...(rows.length === 0 ? [] : [textTable(rows)]),
    ...(untold.length === 0 ? [] : [`  could not be told: ${untold.join(', ')}`]),
    ...(snoozed.length === 0 ? [] : [`  switched off by a person: ${snoozed.join(', ')}`]),
  ].join('\n\n')
}

/** What moved the model, in words and in the log-odds that it counts in. */
function model({ model: trace, signals: all }: Decision): string {
  if (trace === null) return ''
  const head = `the model gives a probability of fraud of ${(trace.probability * 100).toFixed(2)} %`
  if (trace.contributions.length === 0) return head
  const rows = trace.contributions.map(({ signal, contribution }): Cell[] => [
    right(`${contribution > 0 ? '+' : ''}${contribution.toFixed(2)}`),
    contribution > 0 ? 'for fraud' : 'against',
    signal,
    valueText(all[signal] ?? { unknown: 'not_sent' }),
  ])
  return `${head}; what moved it most, in log-odds\n\n${textTable(rows)}`
}

/** What made it strange, in the cuts that set it apart sooner. */
function anomaly({ anomaly: trace, signals: all }: Decision): string {
  if (trace === undefined) return ''
  const head = `stranger than ${(trace.percentile * 100).toFixed(2)} % of the orders of the shop`
  const odd = trace.contributions.filter(({ contribution }) => contribution > 0)
  if (odd.length === 0) return head
  const rows = odd.map(({ signal, contribution }): Cell[] => [
    right(`+${contribution.toFixed(2)}`),
    signal,
    valueText(all[signal] ?? { unknown: 'not_sent' }),
  ])
  return `${head}; what sets it apart most, in cuts sooner\n\n${textTable(rows)}`
}

function signals({ signals: all, estimated }: Decision, isComplete: boolean): string {
  const known = Object.entries(all).filter(([, value]) => !isUnknownSignal(value))
  const shown = isComplete ? known : known.filter(([name, value]) => !isQuiet(name, value))
  const quiet = known.length - shown.length
  if (known.length === 0) return ''
  return [
    'signals',
    textTable(
      shown.map(([name, value]): Cell[] => [
        name,
        estimated.includes(name) ? `about ${valueText(value)}` : valueText(value),
      ]),
    ),
    ...(quiet === 0
      ? []
      : [`  and ${quiet} windows and lists that saw nothing (--signals lists all)`]),
  ].join('\n\n')
}

/** A window that counted nothing, a list that the order is not on. */
function isQuiet(name: string, value: WireSignal): boolean {
  return name.startsWith('velocity.') ? value === 0 : name.startsWith('list.') && value === false
}

function unknowns({ signals: all }: Decision, isComplete: boolean): string {
  const byReason = new Map<string, string[]>()
  for (const [name, value] of Object.entries(all)) {
    if (!isUnknownSignal(value)) continue
    const names = byReason.get(value.unknown) ?? []
    names.push(name)
    byReason.set(value.unknown, names)
  }
  if (byReason.size === 0) return ''
  const rows = [...byReason].map(([reason, names]): Cell[] => [
    reason,
    right(String(names.length)),
    isComplete || names.length <= NAMES_SHOWN
      ? names.join(', ')
      : `${names.slice(0, NAMES_SHOWN).join(', ')} ... (--signals lists all)`,
  ])
  return `unknown, and why\n\n${textTable(rows)}`
}

const NAMES_SHOWN = 4

function ends(decision: DecisionRecord): string {
  const { labels, versions } = decision
  const { ruleset, model, lists, reference } = versions
  const lines = [
    `decided by ${ruleset}, model ${model ?? 'none'}, lists ${lists}, reference data ${reference}`,
  ]
  for (const { label, source, time } of labels)
    lines.push(`labelled ${label} by ${source}, ${time}`)
  return lines.join('\n')
}

type UnknownSignal = Extract<WireSignal, { readonly unknown: string }>

function isUnknownSignal(value: WireSignal): value is UnknownSignal {
  return typeof value === 'object' && 'unknown' in value
}

/** A signal's value for a person. */
export function valueText(value: WireSignal): string {
  if (isUnknownSignal(value)) return `unknown: ${value.unknown}`
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(2)
  return Array.isArray(value)
    ? value.join(', ') || 'empty'
    : `${value as string | number | boolean}`
}
