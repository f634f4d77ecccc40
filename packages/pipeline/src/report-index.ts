import type { LinkedAnswer, WindowEvent } from '@gatehouse/contract'
import type { ReportLookup } from '@gatehouse/signals'
import type { FraudReport } from '@gatehouse/store'
import { isLinkable, keyText, linkingKeys, linkingKeysOf } from './report-keys.ts'

/** Orders that were reported as fraud, in memory, so that deciding does not wait for the database. */
export interface ReportIndex {
  /** What is known about an event that is being decided: it was never reported itself. */
  of(event: WindowEvent): LinkedAnswer
  /** The same about an order that was decided before. */
  ofOrder(shopId: string, recordId: string, window: Uint8Array | null): LinkedAnswer
  /** The reports of a shop by entity. */
  lookup(shopId: string, exceptRecordId?: string): ReportLookup
  /** Takes the place of what was known about a shop. */
  load(shopId: string, reports: readonly FraudReport[]): void
  /**
   * One more order was reported; nothing where it was known already.
   *
   * @param window the packed window event of the order
   */
  add(shopId: string, recordId: string, window: Uint8Array): void
  /** It was no fraud after all. */
  take(shopId: string, recordId: string): void
}

const NOT_SENT: LinkedAnswer = Object.freeze({ known: false, reason: 'not_sent' })
const NONE: LinkedAnswer = Object.freeze({ known: true, fraudReports: 0, isReported: false })

interface ShopReports {
  /** By record, the texts of its keys. */
  readonly records: Map<string, string[]>
  readonly byKey: Map<string, Set<string>>
  /** Numbers of the records, and by key: what a walk over links asks hundreds of times. */
  readonly numbers: Map<string, number>
  readonly numbersByKey: Map<number, number[]>
  readonly lookup: ReportLookup
  nextNumber: number
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
    lookup(shopId, exceptRecordId) {
      const reports = shops.get(shopId)
      if (reports === undefined) return NO_REPORTS
      const except = exceptRecordId === undefined ? undefined : reports.numbers.get(exceptRecordId)
      return except === undefined ? reports.lookup : lookupIn(reports.numbersByKey, except)
    },
    load(shopId, reports) {
      if (reports.length === 0) return void shops.delete(shopId)
      const made = noReports()
      for (const { key, recordId } of reports) put(made, recordId, key)
      shops.set(shopId, made)
    },
    add(shopId, recordId, window) {
      const reports = shops.get(shopId) ?? noReports()
      if (reports.records.has(recordId)) return
      const keys = [...linkingKeys(window).values()]
      // An order that is linked to nothing is kept under its id.
      for (const key of keys.length > 0 ? keys : [Buffer.from(recordId)])
        put(reports, recordId, key)
      shops.set(shopId, reports)
    },
    take(shopId, recordId) {
      const reports = shops.get(shopId)
      if (reports === undefined) return
      drop(reports, recordId)
      if (reports.records.size === 0) shops.delete(shopId)
    },
  }
}

function noReports(): ShopReports {
  const numbersByKey = new Map<number, number[]>()
  return {
    records: new Map(),
    byKey: new Map(),
    numbers: new Map(),
    numbersByKey,
    lookup: lookupIn(numbersByKey, NO_RECORD),
    nextNumber: 0,
  }
}

function put(reports: ShopReports, recordId: string, key: Uint8Array): void {
  const { records, byKey, numbers, numbersByKey } = reports
  const text = keyText(key)
  const keys = records.get(recordId)
  if (keys === undefined) records.set(recordId, [text])
  else keys.push(text)
  const sharing = byKey.get(text)
  if (sharing === undefined) byKey.set(text, new Set([recordId]))
  else sharing.add(recordId)
  let number = numbers.get(recordId)
  if (number === undefined) {
    // Never one that another record had: what was taken back leaves a gap.
    number = reports.nextNumber++
    numbers.set(recordId, number)
  }
  const at = numberOfKey(...halvesOf(key))
  const near = numbersByKey.get(at)
  if (near === undefined) numbersByKey.set(at, [number])
  else near.push(number)
}

function drop({ records, byKey, numbers, numbersByKey }: ShopReports, recordId: string): void {
  const number = numbers.get(recordId)
  for (const text of records.get(recordId) ?? []) {
    const sharing = byKey.get(text)
    sharing?.delete(recordId)
    if (sharing?.size === 0) byKey.delete(text)
    const at = numberOfKey(...halvesOf(Buffer.from(text, 'latin1')))
    const near = (numbersByKey.get(at) ?? []).filter((each) => each !== number)
    if (near.length === 0) numbersByKey.delete(at)
    else numbersByKey.set(at, near)
  }
  records.delete(recordId)
  numbers.delete(recordId)
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

const NO_RECORD = -1
const NO_REPORTS: ReportLookup = { at: () => undefined, except: NO_RECORD, isEmpty: true }
const KEY_BYTES = 8

function lookupIn(
  numbersByKey: ReadonlyMap<number, readonly number[]>,
  except: number,
): ReportLookup {
  return { at: (hi, lo) => numbersByKey.get(numberOfKey(hi, lo)), except, isEmpty: false }
}

/** 53 of the 64 bits of a key: as many as a number holds, and all that 100,000 reports need. */
function numberOfKey(hi: number, lo: number): number {
  return hi * 2 ** 21 + (lo >>> 11)
}

/** An order that is linked to nothing is kept under its id, which no entity has. */
function halvesOf(key: Uint8Array): [number, number] {
  if (key.length !== KEY_BYTES) return [0, 0]
  const view = new DataView(key.buffer, key.byteOffset, KEY_BYTES)
  return [view.getUint32(0), view.getUint32(4)]
}
