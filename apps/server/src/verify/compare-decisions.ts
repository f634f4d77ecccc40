import type { Decision, RuleTrace } from '@gatehouse/contract'
import type { StoredRecord } from '@gatehouse/store'

/** Something that a stored decision says, and the decision made again does not. */
export interface FieldDifference {
  /** `risk_score`, `rules.dear`, `signals.order.amount`, `row.outcome` ... */
  readonly field: string
  /** As JSON; `null`: not there. */
  readonly stored: string | null
  readonly again: string | null
}

/** Everything in which two decisions differ; rules and signals each by their names. */
export function compareDecisions(stored: Decision, again: Decision): readonly FieldDifference[] {
  const { rules: storedRules, signals: storedSignals, ...storedRest } = stored
  const { rules: newRules, signals: newSignals, ...newRest } = again
  return [
    ...compareEach('', storedRest, newRest),
    ...compareEach('rules.', byId(storedRules), byId(newRules)),
    ...compareEach('signals.', storedSignals ?? {}, newSignals),
  ]
}

/** The columns of its row, which searches go by, against what the decision itself says. */
export function compareRow(record: StoredRecord, decision: Decision): readonly FieldDifference[] {
  const { risk_score: score } = decision
  return compareEach(
    'row.',
    {
      id: record.id,
      checkpoint: record.checkpoint,
      event_id: record.eventId,
      outcome: record.outcome,
      risk_score: asColumn(record.riskScore),
      degraded: record.isDegraded,
      ruleset: record.rulesetVersion,
      rescored_from: record.rescoredFrom,
    },
    {
      id: decision.id,
      checkpoint: decision.checkpoint,
      event_id: decision.event_id,
      outcome: decision.outcome,
      risk_score: asColumn(score),
      degraded: decision.degraded,
      ruleset: decision.versions?.ruleset ?? null,
      rescored_from: decision.rescored_from,
    },
  )
}

/** The column is a 32-bit float, which comes back in its shortest spelling. */
function asColumn(score: unknown): number | null {
  return typeof score === 'number' ? Math.fround(score) : null
}

function byId(rules: readonly RuleTrace[] | undefined): Readonly<Record<string, RuleTrace>> {
  return Object.fromEntries((rules ?? []).map((rule) => [rule.id, rule]))
}

function compareEach(prefix: string, stored: object, again: object): FieldDifference[] {
  const before = new Map<string, unknown>(Object.entries(stored))
  const after = new Map<string, unknown>(Object.entries(again))
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [one, other] = [shown(before.get(name)), shown(after.get(name))]
    return one === other ? [] : [{ field: `${prefix}${name}`, stored: one, again: other }]
  })
}

function shown(value: unknown): string | null {
  return JSON.stringify(value) ?? null
}
