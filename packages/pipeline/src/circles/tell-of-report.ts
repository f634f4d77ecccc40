import {
  CIRCLE_KINDS,
  circleReasonOf,
  LABELS,
  type CircleReason,
  type LabelName,
  type Reference,
} from '@gatehouse/contract'
import type { CircleSource, Membership, Store, StoredRecord } from '@gatehouse/store'
import { spelledEntity } from '../entities.ts'
import { tokenText } from '../lists/token-text.ts'
import type { ReportedPayload } from '../report-job.ts'
import { wholeEvent, type RescoreParts } from '../rescore.ts'
import { CIRCLE_ENTITIES, sharedTokens } from './shareable.ts'

export interface TellParts {
  reference(): Reference
  runtime: RescoreParts['runtime']
  readonly store: Pick<Store, 'circles' | 'labels'> & {
    readonly reading: Pick<Store['reading'], 'search'>
    readonly personal: Pick<Store['personal'], 'token' | 'open'>
  }
}

/** An event is about few orders; a transaction has few decisions. */
const ORDERS_MAX = 50

/**
 * Tells the circles of a shop who was in an order that turned out to be fraud, or takes it back. What
 * is not kept of a person, or was erased, cannot be told.
 */
export async function tellOfReport(
  parts: TellParts,
  shopId: string,
  about: Pick<ReportedPayload, 'event_id' | 'transaction_id' | 'is_fraud'>,
): Promise<void> {
  const { circles, labels, reading } = parts.store
  const memberships = (await circles.ofShop(shopId)).filter(({ sharesLabels }) => sharesLabels)
  if (memberships.length === 0) return
  const { event_id: eventId, transaction_id: transactionId, is_fraud: isFraud } = about
  const { records } = await reading.search({
    shopId,
    kind: 'decision',
    checkpoint: 'order',
    ...(eventId === null ? {} : { eventId }),
    ...(transactionId === null ? {} : { transactionId }),
    limit: ORDERS_MAX,
  })
  const said = isFraud ? await labels.of(shopId, { eventId, transactionId }) : []
  const newest = said.find(({ label }) => LABELS[label as LabelName]?.isFraud === true)
  // A dispute for fraud brings no label.
  const reason = newest === undefined ? 'other_fraud' : circleReasonOf(newest.label as LabelName)
  const sinceMs = newest?.timeMs ?? 0
  for (const order of records.filter(({ rescoredFrom }) => rescoredFrom === null)) {
    const since = Math.max(sinceMs, order.receivedAtMs)
    const sources =
      isFraud && reason !== null
        ? await sourcesOf(parts, memberships, order, { reason, sinceMs: since })
        : []
    await circles.report(shopId, order.id, sources)
  }
}

async function sourcesOf(
  parts: TellParts,
  memberships: readonly Membership[],
  order: StoredRecord,
  telling: { readonly reason: CircleReason; readonly sinceMs: number },
): Promise<CircleSource[]> {
  const { shopId } = order
  const runtime = parts.runtime(shopId)
  const { event, personal } = await wholeEvent(parts, order)
  if (runtime === undefined || personal === 'erased') return []
  const reference = parts.reference()
  const readings = runtime.plan.read(event, reference)
  return CIRCLE_KINDS.flatMap((kind) => {
    const entity = CIRCLE_ENTITIES[kind]
    const spelled = spelledEntity(entity, event, readings)
    if (spelled === undefined || spelled === '') return []
    const local = tokenText(parts.store.personal.token(shopId, entity, spelled))
    return sharedTokens(memberships, kind, spelled, { ...telling, untilMs: null }, reference).map(
      (shared) => ({ ...shared, listName: '', ref: order.id, local }),
    )
  })
}
