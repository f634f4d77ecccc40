import type { Action, Decision } from '@gatehouse/contract'
import { HAS_CARD, needsCard } from './card-actions.ts'

/** Which action of which decision failed. */
export type Failed = NonNullable<Decision['after_failure']>

export interface FallbackInput {
  readonly id: string
  /** The first decision about the order. */
  readonly firstId: string
  /** Every decision about it, newest first, at least one. */
  readonly chain: readonly Decision[]
  readonly failed: Failed
}

/** Named as the reason of what is asked for instead of an action that failed. */
const ACTION_FAILED = 'ACTION_FAILED'

/**
 * What an action that failed asks for instead: the next one that its ruleset names, which carries
 * those after it. Everything else is as it was decided. What follows gets shorter each time, so it
 * ends.
 *
 * @returns `null`: nothing is named, it was asked for already, or the order was decided otherwise since
 */
export function fallbackOf({ id, firstId, chain, failed }: FallbackInput): Decision | null {
  const of = chain.find((decision) => decision.id === failed.decision_id)
  const action = of?.actions.find(({ kind, on_failure: then }) => kind === failed.kind && then)
  const { after_failure: _before, ...latest } = chain[0]!
  // As with any action: without a card there is nothing to capture or void.
  const [next, ...rest] = (action?.on_failure?.actions ?? []).filter(
    ({ kind }) => latest.signals[HAS_CARD] !== false || !needsCard(kind),
  )
  if (of === undefined || next === undefined) return null
  if (of.would_be_outcome !== latest.would_be_outcome) return null
  if (chain.some(({ after_failure: after }) => isSame(after, failed))) return null
  const { within_minutes: minutes } = action!.on_failure!
  const asked: Action = {
    ...next,
    reason: ACTION_FAILED,
    ...(rest.length === 0
      ? {}
      : {
          on_failure: {
            actions: rest,
            ...(minutes === undefined ? {} : { within_minutes: minutes }),
          },
        }),
  }
  const text = `\`${failed.kind}\` failed: \`${next.kind}\` is asked for instead`
  return {
    ...latest,
    id,
    actions: [asked],
    reasons: [
      { code: ACTION_FAILED, text, points: 0 },
      ...latest.reasons.filter(({ code }) => code !== ACTION_FAILED),
    ],
    rescored_from: firstId,
    after_failure: failed,
  }
}

function isSame(a: Failed | undefined, b: Failed): boolean {
  return a?.decision_id === b.decision_id && a.kind === b.kind
}
