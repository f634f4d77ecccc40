import {
  DEFAULT_EVENT_TYPE,
  eventTypeOf,
  type AnyEvent,
  type ClientIpSource,
  type Decision,
  type DecisionPage,
  type DecisionRecord,
  type DecisionSearch,
} from '@gatehouse/contract'
import {
  rescore,
  type Answer,
  type Closed,
  type Gateway,
  type RescoreParts,
} from '@gatehouse/pipeline'
import type { RecordFilter, Store, StoredRecord } from '@gatehouse/store'
import { ok, type ApiAnswer, type ApiRequest, type Handlers } from '../api.ts'
import { ApiError } from '../api-error.ts'
import type { DecidedFacts } from '../../metrics.ts'
import { explainedAnomaly, explainedModel } from '../../explained-model.ts'
import type { ModelLoader } from '../../model-loader.ts'
import { openNotes } from '../../label-notes.ts'
import { shownReport } from '../../action-report.ts'
import { replayed } from '../mount-route.ts'
import { refuseCursor } from '../../page-cursor.ts'

export interface DecisionParts {
  readonly gateway: Gateway
  readonly rescoring: RescoreParts
  readonly store: Pick<Store, 'reading' | 'labels' | 'personal' | 'actionReports'>
  readonly models: ModelLoader
  clientIp(shopId: string): ClientIpSource
  onDecided(decision: DecidedFacts): void
}

export function decisionHandlers(
  parts: DecisionParts,
): Pick<Handlers, 'postDecision' | 'getDecision' | 'rescoreDecision' | 'searchDecisions'> {
  return {
    async postDecision(request) {
      const arrival = arrivalOf(request)
      const event = withShopper(arrival.event, request, parts.clientIp(request.shopId))
      const answer = await parts.gateway.decide({ ...arrival, event })
      if (answer.state === 'stored' && answer.ruling !== null) parts.onDecided(answer.ruling)
      return answered(answer)
    },
    async getDecision({ shopId, params }) {
      const id = String(params['id'])
      const record = await parts.store.reading.record(shopId, id)
      if (record === undefined || record.decisionJson === null) throw new ApiError('not_found')
      return ok(await recordOf(record, parts))
    },
    async rescoreDecision({ shopId, params, reservation }) {
      const decisionId = String(params['id'])
      const request = { shopId, decisionId, isAsked: true, reservation }
      const result = await rescore(parts.rescoring, request)
      switch (result.state) {
        case 'rescored':
          if (result.answer.state === 'stored') parts.onDecided(result.ruling)
          return answered(result.answer)
        case 'closed':
          throw new ApiError('order_closed', { detail: CLOSED[result.why] })
        // Whoever asks gets a decision, also one that says the same again.
        case 'unchanged':
        case 'not_found':
          throw new ApiError('not_found')
      }
    },
    async searchDecisions({ shopId, query }) {
      return ok(await search(shopId, query as DecisionSearch, parts.store))
    },
  }
}

export const CLOSED: Readonly<Record<Closed, string>> = {
  not_an_order: 'only orders are scored again',
  shipped: 'a fulfilment event says that the goods are on their way',
  cancelled: 'the order was cancelled',
  too_old: 'the order is older than the setting `RESCORE_DAYS`',
  not_kept:
    'personal values that it was decided by are not kept: it would be told less than before',
}

/** A checked request on its way into the pipeline. */
export function arrivalOf({ shopId, body, reservation }: ApiRequest) {
  return {
    shopId,
    event: body as AnyEvent,
    type: eventTypeOf(body) ?? DEFAULT_EVENT_TYPE,
    reservation,
  }
}

/**
 * The event with the address of the client that a trusted proxy names, where it carries none and
 * the shop says that its shoppers are at the other end of the connection.
 */
function withShopper(
  event: AnyEvent,
  { clientAddress }: Pick<ApiRequest, 'clientAddress'>,
  source: ClientIpSource,
): AnyEvent {
  if (source === 'body' || event.device?.ip_address !== undefined) return event
  const address = clientAddress()
  return address === null ? event : { ...event, device: { ...event.device, ip_address: address } }
}

/** The stored bytes, or what another process stored first. */
export function answered(answer: Answer): ApiAnswer {
  switch (answer.state) {
    case 'stored':
      return { status: answer.status, body: answer.body }
    case 'replay':
      return replayed(answer.status, answer.body)
    case 'conflict':
      throw new ApiError('idempotency_key_reused')
  }
}

/** The stored decision and what its model was moved by, beside what it was made from. */
async function recordOf(
  record: StoredRecord,
  { store, models }: Pick<DecisionParts, 'store' | 'models'>,
): Promise<DecisionRecord> {
  const { labels, reading, personal, actionReports } = store
  const about = { eventId: record.eventId, transactionId: record.transactionId }
  const first = { id: record.rescoredFrom ?? record.id, eventId: record.eventId }
  const [known, newest, reports] = await Promise.all([
    labels.of(record.shopId, about),
    reading.newestRescore(record.shopId, first),
    actionReports.of(record.shopId, record.id),
  ])
  const decision = parsed(record.decisionJson!) as Decision
  return {
    ...decision,
    model: await explainedModel(record.shopId, decision, models),
    ...(await explainedAnomaly(record.shopId, decision, models)),
    event: parsed(record.eventJson) as Record<string, unknown>,
    received_at: iso(record.receivedAtMs),
    labels: await Promise.all(
      known.toReversed().map(async (label) => ({
        label: label.label as DecisionRecord['labels'][number]['label'],
        source: label.source as DecisionRecord['labels'][number]['source'],
        time: iso(label.timeMs),
        notes: await openNotes(label, personal),
      })),
    ),
    action_reports: reports.map(shownReport),
    superseded_by: newest === undefined || newest.id === record.id ? null : newest.id,
  }
}

async function search(
  shopId: string,
  query: DecisionSearch,
  { reading }: DecisionParts['store'],
): Promise<DecisionPage> {
  const filter: RecordFilter = {
    shopId,
    kind: 'decision',
    ...(query.event_id === undefined ? {} : { eventId: query.event_id }),
    ...(query.transaction_id === undefined ? {} : { transactionId: query.transaction_id }),
    ...(query.outcome === undefined ? {} : { outcome: query.outcome }),
    ...(query.checkpoint === undefined ? {} : { checkpoint: query.checkpoint }),
    ...(query.min_risk_score === undefined ? {} : { riskScoreMin: query.min_risk_score }),
    ...(query.max_risk_score === undefined ? {} : { riskScoreMax: query.max_risk_score }),
    ...(query.degraded === undefined ? {} : { isDegraded: query.degraded }),
    ...(query.from === undefined ? {} : { fromMs: Date.parse(query.from) }),
    ...(query.to === undefined ? {} : { toMs: Date.parse(query.to) }),
    ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
  }
  const page = await reading.search(filter).catch(refuseCursor)
  return {
    items: page.records.map((record) => {
      const decision = parsed(record.decisionJson!) as Decision
      return {
        id: record.id,
        event_id: decision.event_id,
        transaction_id: record.transactionId,
        checkpoint: decision.checkpoint,
        outcome: decision.outcome,
        risk_score: decision.risk_score,
        trust_score: decision.trust_score,
        degraded: decision.degraded,
        ruleset: decision.versions.ruleset,
        received_at: iso(record.receivedAtMs),
      }
    }),
    next_cursor: page.nextCursor,
  }
}

function parsed(json: Uint8Array): unknown {
  return JSON.parse(Buffer.from(json).toString())
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
