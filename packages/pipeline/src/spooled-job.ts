import type { NewJob } from '@gatehouse/store'

/** Scores an order again that was decided while the database was away. */
export const SPOOLED_QUEUE = 'spooled_order'

export interface SpooledPayload {
  readonly decision: string
}

/** Written with the decision, so it is there as soon as the decision is. */
export function spooledOrderJob(shopId: string, decisionId: string): NewJob {
  const payload: SpooledPayload = { decision: decisionId }
  return { shopId, queue: SPOOLED_QUEUE, payload, uniqueKey: decisionId }
}
