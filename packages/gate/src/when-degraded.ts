import type { Checkpoint, Outcome, WhenDegraded } from '@gatehouse/contract'
import type { Evaluation } from './evaluate.ts'
import { stricter } from './outcome.ts'
import type { PolicyResult, Settlement } from './settle.ts'

export interface DegradedInput {
  readonly checkpoint: Checkpoint
  readonly degraded: boolean
  /** `decide` when absent. */
  readonly whenDegraded: WhenDegraded | undefined
  readonly rules: Pick<Evaluation, 'asked'>
  readonly settled: Pick<Settlement, 'isSettledByList'>
  readonly policies: PolicyResult
}

/**
 * The outcome of an order that is decided while something is away, as the shop wants it. Holding and
 * declining spare whom the allow list has let through; approving lets go on what a score alone would
 * stop, and nothing that a rule, a list or a policy stops.
 *
 * @returns `null`: as the rules say
 */
export function outcomeWhenDegraded(input: DegradedInput): Outcome | null {
  const { whenDegraded = 'decide', rules, settled, policies } = input
  if (!input.degraded || input.checkpoint !== 'order' || whenDegraded === 'decide') return null
  if (settled.isSettledByList) return null
  const { outcome, counted } = policies
  if (whenDegraded === 'approve') {
    const isAsked = rules.asked.length > 0 || counted.some((policy) => policy.outcome !== null)
    return isAsked || outcome === 'approve' ? null : 'approve'
  }
  const chosen = stricter(outcome, whenDegraded)
  return chosen === outcome ? null : chosen
}
