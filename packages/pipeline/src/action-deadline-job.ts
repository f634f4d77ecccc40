import type { ActionKind, Decision } from '@gatehouse/contract'
import type { NewJob } from '@gatehouse/store'

/** Looks whether somebody said what became of actions that had to be done by now. */
export const ACTION_DEADLINE_QUEUE = 'action_deadline'

export interface ActionDeadlinePayload {
  readonly decision: string
}

const MINUTE_MS = 60_000

/** Written with the decision. None where no action has a time in which it must be done. */
export function deadlineJobs(
  shopId: string,
  { id, actions }: Pick<Decision, 'id' | 'actions'>,
  decidedAtMs: number,
): NewJob[] {
  const dueMs = Math.min(...dueTimes({ actions }, decidedAtMs).map(([, atMs]) => atMs))
  if (dueMs === Infinity) return []
  const payload: ActionDeadlinePayload = { decision: id }
  return [{ shopId, queue: ACTION_DEADLINE_QUEUE, payload, runAtMs: dueMs, uniqueKey: id }]
}

/** By when each action that has a time for it must be reported, milliseconds since the epoch. */
export function dueTimes(
  { actions }: Pick<Decision, 'actions'>,
  decidedAtMs: number,
): (readonly [ActionKind, number])[] {
  return actions.flatMap(({ kind, on_failure: then }) =>
    then?.within_minutes === undefined
      ? []
      : [[kind, decidedAtMs + then.within_minutes * MINUTE_MS] as const],
  )
}
