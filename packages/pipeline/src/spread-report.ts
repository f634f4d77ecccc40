import type { ShopHistory, ShopLinks } from '@gatehouse/signals'
import type { Store, StoredRecord } from '@gatehouse/store'
import { reportCustomer, type ReportCustomerParts } from './customers/report-customer.ts'
import type { ReportIndex } from './report-index.ts'
import type { ReportedPayload } from './report-job.ts'
import { keyText, linkingKeys } from './report-keys.ts'
import { rescore, type RescoreParts } from './rescore.ts'

export interface ReportParts extends RescoreParts {
  readonly reports: ReportIndex
  readonly links: Pick<ShopLinks, 'answerOf' | 'mapOf'>
  readonly history?: Pick<ShopHistory, 'answerOf' | 'report' | 'takeBack'>
  readonly store: RescoreParts['store'] & {
    readonly reading: Pick<Store['reading'], 'orders' | 'search'>
    readonly fraudReports: Store['fraudReports']
  } & ReportCustomerParts['store']
}

/** An event is about few orders; a transaction has few decisions. */
const ORDERS_MAX = 50

/**
 * Keeps or takes back the report, then scores the open orders again that share something with it, or
 * hang together with it over others.
 */
export async function spreadReport(
  parts: ReportParts,
  shopId: string,
  {
    event_id: eventId,
    transaction_id: transactionId,
    is_fraud: isFraud,
    spares_customer: isSparing = false,
  }: ReportedPayload,
  signal: AbortSignal,
): Promise<{ readonly rescored: number }> {
  const { reading, fraudReports } = parts.store
  const page = await reading.search({
    shopId,
    kind: 'decision',
    checkpoint: 'order',
    ...(eventId === null ? {} : { eventId }),
    ...(transactionId === null ? {} : { transactionId }),
    limit: ORDERS_MAX,
  })
  const orders = page.records.filter(({ rescoredFrom }) => rescoredFrom === null)
  const keys = new Map<string, Uint8Array>()
  for (const order of orders) {
    const own = keysOf(order)
    for (const [text, key] of own) keys.set(text, key)
    if (isFraud) await fraudReports.put(shopId, order.id, [...own.values()])
    else await fraudReports.take(shopId, order.id)
    if (!isFraud) parts.history?.takeBack(shopId, order.id)
    else if (order.window !== null) {
      parts.history?.report(shopId, { recordId: order.id, window: order.window })
    }
    if (!isSparing) await reportCustomer(parts, order, isFraud)
  }
  parts.reports.load(shopId, await fraudReports.all(shopId))
  const ids = new Set(orders.map(({ id }) => id))
  for (const { id, window } of orders) {
    if (window === null) continue
    for (const near of parts.links.mapOf(shopId, id, window).events) ids.add(near.id)
  }
  let rescored = 0
  for await (const some of reading.orders(shopId, parts.nowMs() - parts.openForMs)) {
    for (const { id, window } of some) {
      signal.throwIfAborted()
      const isConcerned = ids.has(id) || (window !== null && sharesAny(window, keys))
      if (!isConcerned) continue
      const { state } = await rescore(parts, {
        shopId,
        decisionId: id,
        isAsked: false,
        isReportTakenBack: !isFraud,
      })
      if (state === 'rescored') rescored++
    }
  }
  return { rescored }
}

/** An order that is linked to nothing is kept too: it was reported itself. */
function keysOf({ id, window }: StoredRecord): ReadonlyMap<string, Uint8Array> {
  const keys = window === null ? new Map<string, Uint8Array>() : linkingKeys(window)
  return keys.size > 0 ? keys : new Map([[keyText(Buffer.from(id)), Buffer.from(id)]])
}

function sharesAny(window: Uint8Array, keys: ReadonlyMap<string, Uint8Array>): boolean {
  for (const text of linkingKeys(window).keys()) if (keys.has(text)) return true
  return false
}
