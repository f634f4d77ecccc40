import {
  OUTCOMES,
  RISK_LEVELS,
  type Outcome,
  type RuleResult,
  type SignalVector,
} from '@gatehouse/contract'
import {
  columnsOf,
  compileColumns,
  compileNumberColumns,
  hasBit,
  type Column,
  type ColumnResult,
  type Columns,
  type EvaluateColumns,
  type ListMatchers,
  type NumberColumnResult,
} from '@gatehouse/expression'
import { exempted, pointsOf, weigh } from './evaluate.ts'
import { gradedResult } from './graded.ts'
import { unitOf } from './rollout.ts'
import type { CompiledRule } from './rule.ts'
import { MODEL_PROBABILITY } from './compile-ruleset.ts'
import { EXPECTED_VALUE_DECLARATIONS, expectedValueSignals } from './expected-value.ts'
import { NO_MODEL } from './no-model.ts'
import { isHard, joinOutcomes } from './outcome.ts'
import { SCORE_MAX, roundScore } from './score.ts'
import { applyPolicies, settle, type Settlement } from './settle.ts'
import type { Snapshot } from './snapshot.ts'

/** One decision of the past, with what it was made from. */
export interface PastDecision {
  /** In the order of the declarations; only what the ruleset reads need be there. */
  readonly signals: SignalVector
  readonly eventId: string
  /** When it was made, milliseconds since the epoch. */
  readonly atMs: number
  /** What the model said then; `null` without one. */
  readonly probability: number | null
  /** Rules and policies that a person had switched off for this event. */
  readonly snoozed?: ReadonlySet<string>
}

/** What a ruleset makes of it now. */
export interface Redecision {
  /** `would_be_outcome` of the decision. */
  readonly outcome: Outcome
  readonly riskScore: number
  /** Nothing but the score speaks for it: chance may let such an order through. */
  readonly isByScore: boolean
  /** As `Ruling.results`. */
  readonly results: readonly RuleResult[]
  /** Points that the rules took off, in the order of the rules. */
  readonly points: readonly number[]
}

/** What a decision comes to, wherever the thresholds of the ruleset stand. */
export interface Standing {
  /** The trust score that is compared with the thresholds: the scorecard's where a rule demands an outcome. */
  readonly trust: number
  /** The outcome at last, by the one that the score gives. */
  readonly outcomes: Readonly<Record<Outcome, Outcome>>
}

/**
 * `rulingOf` for many decisions of the past at once, as far as a backtest counts: every rule is
 * evaluated over columns, the rest is the same code. A test holds the two equal.
 */
export interface Redecider {
  /** Places of the signals that the ruleset reads. */
  readonly reads: ReadonlySet<number>
  /** In the order of the decisions; some thousands at a time keep memory small. */
  redecide(past: readonly PastDecision[]): readonly Redecision[]
  /** The same with the thresholds left open: policies are asked about each outcome of the score. */
  stand(past: readonly PastDecision[]): readonly Standing[]
}

type Told = Pick<Snapshot, 'declarations' | 'ruleset'> & { readonly lists: ListMatchers }

export function createRedecider({ declarations, ruleset, lists }: Told): Redecider {
  const { rules, policies, unitIndex } = ruleset
  const ofRules = compileColumns(rules.map(({ expression }) => expression))
  const graded = rules.flatMap(({ graded: each }) => (each === null ? [] : [each.expression]))
  const ofGraded = compileNumberColumns(graded)
  const ofPolicies = compileColumns(policies.map(({ expression }) => expression))
  const reads = new Set(
    [...[...rules, ...policies].map(({ expression }) => expression), ...graded].flatMap(
      (expression) => expression.reads.filter((index) => index < declarations.length),
    ),
  )
  if (unitIndex !== null && unitIndex >= 0) reads.add(unitIndex)
  const { expectedValue } = ruleset
  if (expectedValue !== null && expectedValue.amountIndex >= 0) {
    reads.add(expectedValue.amountIndex)
  }

  function weighAll(past: readonly PastDecision[]): { columns: Columns; rows: Weighed[] } {
    const columns = columnsOf(
      declarations,
      past.map(({ signals }) => signals),
      reads,
    )
    const evaluated = ofRules(columns, lists)
    const numbers = graded.length === 0 ? [] : ofGraded(columns, lists)
    const rows = past.map((each, row): Weighed => {
      const exemptions = {
        nowMs: each.atMs,
        snoozed: each.snoozed,
        unit: unitIndex === null ? 0 : unitOf(each.signals, unitIndex, each.eventId),
      }
      const results = rules.map(
        (rule, index) => exempted(rule, exemptions) ?? resultAt(evaluated[index]!, row),
      )
      const weighed = weigh(rules, results, gradedAt(rules, results, numbers, row))
      return { results, weighed, settled: settle(ruleset, weighed, each.probability) }
    })
    return { columns, rows }
  }

  function expectedColumns(past: readonly PastDecision[]): readonly Column[] {
    if (expectedValue === null) return []
    const values = past.map(({ signals, probability }) =>
      expectedValueSignals(expectedValue, signals, probability),
    )
    return columnsOf(EXPECTED_VALUE_DECLARATIONS, values).columns.map((column) => column!)
  }

  /** What became of each policy, by row. */
  function tracePolicies(
    past: readonly PastDecision[],
    columns: Columns,
    rows: readonly Weighed[],
  ) {
    const traced = policyColumns(ofPolicies, columns, rows, lists, expectedColumns(past))
    return (row: number): RuleResult[] =>
      policies.map(({ id }, index) =>
        past[row]!.snoozed?.has(id) === true ? 'snoozed' : resultAt(traced[index]!, row),
      )
  }

  return {
    reads,
    redecide(past) {
      const { columns, rows } = weighAll(past)
      const policiesAt = tracePolicies(past, columns, rows)
      return rows.map(({ results, weighed, settled }, row) => {
        const ofPolicy = policiesAt(row)
        const composed = applyPolicies(policies, ofPolicy, settled)
        return {
          outcome: composed.outcome,
          isByScore:
            weighed.asked.length === 0 &&
            composed.counted.every((policy) => policy.outcome === null),
          riskScore: settled.risk,
          results: ofPolicy.length === 0 ? results : [...results, ...ofPolicy],
          points: rules.map((rule, index) =>
            pointsOf(rule, results[index]!, weighed.graded?.[index]),
          ),
        }
      })
    },
    stand(past) {
      const { columns, rows } = weighAll(past)
      const byScore = OUTCOMES.map((ofScore) => {
        const supposed = rows.map((each) => {
          const outcome = joinOutcomes(each.weighed.asked, ofScore)
          return { ...each, settled: { ...each.settled, outcome } }
        })
        const policiesAt = tracePolicies(past, columns, supposed)
        return supposed.map(
          ({ settled }, row) => applyPolicies(policies, policiesAt(row), settled).outcome,
        )
      })
      return rows.map(({ weighed, settled }, row) => ({
        trust: isHard(weighed.asked) ? scorecardTrust(settled) : settled.trust,
        outcomes: Object.fromEntries(
          OUTCOMES.map((ofScore, at) => [ofScore, byScore[at]![row]!]),
        ) as Record<Outcome, Outcome>,
      }))
    },
  }
}

function scorecardTrust({ risk, modelPoints }: Settlement): number {
  return roundScore(SCORE_MAX - risk + modelPoints)
}

/** As `evaluateRules` does for one event; a rule whose number cannot be told has its result changed. */
function gradedAt(
  rules: readonly CompiledRule[],
  results: RuleResult[],
  numbers: readonly NumberColumnResult[],
  row: number,
): (number | undefined)[] | null {
  if (numbers.length === 0) return null
  const graded: (number | undefined)[] = []
  let next = 0
  for (const [index, rule] of rules.entries()) {
    if (rule.graded === null) continue
    const { values, unknown, error } = numbers[next++]!
    if (results[index] !== 'hit') continue
    if (hasBit(unknown, row)) results[index] = 'unknown'
    else if (hasBit(error, row)) results[index] = 'error'
    else {
      const points = gradedResult(rule.graded, rule.weight, values[row]!)
      if (typeof points === 'number') graded[index] = points
      else results[index] = points
    }
  }
  return graded
}

interface Weighed {
  readonly results: RuleResult[]
  readonly weighed: ReturnType<typeof weigh>
  readonly settled: Settlement
}

function resultAt({ hit, unknown, error }: ColumnResult, row: number): RuleResult {
  if (hasBit(hit, row)) return 'hit'
  if (hasBit(unknown, row)) return 'unknown'
  return hasBit(error, row) ? 'error' : 'no_hit'
}

/** Policies see what was settled as more columns: see `DECISION_DECLARATIONS`. */
function policyColumns(
  evaluate: EvaluateColumns,
  columns: Columns,
  rows: readonly Weighed[],
  lists: Told['lists'],
  expected: readonly Column[],
): readonly ColumnResult[] {
  const settled = rows.map((row) => row.settled)
  const decision: Column[] = [
    { kind: 'number', values: Float64Array.from(settled, ({ risk }) => risk) },
    { kind: 'number', values: Float64Array.from(settled, ({ trust }) => trust) },
    words(
      RISK_LEVELS,
      settled.map(({ level }) => level),
    ),
    words(
      OUTCOMES,
      settled.map(({ outcome }) => outcome),
    ),
    columnsOf(
      [MODEL_PROBABILITY],
      settled.map(({ probability }) => [probability ?? NO_MODEL]),
    ).columns[0]!,
  ]
  return evaluate(
    { rows: columns.rows, columns: [...columns.columns, ...decision, ...expected] },
    lists,
  )
}

function words<Word extends string>(known: readonly Word[], values: readonly Word[]): Column {
  return {
    kind: 'dictionary',
    dictionary: ['', ...known],
    codes: Uint32Array.from(values, (value) => known.indexOf(value) + 1),
  }
}
