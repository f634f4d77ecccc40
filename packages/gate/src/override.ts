import type { Decision } from '@gatehouse/contract'
import { HAS_CARD, needsCard } from './card-actions.ts'
import { previousOf, rescoredActions } from './rescored-actions.ts'
import type { CompiledRuleset } from './snapshot.ts'

export interface OverrideInput {
  readonly id: string
  readonly outcome: 'approve' | 'decline'
  /** The name of a key. */
  readonly by: string
  readonly why: string
  /** What is in force now says what its outcomes ask for. */
  readonly ruleset: Pick<CompiledRuleset, 'actions'>
  /** The first decision about the order. */
  readonly firstId: string
  /** Every decision about it, newest first, at least one. */
  readonly chain: readonly Decision[]
}

/**
 * What a person decides about an order: score, reasons and signals stay those of the decision
 * before, outcome and actions are theirs. It binds, also while the rules only observe.
 */
export function overrideOf(input: OverrideInput): Decision {
  const { id, outcome, by, why, chain } = input
  // A person has looked, and neither chance nor what failed before has a say any more.
  const {
    review_after: _reviewAfter,
    let_through: _byChance,
    after_failure: _failed,
    ...latest
  } = chain[0]!
  const asked = [...(input.ruleset.actions[outcome] ?? [])].filter(
    ({ kind }) => latest.signals[HAS_CARD] !== false || !needsCard(kind),
  )
  return {
    ...latest,
    id,
    mode: 'enforce',
    outcome,
    would_be_outcome: outcome,
    actions: rescoredActions(asked, outcome, previousOf(chain)),
    reasons: [{ code: 'OVERRIDE', text: 'a person decided', points: 0 }, ...withoutOld(latest)],
    rescored_from: input.firstId,
    message: '',
    override: { by, why },
  }
}

const REPLACED: readonly Decision['reasons'][number]['code'][] = [
  'OVERRIDE',
  'LET_THROUGH',
  'ACTION_FAILED',
]

/** A person who decides again says it once. */
function withoutOld({ reasons }: Pick<Decision, 'reasons'>): Decision['reasons'] {
  return reasons.filter(({ code }) => !REPLACED.includes(code))
}
