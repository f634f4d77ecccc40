import { isUnknown, type RuleTrace, type SignalVector } from '@gatehouse/contract'
import type { ListMatchers } from '@gatehouse/expression'
import type { HardVerdict } from './outcome.ts'
import type { CompiledRule } from './rule.ts'

/** What all rules together made of one event. */
export interface Evaluation {
  /** One entry for each rule, in the ruleset's order. */
  readonly trace: readonly RuleTrace[]
  /** Rules that count: a hit, or one that cannot be told and says `when_unknown: hit`. */
  readonly counted: readonly CompiledRule[]
  readonly verdicts: readonly HardVerdict[]
  /** Points off the base ranking by top-level facts, and off trust by rules. */
  readonly factPoints: number
  readonly rulePoints: number
}

/**
 * Runs every rule. No rule is skipped because another one hit: the trace is complete, and
 * statistics over it do not depend on the order of the rules.
 *
 * A rule whose answer is unknown, or that failed, is never `no_hit`: it is listed as what it is,
 * and its `when_unknown` says whether it counts.
 */
export function evaluateRules(
  rules: readonly CompiledRule[],
  signals: SignalVector,
  lists: ListMatchers,
  snoozed: ReadonlySet<string>,
): Evaluation {
  const trace: RuleTrace[] = []
  const counted: CompiledRule[] = []
  const verdicts: HardVerdict[] = []
  let factPoints = 0
  let rulePoints = 0
  for (const rule of rules) {
    const result = snoozed.has(rule.id) ? 'snoozed' : resultOf(rule, signals, lists)
    const counts = result === 'hit' || (isUntold(result) && rule.whenUnknown === 'hit')
    trace.push({ id: rule.id, result, points: counts ? rule.weight : 0 })
    if (!counts) continue
    counted.push(rule)
    if (rule.section === 'base') factPoints += rule.weight
    else rulePoints += rule.weight
    if (rule.outcome !== null) verdicts.push(rule.standing ?? rule.outcome)
  }
  return { trace, counted, verdicts, factPoints, rulePoints }
}

function resultOf(
  rule: CompiledRule,
  signals: SignalVector,
  lists: ListMatchers,
): RuleTrace['result'] {
  const value = rule.evaluate(signals, lists)
  if (value === true) return 'hit'
  if (value === false) return 'no_hit'
  if (isUnknown(value)) return 'unknown'
  // The checker admits only expressions of type bool, so anything else is a failed evaluation.
  return 'error'
}

function isUntold(result: RuleTrace['result']): boolean {
  return result === 'unknown' || result === 'error'
}
