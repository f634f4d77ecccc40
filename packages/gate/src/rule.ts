import type { Action, RuleOutcome, SignalVector, TranslatedText } from '@gatehouse/contract'
import type { CheckedExpression, EvaluationResult, ListMatchers } from '@gatehouse/expression'
import type { Graded } from './graded.ts'
import type { Rollout } from './rollout.ts'

type Evaluate = (signals: SignalVector, lists: ListMatchers) => EvaluationResult

/** What a rule or policy does that cannot be told: stay out of it, or count as hit. */
type WhenUnknown = 'skip' | 'hit'

/** A rule of a published ruleset, type-checked and compiled. */
export interface CompiledRule {
  readonly id: string
  /**
   * `base`: a top-level fact; its points come off the base ranking, which has a floor.
   * `rule`: its points come off the trust score, and it may ask for an outcome.
   */
  readonly section: 'base' | 'rule'
  /** Points it takes off when it counts; 0 for a rule that only asks for an outcome. */
  readonly weight: number
  readonly outcome: RuleOutcome | null
  /** How its points grow up to `weight`; `null`: a hit takes all of them. */
  readonly graded: Graded | null
  /** What it declines a person looks at afterwards. */
  readonly reviewAfter: boolean
  readonly whenUnknown: WhenUnknown
  /** From this time on (milliseconds) it counts; before it, it is traced as `snoozed`. */
  readonly snoozedUntilMs: number
  /** `null`: in force for everybody. */
  readonly rollout: Rollout | null
  readonly reason: string
  readonly text: string
  /** What the shopper reads instead of the words of the outcome; `null`: those. */
  readonly message: TranslatedText | null
  readonly actions: readonly Action[]
  /** Names of the signals that its expression reads. */
  readonly reads: readonly string[]
  /** What it was compiled from: for evaluating columns, and for asking what it turns on. */
  readonly expression: CheckedExpression
  readonly evaluate: Evaluate
}

/** What follows from a decision: sees the signals, and after them the values of `decision.*`. */
export interface CompiledPolicy {
  readonly id: string
  readonly outcome: 'challenge' | 'review' | 'decline' | null
  readonly reviewAfter: boolean
  readonly whenUnknown: WhenUnknown
  readonly text: string
  readonly actions: readonly Action[]
  readonly expression: CheckedExpression
  readonly evaluate: Evaluate
}
