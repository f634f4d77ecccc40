import {
  isUnknown,
  type RuleOutcome,
  type RuleResult,
  type SignalVector,
} from '@gatehouse/contract'
import type { EvaluationResult, ListMatchers } from '@gatehouse/expression'
import { gradedResult } from './graded.ts'
import { isRolledOut } from './rollout.ts'
import type { CompiledRule } from './rule.ts'

/** What all rules together made of one event. */
export interface Evaluation {
  /** One for each rule, in the ruleset's order. */
  readonly results: RuleResult[]
  /**
   * Points of each graded rule that hit, in the ruleset's order; `null` where no rule is graded. Others
   * take their weight.
   */
  readonly graded: readonly (number | undefined)[] | null
  /**
   * Rules that count: a hit, or one that cannot be told and says `when_unknown: hit`. The weight of one
   * that is graded is what it takes of it.
   */
  readonly counted: readonly CompiledRule[]
  readonly asked: readonly RuleOutcome[]
  /** Points off the base ranking by top-level facts, and off trust by rules. */
  readonly factPoints: number
  readonly rulePoints: number
}

/** What of an event, besides its signals, makes a rule not count for it. */
export interface Exemptions {
  /** Milliseconds since the epoch; rules may be snoozed until a time. */
  readonly nowMs: number
  /** Rules and policies that are switched off for this event. */
  readonly snoozed: ReadonlySet<string> | undefined
  /** What roll-outs go by: see `unitOf`. */
  readonly unit: number
}

/**
 * Runs every rule. No rule is left out because another one hit: the trace is complete, and
 * statistics over it do not depend on the order of the rules.
 *
 * A rule whose answer is unknown, or that failed, is never `no_hit`: it is listed as what it is,
 * and its `when_unknown` says whether it counts.
 */
export function evaluateRules(
  rules: readonly CompiledRule[],
  signals: SignalVector,
  lists: ListMatchers,
  exemptions: Exemptions,
): Evaluation {
  const results: RuleResult[] = []
  let graded: (number | undefined)[] | null = null
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index]!
    const result = exempted(rule, exemptions) ?? resultOf(rule.evaluate(signals, lists))
    results.push(result)
    if (rule.graded === null) continue
    graded ??= []
    grade(rule, index, signals, lists, { results, graded })
  }
  return weigh(rules, results, graded)
}

/** What a graded rule takes, in its place; a hit whose number cannot be told is none. */
function grade(
  { graded: grading, weight }: CompiledRule,
  index: number,
  signals: SignalVector,
  lists: ListMatchers,
  into: { readonly results: RuleResult[]; readonly graded: (number | undefined)[] },
): void {
  into.graded[index] = undefined
  if (grading === null || into.results[index] !== 'hit') return
  const points = gradedResult(grading, weight, grading.evaluate(signals, lists))
  if (typeof points === 'number') into.graded[index] = points
  else into.results[index] = points
}

/** Why a rule is not evaluated for an event; `undefined`: it is. */
export function exempted(
  { id, snoozedUntilMs, rollout }: CompiledRule,
  { nowMs, snoozed, unit }: Exemptions,
): RuleResult | undefined {
  if (nowMs < snoozedUntilMs || snoozed?.has(id) === true) return 'snoozed'
  if (rollout !== null && !isRolledOut(rollout, unit)) return 'not_applied'
  return undefined
}

/** What the results of the rules, in their order, come to. */
export function weigh(
  rules: readonly CompiledRule[],
  results: RuleResult[],
  graded: Evaluation['graded'],
): Evaluation {
  const counted: CompiledRule[] = []
  const asked: RuleOutcome[] = []
  let factPoints = 0
  let rulePoints = 0
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index]!
    if (!counts(results[index]!, rule.whenUnknown)) continue
    const points = graded?.[index]
    const weight = points ?? rule.weight
    counted.push(points === undefined ? rule : { ...rule, weight })
    if (rule.section === 'base') factPoints += weight
    else rulePoints += weight
    if (rule.outcome !== null) asked.push(rule.outcome)
  }
  return { results, graded, counted, asked, factPoints, rulePoints }
}

/** The checker admits only expressions of type bool, so what is no value is a failed evaluation. */
export function resultOf(value: EvaluationResult): RuleResult {
  if (value === true) return 'hit'
  if (value === false) return 'no_hit'
  return isUnknown(value) ? 'unknown' : 'error'
}

/** What a rule takes off, as its trace says it. */
export function pointsOf(
  { whenUnknown, weight }: Pick<CompiledRule, 'whenUnknown' | 'weight'>,
  result: RuleResult,
  graded: number | undefined,
): number {
  return counts(result, whenUnknown) ? (graded ?? weight) : 0
}

/** Whether a rule or policy with this result has its say. */
export function counts(result: RuleResult, whenUnknown: 'skip' | 'hit'): boolean {
  if (result === 'hit') return true
  return whenUnknown === 'hit' && (result === 'unknown' || result === 'error')
}
