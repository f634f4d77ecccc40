import type { Action, Outcome, SignalValue, SignalVector } from '@gatehouse/contract'
import type { EvaluationError, ListMatchers } from '@gatehouse/expression'

/**
 * What a rule is for.
 * - `base`: a top-level fact that takes points off the base ranking, which never falls below its
 *   floor (50 in the cart pack).
 * - `score`: takes its weight off the base ranking when it hits.
 * - `hard`: asks for an outcome whatever the score is.
 */
export type RuleSection = 'base' | 'score' | 'hard'

/** A rule of a published ruleset, type-checked and compiled. */
export interface CompiledRule {
  readonly id: string
  readonly section: RuleSection
  /** Points it takes off trust when it hits; 0 for a hard rule without weight. */
  readonly weight: number
  readonly outcome: Outcome | null
  /** A hard rule that reads the merchant's deny or allow list stands before all others. */
  readonly standing: 'deny_list' | 'allow_list' | null
  /** What a rule does that cannot be told: stay out of it, or count as hit. */
  readonly whenUnknown: 'skip' | 'hit'
  readonly reason: string
  readonly text: string
  readonly actions: readonly Action[]
  evaluate(signals: SignalVector, lists: ListMatchers): SignalValue | EvaluationError
}
