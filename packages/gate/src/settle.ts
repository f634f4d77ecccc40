import {
  type Outcome,
  type RiskLevel,
  type RuleResult,
  type SignalVector,
} from '@gatehouse/contract'
import { counts, type Evaluation } from './evaluate.ts'
import { NO_MODEL } from './no-model.ts'
import { composeOutcome, stricter } from './outcome.ts'
import type { CompiledPolicy } from './rule.ts'
import { baseRanking, riskLevel, riskScore, roundScore, SCORE_MAX, trustScore } from './score.ts'
import type { CompiledRuleset } from './snapshot.ts'

/** What the rules and the model come to, before policies. */
export interface Settlement {
  readonly risk: number
  readonly trust: number
  readonly level: RiskLevel
  /** The outcome of score and rules. */
  readonly outcome: Outcome
  /** The allow list has settled it: policies are traced and have no say. */
  readonly isSettledByList: boolean
  /** Of the model; `null` without one. */
  readonly probability: number | null
  /** By how much the model raised the risk above that of the scorecard. */
  readonly modelPoints: number
}

/** @param probability calibrated, of the model; `null` without one */
export function settle(
  { base, riskLevels, thresholds }: CompiledRuleset,
  { asked, factPoints, rulePoints }: Pick<Evaluation, 'asked' | 'factPoints' | 'rulePoints'>,
  probability: number | null,
): Settlement {
  const scorecard = roundScore(trustScore(baseRanking(base, factPoints), rulePoints))
  const risk = riskScore(scorecard, probability === null ? null : probability * SCORE_MAX)
  const trust = roundScore(SCORE_MAX - risk)
  const outcome = composeOutcome(asked, trust, scorecard, thresholds)
  return {
    risk,
    trust,
    level: riskLevel(risk, riskLevels),
    outcome,
    isSettledByList: outcome === 'approve' && asked.includes('allow_list'),
    probability,
    modelPoints: roundScore(risk - (SCORE_MAX - scorecard)),
  }
}

/** Values of `decision.*`, in the order in which `compileRuleset` declares them. */
export function decisionValues({
  risk,
  trust,
  level,
  outcome,
  probability,
}: Settlement): SignalVector {
  return [risk, trust, level, outcome, probability ?? NO_MODEL]
}

export interface PolicyResult {
  readonly outcome: Outcome
  readonly counted: readonly CompiledPolicy[]
}

/** A policy can make the outcome stricter, never milder; it does not touch a list's standing. */
export function applyPolicies(
  policies: readonly CompiledPolicy[],
  results: readonly RuleResult[],
  { outcome: composed, isSettledByList }: Settlement,
): PolicyResult {
  const counted: CompiledPolicy[] = []
  let outcome = composed
  for (let index = 0; index < policies.length; index++) {
    const policy = policies[index]!
    if (isSettledByList || !counts(results[index]!, policy.whenUnknown)) continue
    counted.push(policy)
    if (policy.outcome !== null) outcome = stricter(outcome, policy.outcome)
  }
  return { outcome, counted }
}
