import type { NewJob } from '@gatehouse/store'

export const INVESTIGATE_QUEUE = 'investigate'
/** It is nobody's: jobs have a shop. */
const ALL_SHOPS = 'default'

/** Why a site is looked at. */
export interface InvestigatePayload {
  readonly site: string
  /** Found beside this one: it is walked only where it looks bad by itself or by its campaign. */
  readonly beside?: string
}

export function investigateJob(payload: InvestigatePayload, runAtMs?: number): NewJob {
  return {
    shopId: ALL_SHOPS,
    queue: INVESTIGATE_QUEUE,
    payload,
    uniqueKey: payload.site,
    ...(runAtMs === undefined ? {} : { runAtMs }),
  }
}
