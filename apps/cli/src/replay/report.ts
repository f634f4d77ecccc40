import type { Ruleset } from '@gatehouse/contract'
import { OUTCOMES, type Outcome } from '@gatehouse/contract'
import type { Costs } from '@gatehouse/gate'
import { measure, type Measures } from './measures.ts'
import type { BadRow, ReplayResult } from './replay.ts'
import type { OutcomeCounts, RuleTally, Tally } from './tally.ts'

/** What a rule did, as it is reported. */
export interface RuleReport {
  readonly id: string
  readonly hits: number
  readonly fraud_hits: number
  readonly good_hits: number
  readonly unknown: number
  readonly errors: number
  /** Share of fraud among its labelled hits; `null` without one. */
  readonly precision: number | null
  readonly earned: number
}

/** Everything that a replay found out: the body of `--json`. */
export interface ReplayReport {
  readonly file: string
  readonly mapping: string
  readonly ruleset: string
  readonly reference: string
  readonly currency: string
  readonly rows: number
  readonly decided: number
  readonly bad_rows: number
  readonly bad_examples: readonly BadRow[]
  /** RFC 3339 times of the first and last order. */
  readonly from: string | null
  readonly to: string | null
  readonly seconds: number
  readonly gate_seconds: number
  readonly orders_per_second: number
  readonly gate_orders_per_second: number
  readonly outcomes: Readonly<Record<Outcome, OutcomeCounts>>
  readonly costs: Costs
  readonly measures: Measures | null
  /** Every rule of the ruleset, the one that earned most first. */
  readonly rules: readonly RuleReport[]
  /** Signals without a value on any row: no column for them, or nothing configured. */
  readonly never_known: readonly string[]
  /** The others, most often unknown first. */
  readonly unknown_signals: readonly {
    readonly signal: string
    readonly rows: number
    readonly reasons: Readonly<Record<string, number>>
  }[]
}

export interface ReportInput {
  readonly file: string
  readonly mapping: string
  readonly ruleset: Ruleset
  readonly reference: string
  readonly currency: string
  readonly costs: Costs
  readonly budgetShare: number
  readonly result: ReplayResult
  readonly tally: Tally
}

export function makeReport(input: ReportInput): ReplayReport {
  const { result, tally } = input
  const perSecond = (ms: number) => (ms === 0 ? 0 : result.decided / (ms / 1000))
  const unknowns = countedUnknowns(tally)
  return {
    file: input.file,
    mapping: input.mapping,
    ruleset: input.ruleset.name,
    reference: input.reference,
    currency: input.currency,
    rows: result.rows,
    decided: result.decided,
    bad_rows: result.badRows,
    bad_examples: result.badExamples,
    from: result.span === null ? null : new Date(result.span[0]).toISOString(),
    to: result.span === null ? null : new Date(result.span[1]).toISOString(),
    seconds: result.totalMs / 1000,
    gate_seconds: result.gateMs / 1000,
    orders_per_second: perSecond(result.totalMs),
    gate_orders_per_second: perSecond(result.gateMs),
    outcomes: Object.fromEntries(
      OUTCOMES.map((outcome) => [outcome, { ...tally.outcomes[outcome] }]),
    ) as Record<Outcome, OutcomeCounts>,
    costs: input.costs,
    measures: measure(tally.scores, input.budgetShare),
    rules: [...tally.rules.values()].map(ruleReport).sort((a, b) => b.earned - a.earned),
    never_known: unknowns.filter(({ rows }) => rows === result.decided).map(({ signal }) => signal),
    unknown_signals: unknowns.filter(({ rows }) => rows < result.decided),
  }
}

function ruleReport(rule: RuleTally): RuleReport {
  const labelled = rule.fraudHits + rule.goodHits
  return {
    id: rule.id,
    hits: rule.hits,
    fraud_hits: rule.fraudHits,
    good_hits: rule.goodHits,
    unknown: rule.unknown,
    errors: rule.errors,
    precision: labelled === 0 ? null : rule.fraudHits / labelled,
    earned: Math.round(rule.earned * 100) / 100,
  }
}

function countedUnknowns(tally: Tally): ReplayReport['unknown_signals'] {
  return tally.unknowns
    .filter(({ reasons }) => reasons.size > 0)
    .map(({ signal, reasons }) => ({
      signal,
      rows: [...reasons.values()].reduce((total, count) => total + count, 0),
      reasons: Object.fromEntries([...reasons].sort(([, a], [, b]) => b - a)),
    }))
    .sort((a, b) => b.rows - a.rows || (a.signal < b.signal ? -1 : 1))
}
