import type { NewJob } from '@gatehouse/store'

/** Asks outside for what was late when an event was decided, then scores the order again. */
export const ENRICH_QUEUE = 'enrich'

export interface EnrichPayload {
  readonly decision: string
  /** How often somebody outside could not say. */
  readonly tries: number
}

export function enrichJob(shopId: string, decisionId: string, tries = 0, runAtMs?: number): NewJob {
  const payload: EnrichPayload = { decision: decisionId, tries }
  return {
    shopId,
    queue: ENRICH_QUEUE,
    payload,
    uniqueKey: decisionId,
    ...(runAtMs === undefined ? {} : { runAtMs }),
  }
}
