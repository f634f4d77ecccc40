import type { LinkedAnswer, WindowEvent } from '@gatehouse/contract'
import type { FraudReport } from '@gatehouse/store'
import { isLinkable, keyText, linkingKeys, linkingKeysOf } from './report-keys.ts'

/** Orders that were reported as fraud, in memory, so that deciding does not wait for the database. */
export interface ReportIndex {
  /** What is known about an event that is being decided: it was never reported itself. */
  of(event: WindowEvent): LinkedAnswer
  /** The same about an order that was decided before. */
  ofOrder(shopId: string, recordId: string, window: Uint8Array | null): LinkedAnswer
  /** Takes the place of what was known about a shop. */
  load(shopId: string, reports: readonly FraudReport[]): void
}

const NOT_SENT: LinkedAnswer = Object.freeze({ known: false, reason: 'not_sent' })
const NONE: LinkedAnswer = Object.freeze({ known: true, fraudReports: 0, isReported: false })

interface ShopReports {
  readonly records: ReadonlySet<string>
  readonly byKey: ReadonlyMap<string, ReadonlySet<string>>
}

export function createReportIndex(): ReportIndex {
  const shops = new Map<string, ShopReports>()
  return {
    of(event) {
      if (!isLinkable(event)) return NOT_SENT
      const reports = shops.get(event.shopId)
      // By far the most frequent case costs nothing.
      if (reports === undefined) return NONE
      return { known: true, fraudReports: count(reports, linkingKeysOf(event)), isReported: false }
    },
    ofOrder(shopId, recordId, window) {
      const reports = shops.get(shopId)
      const isReported = reports?.records.has(recordId) ?? false
      const keys = window === null ? null : linkingKeys(window)
      if (keys === null || keys.size === 0) {
        return isReported ? { known: true, fraudReports: 0, isReported } : NOT_SENT
      }
      const fraudReports = reports === undefined ? 0 : count(reports, keys, recordId)
      return { known: true, fraudReports, isReported }
    },
    load(shopId, reports) {
      if (reports.length === 0) return void shops.delete(shopId)
      const byKey = new Map<string, Set<string>>()
      for (const { key, recordId } of reports) {
        const text = keyText(key)
        const records = byKey.get(text) ?? new Set()
        byKey.set(text, records.add(recordId))
      }
      return void shops.set(shopId, {
        records: new Set(reports.map(({ recordId }) => recordId)),
        byKey,
      })
    },
  }
}

/** Each order counts once, however much it shares. */
function count(
  { byKey }: ShopReports,
  keys: ReadonlyMap<string, Uint8Array>,
  except?: string,
): number {
  const found = new Set<string>()
  for (const text of keys.keys()) for (const record of byKey.get(text) ?? []) found.add(record)
  if (except !== undefined) found.delete(except)
  return found.size
}
