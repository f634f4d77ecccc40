import type { OrderEvent, Parsed } from '@gatehouse/contract'
import type { NewJob } from '@gatehouse/store'

/** Looks at an order again before its reserved money can no longer be captured. */
export const AUTHORIZATION_QUEUE = 'authorization_ends'

/** Long enough for a person who is not at work. */
export const AUTHORIZATION_NOTICE_MS = 24 * 3_600_000

export interface AuthorizationPayload {
  readonly decision: string
}

/**
 * Written with the decision, whatever it says: a re-score may put the order on hold later.
 * @returns none where nobody says when the authorisation ends, or it has ended
 */
export function authorizationJobs(
  shopId: string,
  decisionId: string,
  { payment }: Pick<Parsed<OrderEvent>, 'payment'>,
  nowMs: number,
): readonly NewJob[] {
  const until = payment?.authorization_expires_at
  const endsMs = until === undefined ? NaN : Date.parse(until)
  if (!(endsMs > nowMs)) return []
  const payload: AuthorizationPayload = { decision: decisionId }
  const runAtMs = Math.max(nowMs, endsMs - AUTHORIZATION_NOTICE_MS)
  return [{ shopId, queue: AUTHORIZATION_QUEUE, payload, runAtMs, uniqueKey: decisionId }]
}
