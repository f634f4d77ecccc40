import type { ListKind } from '@gatehouse/contract'
import {
  ACTION_DEADLINE_QUEUE,
  AUTHORIZATION_QUEUE,
  checkDeadlines,
  ENRICH_QUEUE,
  LIST_CHANGED_QUEUE,
  LIST_EXPIRED_QUEUE,
  REPORTED_QUEUE,
  rescore,
  rescoreOrders,
  type ActionDeadlinePayload,
  type AuthorizationPayload,
  type ListChangedPayload,
  type ListExpiredPayload,
  spreadReport,
  tellOfReport,
  SPOOLED_QUEUE,
  type ReportedPayload,
  type ReportParts,
  type RescoreOrdersParts,
  type SpooledPayload,
  type TellParts,
} from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import { networkJob } from '../network/network-queue.ts'
import { enrichHandler } from '../outside/enrich.ts'
import type { OutsideParts } from '../outside/outside-source.ts'
import type { ShopRegistry } from '../shop-registry.ts'
import type { JobQueue } from './job-runner.ts'

export interface QueueParts extends Omit<ReportParts, 'store'> {
  readonly store: RescoreOrdersParts['store'] &
    ReportParts['store'] &
    TellParts['store'] &
    Pick<Store, 'jobs' | 'lists' | 'actionReports'>
  readonly shops: Pick<ShopRegistry, 'reload'>
  /** `null`: nobody outside is asked. */
  readonly outside: OutsideParts | null
  /** Something in front of the shop is told of networks on deny lists. */
  readonly blocksNetworks: boolean
}

/** What the database calls over is over for this process too. */
const CLOCKS_DIFFER_MS = 1000

/** What may wait is done by whichever node has time: each kind of job, and how many at a time. */
export function queuesOf(parts: QueueParts): JobQueue[] {
  const { outside } = parts
  const listChanged: JobQueue = {
    queue: LIST_CHANGED_QUEUE,
    // It walks over orders: one after the other, so that answers do not wait for the processor.
    concurrency: 1,
    async handle({ shopId, payload }, signal) {
      const { list: name, values } = payload as ListChangedPayload
      const list = await parts.store.lists.find(shopId, name)
      if (list === undefined) return
      // The note of the change may not have reached this node yet.
      if (parts.blocksNetworks && list.type === 'ip_range') {
        await parts.store.jobs.enqueue([networkJob('change')])
      }
      await parts.shops.reload(shopId)
      await rescoreOrders(parts, shopId, { kind: list.type as ListKind, values }, signal)
    },
  }
  const listExpired: JobQueue = {
    queue: LIST_EXPIRED_QUEUE,
    concurrency: 1,
    async handle({ shopId, payload }, signal) {
      const { list: name, since } = payload as ListExpiredPayload
      const list = await parts.store.lists.find(shopId, name)
      if (list === undefined) return
      const nowMs = parts.nowMs()
      const { values, nextMs } = await parts.store.lists.expired(shopId, name, since, nowMs)
      if (values === null || values.length > 0) {
        await rescoreOrders(parts, shopId, { kind: list.type as ListKind, values }, signal)
      }
      if (nextMs === null) return
      return {
        shopId,
        queue: LIST_EXPIRED_QUEUE,
        payload: { list: name, since: nowMs } satisfies ListExpiredPayload,
        runAtMs: nextMs + CLOCKS_DIFFER_MS,
        uniqueKey: name,
      }
    },
  }
  const reported: JobQueue = {
    queue: REPORTED_QUEUE,
    concurrency: 1,
    async handle({ shopId, payload }, signal) {
      await spreadReport(parts, shopId, payload as ReportedPayload, signal)
      await tellOfReport(parts, shopId, payload as ReportedPayload)
    },
  }
  const spooled: JobQueue = {
    queue: SPOOLED_QUEUE,
    concurrency: 1,
    async handle({ shopId, payload }) {
      const { decision: decisionId } = payload as SpooledPayload
      await rescore(parts, { shopId, decisionId, isAsked: false, isWhole: true })
    },
  }
  const authorization: JobQueue = {
    queue: AUTHORIZATION_QUEUE,
    concurrency: 1,
    async handle({ shopId, payload }) {
      const { decision: decisionId } = payload as AuthorizationPayload
      await rescore(parts, { shopId, decisionId, isAsked: false, authorizationEnds: true })
    },
  }
  const deadline: JobQueue = {
    queue: ACTION_DEADLINE_QUEUE,
    concurrency: 1,
    async handle({ shopId, payload }) {
      const { decision } = payload as ActionDeadlinePayload
      const runAtMs = await checkDeadlines(parts, shopId, decision)
      if (runAtMs === undefined) return
      return { shopId, queue: ACTION_DEADLINE_QUEUE, payload, runAtMs, uniqueKey: decision }
    },
  }
  // Mostly waiting for others: more of them at a time cost nothing.
  const enrich = ({ book, desk, lookups }: OutsideParts): JobQueue => ({
    queue: ENRICH_QUEUE,
    concurrency: 8,
    handle: enrichHandler({ ...parts, book, desk, lookups }),
  })
  const always = [listChanged, listExpired, reported, spooled, authorization, deadline]
  return outside === null ? always : [...always, enrich(outside)]
}
