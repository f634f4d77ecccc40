import type { Decision, RuleResult, SignalVector } from '@gatehouse/contract'
import type { Snapshot } from './snapshot.ts'

/**
 * A decision with its trace in short: `spellOut` makes the whole decision of it, `writeDecision`
 * its JSON, and both say the same. Most decisions are only ever written.
 */
export interface Ruling extends Omit<Decision, 'rules' | 'signals'> {
  readonly snapshot: Snapshot
  /** In the order of `snapshot.declarations`, without personal values. */
  readonly signals: SignalVector
  /** What became of each rule and then of each policy of the ruleset, in its order. */
  readonly results: readonly RuleResult[]
  /** As `Evaluation.graded`. */
  readonly graded: readonly (number | undefined)[] | null
}
