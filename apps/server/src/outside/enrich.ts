import { NOTHING_OUTSIDE, type Decision } from '@gatehouse/contract'
import { enrichJob, rescore, type EnrichPayload, type RescoreParts } from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { JobHandler } from '../jobs/job-runner.ts'
import type { DomainBook } from './domain-book.ts'
import { mailDomainsOf } from './outside-source.ts'

export interface EnrichParts extends RescoreParts {
  readonly book: DomainBook
  readonly store: RescoreParts['store'] & { readonly jobs: Pick<Store['jobs'], 'enqueue'> }
}

/** Somebody who could not say five times will not say it for this order. */
const TRIES_MAX = 5

/** Learns what was late when an event was decided, then scores the order again, once. */
export function enrichHandler(parts: EnrichParts): JobHandler {
  return async ({ shopId, payload }, signal) => {
    const { decision: id, tries } = payload as EnrichPayload
    const record = await parts.store.reading.record(shopId, id)
    if (record === undefined || record.decisionJson === null) return
    const { signals } = JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
    const domains = mailDomainsOf(parts.reference(), signals['email.domain'])
    if (domains === null) return
    const { facts, retryAtMs } = await parts.book.learn(domains, signal)
    // Learned for other events too: the next order of the domain finds it in memory.
    if (record.checkpoint === 'order') {
      const outside = { ...NOTHING_OUTSIDE, emailDomain: facts }
      await rescore(parts, { shopId, decisionId: id, outside, isAsked: false })
    }
    if (retryAtMs !== null && tries + 1 < TRIES_MAX) {
      await parts.store.jobs.enqueue([enrichJob(shopId, id, tries + 1, retryAtMs)])
    }
  }
}
