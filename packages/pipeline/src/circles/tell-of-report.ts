import {
  CIRCLE_KINDS,
  circleReasonOf,
  LABELS,
  type CircleKind,
  type CircleReason,
  type LabelName,
  type Reference,
} from '@gatehouse/contract'
import type { CircleSource, Membership, Store, StoredRecord } from '@gatehouse/store'
import { spelledEntity } from '../entities.ts'
import { tokenText } from '../lists/token-text.ts'
import type { ReportedPayload } from '../report-job.ts'
import { wholeEvent, type RescoreParts } from '../rescore.ts'
import { CIRCLE_ENTITIES, isShareable, sharedTokens } from './shareable.ts'

export interface TellParts {
  reference(): Reference
  runtime: RescoreParts['runtime']
  readonly store: Pick<Store, 'circles' | 'circleHistory' | 'labels'> & {
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
  const { circles, circleHistory, labels, reading } = parts.store
  const all = await circles.ofShop(shopId)
  const memberships = all.filter(({ sharesLabels }) => sharesLabels)
  const counting = all.filter(({ sharesHistory }) => sharesHistory)
  if (memberships.length + counting.length === 0) return
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
    if (memberships.length > 0) await circles.report(shopId, order.id, sources)
    if (counting.length === 0) continue
    if (isFraud)
      await circleHistory.report(shopId, order.id, await countedTokens(parts, counting, order))
    else await circleHistory.takeBack(shopId, order.id)
  }
}

/** Who was in an order, as far as that is kept. */
async function spelledOf(
  parts: TellParts,
  order: StoredRecord,
): Promise<(readonly [CircleKind, string])[]> {
  const runtime = parts.runtime(order.shopId)
  const { event, personal } = await wholeEvent(parts, order)
  if (runtime === undefined || personal === 'erased') return []
  const readings = runtime.plan.read(event, parts.reference())
  return CIRCLE_KINDS.flatMap((kind) => {
    const spelled = spelledEntity(CIRCLE_ENTITIES[kind], event, readings)
    return spelled === undefined || spelled === '' ? [] : [[kind, spelled] as const]
  })
}

async function sourcesOf(
  parts: TellParts,
  memberships: readonly Membership[],
  order: StoredRecord,
  telling: { readonly reason: CircleReason; readonly sinceMs: number },
): Promise<CircleSource[]> {
  const { shopId } = order
  const reference = parts.reference()
  return (await spelledOf(parts, order)).flatMap(([kind, spelled]) => {
    const local = tokenText(parts.store.personal.token(shopId, CIRCLE_ENTITIES[kind], spelled))
    return sharedTokens(memberships, kind, spelled, { ...telling, untilMs: null }, reference).map(
      (shared) => ({ ...shared, listName: '', ref: order.id, local }),
    )
  })
}

async function countedTokens(
  parts: TellParts,
  counting: readonly Membership[],
  order: StoredRecord,
): Promise<{ circle: string; kind: string; token: Uint8Array }[]> {
  const spelled = await spelledOf(parts, order)
  return counting.flatMap(({ circle, key }) =>
    spelled.flatMap(([kind, value]) =>
      kind !== 'ip' && isShareable(kind, value)
        ? [{ circle, kind, token: key.token(kind, value) }]
        : [],
    ),
  )
}
