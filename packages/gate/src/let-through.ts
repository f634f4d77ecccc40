import type { Checkpoint, Outcome } from '@gatehouse/contract'
import type { Evaluation } from './evaluate.ts'
import type { Previous } from './rescored-actions.ts'
import { isRolledOut, unitOf } from './rollout.ts'
import type { PolicyResult, Settlement } from './settle.ts'
import type { Snapshot } from './snapshot.ts'

/** What an order would have been, had chance not let it through. */
export type LetThrough = 'review' | 'decline'

export interface LetThroughInput {
  readonly checkpoint: Checkpoint
  readonly snapshot: Pick<Snapshot, 'mode' | 'letThroughPercent' | 'letThroughSalt' | 'shopId'>
  readonly eventId: string
  readonly rules: Pick<Evaluation, 'asked'>
  readonly settled: Settlement
  readonly policies: PolicyResult
  readonly previous: Previous | undefined
}

/**
 * Whether an order goes on although its score says that it should not, so that it can be seen how
 * many of those would have been good: a part that chance picks, the same on every node and in every
 * replay. What a rule, a list or a policy stops is never let through. An order that was stopped stays
 * stopped when it is scored again; one that was let through stays so until more than its score
 * speaks against it.
 *
 * @returns what the score says, where the order is let through; else `null`
 */
export function letThrough(input: LetThroughInput): LetThrough | null {
  const { snapshot, rules, settled, policies, previous } = input
  const { letThroughPercent: percent = 0, mode, shopId } = snapshot
  if (mode === 'observe' || input.checkpoint !== 'order') return null
  const { outcome } = settled
  if (!isStopped(outcome) || rules.asked.length > 0) return null
  if (policies.counted.some((policy) => policy.outcome !== null)) return null
  if (previous !== undefined) return previous.isLetThrough === true ? outcome : null
  // The code is open and many shops number their orders: without a secret anybody could tell which.
  const rollout = { percent, salt: snapshot.letThroughSalt ?? `let_through ${shopId}` }
  return isRolledOut(rollout, unitOf([], -1, input.eventId)) ? outcome : null
}

function isStopped(outcome: Outcome): outcome is LetThrough {
  return outcome === 'review' || outcome === 'decline'
}
