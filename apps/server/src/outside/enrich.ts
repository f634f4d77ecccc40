import {
  NOTHING_OUTSIDE,
  type Decision,
  type NotFoundOut,
  type OrderEvent,
  type Parsed,
} from '@gatehouse/contract'
import {
  enrichJob,
  findOpenOrder,
  rescore,
  wholeEvent,
  type EnrichPayload,
  type OpenOrder,
  type RescoreParts,
} from '@gatehouse/pipeline'
import type { Store } from '@gatehouse/store'
import type { JobHandler } from '../jobs/job-runner.ts'
import { lateLookups, type LookupDesk } from './lookup-desk.ts'
import { mailDomainsOf, type OutsideParts } from './outside-source.ts'
import { lateScores, type ScoreDesk, type Scores } from './score-desk.ts'

export interface EnrichParts extends RescoreParts, Pick<OutsideParts, 'book' | 'desk' | 'lookups'> {
  readonly store: RescoreParts['store'] & { readonly jobs: Pick<Store['jobs'], 'enqueue'> }
}

/** Somebody who could not say five times will not say it for this order. */
const TRIES_MAX = 5
const RETRY_MS = 60_000
const NOT_KEPT: NotFoundOut = { known: false, reason: 'not_kept' }

/** Learns what was late when an event was decided, then scores the order again, once. */
export function enrichHandler(parts: EnrichParts): JobHandler {
  const { store } = parts
  return async ({ shopId, payload }, signal) => {
    const { decision: id, tries } = payload as EnrichPayload
    const record = await store.reading.record(shopId, id)
    if (record === undefined || record.decisionJson === null) return
    const { signals } = JSON.parse(Buffer.from(record.decisionJson).toString()) as Decision
    const domains = mailDomainsOf(parts.reference(), signals['email.domain'])
    const order = await findOpenOrder(parts, shopId, id)
    const [learned, scored, lookedUp] = await Promise.all([
      // Learned for other events too: the next order of the domain finds it in memory.
      domains === null ? undefined : parts.book?.learn(domains, signal),
      // A score is paid for: only an order that can still be stopped is worth it.
      isOpen(order) && parts.desk !== null
        ? askScores(parts, parts.desk, order, signal)
        : undefined,
      isOpen(order) && parts.lookups !== null
        ? askLookups(parts, parts.lookups, order, signal)
        : undefined,
    ])
    if (!isOpen(order)) return
    const outside = {
      ...NOTHING_OUTSIDE,
      emailDomain: learned?.facts ?? NOTHING_OUTSIDE.emailDomain,
      scores: { ...NOTHING_OUTSIDE.scores, ...scored?.scores },
      lookups: { ...NOTHING_OUTSIDE.lookups, ...lookedUp?.lookups },
    }
    await rescore(parts, { shopId, decisionId: id, outside, isAsked: false })
    const retries = [
      learned?.retryAtMs ?? null,
      scored?.isTemporary === true || lookedUp?.isTemporary === true
        ? parts.nowMs() + RETRY_MS
        : null,
    ].filter((atMs) => atMs !== null)
    if (retries.length > 0 && tries + 1 < TRIES_MAX) {
      await store.jobs.enqueue([enrichJob(shopId, id, tries + 1, Math.min(...retries))])
    }
  }
}

/** What a person decided stands, whatever is learned. */
function isOpen(order: Awaited<ReturnType<typeof findOpenOrder>>): order is OpenOrder {
  return order.state === 'open' && order.latest.override === undefined
}

/** Asks those whose score the decision in force lacks. */
async function askScores(
  parts: EnrichParts,
  desk: ScoreDesk,
  { first, latest }: OpenOrder,
  signal: AbortSignal,
): Promise<{ readonly scores: Partial<Scores>; readonly isTemporary: boolean }> {
  const names = lateScores(latest.signals)
  const event = await keptEvent(parts, first)
  if (names.length > 0 && event !== null) return desk.ask(event, names, signal)
  // What could be sent is not enough to score: the service would call it harmless.
  return {
    scores: Object.fromEntries(names.map((name) => [name, NOT_KEPT])),
    isTemporary: false,
  }
}

/** Asks services for what the decision in force lacks. */
async function askLookups(
  parts: EnrichParts,
  desk: LookupDesk,
  { first, latest }: OpenOrder,
  signal: AbortSignal,
): ReturnType<LookupDesk['ask']> {
  const names = lateLookups(latest.signals)
  const event = await keptEvent(parts, first)
  if (names.length > 0 && event !== null) return desk.ask(event, names, signal)
  return {
    lookups: Object.fromEntries(names.map((name) => [name, NOT_KEPT])),
    isTemporary: false,
  }
}

/** The event as the shop sent it; `null`: what could be sent of it is not enough. */
async function keptEvent(
  parts: EnrichParts,
  first: OpenOrder['first'],
): Promise<Parsed<OrderEvent> | null> {
  const { event, personal } = await wholeEvent(parts, first)
  // An event that never carried any is whole without them.
  const hasNone = personal === 'none' && parts.runtime(first.shopId)?.privacy === 'standard'
  return personal === 'open' || hasNone ? event : null
}
