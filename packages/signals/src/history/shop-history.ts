import {
  DATED_FRAUD_ENTITIES,
  HISTORY_ENTITIES,
  WINDOW_ENTITIES,
  type EntityHistory,
  type HistoryEntity,
  type HistoryFacts,
  type WindowEvent,
} from '@gatehouse/contract'
import { FoldedEvent, foldEvent, SHOP, streamIndex } from '../windows/folded-event.ts'
import { decode, viewOf } from '../windows/packed-event.ts'
import { FraudTimes } from './fraud-times.ts'
import { HISTORY_SPAN_MS, HISTORY_SPANS, HistoryTable, spanOf } from './history-table.ts'

export const HISTORY_BYTES_DEFAULT = 64 * 2 ** 20
/** Below this the first entities of a single shop hardly fit. */
export const HISTORY_BYTES_MIN = 2 ** 20

/** The base rate of a shop without a history, and how many orders it counts for. */
export const BASE_RATE_PRIOR = 0.01
export const BASE_RATE_PRIOR_ORDERS = 100

const DAY_MS = 86_400_000
/** Fraud of this long ago is dated: as long as orders are counted at most. */
const FRAUD_DAYS = (HISTORY_SPANS * HISTORY_SPAN_MS) / DAY_MS

const COLUMNS = HISTORY_ENTITIES.map((entity) => WINDOW_ENTITIES.indexOf(entity))
const DATED: ReadonlySet<number> = new Set(
  DATED_FRAUD_ENTITIES.map((entity) => WINDOW_ENTITIES.indexOf(entity)),
)
const ORDER = streamIndex('order')
/** The shop as a whole stands in a table of its own, which is never short of room. */
const TOTAL_SIZE = 4

/** Handle to one observed order, so that a failed commit can take it back. Opaque to callers. */
export interface HistoryReservation {
  readonly kind: 'history_reservation'
}

interface Reservation extends HistoryReservation {
  readonly event: WindowEvent
  isReleased: boolean
}

export interface HistoryReading {
  readonly facts: HistoryFacts
  /** `null`: the event is no order, so nothing was counted. */
  readonly reservation: HistoryReservation | null
}

/** An order that was reported as fraud, by its first decision and its packed window event. */
export interface ReportedOrder {
  readonly recordId: string
  readonly window: Uint8Array
}

export interface HistoryUsage {
  readonly bytes: number
  readonly maxBytes: number
  /** Shops that hold any. */
  readonly shops: number
  readonly entities: number
}

interface Holder {
  readonly table: HistoryTable
  readonly total: HistoryTable
  readonly fraudTimes: FraudTimes
  readonly reported: Map<string, Uint8Array>
  /** Newest span in which entities were let go for want of room. */
  partialSpan: number
}

/**
 * How many orders of every entity there were, and how many of them are known as fraud; each shop's on
 * its own, in one memory. When it is full the shop that holds the most lets those go that say the
 * least, so a shop that holds no more than an equal part loses nothing to the flood of another.
 */
export class ShopHistory {
  /** Reports bring all entities of their order, also where the shop keeps no addresses. */
  readonly hasWholeReports: boolean
  readonly #maxBytes: number
  readonly #holders = new Map<string, Holder>()
  readonly #event = new FoldedEvent()
  #bytes = 0

  /** @throws RangeError when the memory is too small for anything. */
  constructor(maxBytes = HISTORY_BYTES_DEFAULT, { hasWholeReports = false } = {}) {
    if (!(maxBytes >= HISTORY_BYTES_MIN)) {
      throw new RangeError(`history needs at least ${HISTORY_BYTES_MIN} bytes; raise the limit`)
    }
    this.#maxBytes = maxBytes
    this.hasWholeReports = hasWholeReports
  }

  /** Reads what is known of the event's entities, then counts the event if it is an order. */
  observe(event: WindowEvent, hasReports: boolean): HistoryReading {
    foldEvent(event, this.#event)
    const holder = this.#holderOf(event.shopId)
    const span = spanOf(this.#event.timeMs)
    const isOrder = this.#event.stream === ORDER
    if (isOrder && !holder.table.hasRoom(COLUMNS.length)) this.#makeRoom(holder, span)
    // Each entity is read and then counted where it was found: one look into the table for both.
    const facts = this.#factsOf(holder, span, { own: 0, ownFraud: 0, hasReports, isOrder })
    if (!isOrder) return { facts, reservation: null }
    const reservation: Reservation = { kind: 'history_reservation', event, isReleased: false }
    return { facts, reservation }
  }

  /** Takes an observed order back, as if it had never been. Releasing twice does nothing. */
  release(reservation: HistoryReservation): void {
    const mine = reservation as Reservation
    if (mine.isReleased) return
    mine.isReleased = true
    foldEvent(mine.event, this.#event)
    this.#count(this.#holderOf(mine.event.shopId), spanOf(this.#event.timeMs), 'order', -1)
  }

  /**
   * Counts orders of one shop from their packed form.
   *
   * @returns whether all could be read
   */
  load(shopId: string, packed: Uint8Array): boolean {
    const holder = this.#holderOf(shopId)
    const view = viewOf(packed)
    for (let at = 0; at < packed.length;) {
      at = decode(view, at, this.#event)
      if (at < 0) return false
      if (this.#event.stream !== ORDER) continue
      this.#count(holder, spanOf(this.#event.timeMs), 'order', 1)
    }
    return true
  }

  /** An order turned out to be fraud; nothing where that was known. */
  report(shopId: string, { recordId, window }: ReportedOrder): void {
    const holder = this.#holderOf(shopId)
    if (holder.reported.has(recordId)) return
    holder.reported.set(recordId, window)
    this.#countReport(holder, window, 1)
  }

  /** It was no fraud after all. */
  takeBack(shopId: string, recordId: string): void {
    const holder = this.#holders.get(shopId)
    const window = holder?.reported.get(recordId)
    if (holder === undefined || window === undefined) return
    holder.reported.delete(recordId)
    this.#countReport(holder, window, -1)
  }

  isReported(shopId: string, recordId: string): boolean {
    return this.#holders.get(shopId)?.reported.has(recordId) ?? false
  }

  /** Orders of a shop that count as reported. */
  reportedOf(shopId: string): readonly string[] {
    return [...(this.#holders.get(shopId)?.reported.keys() ?? [])]
  }

  /**
   * What is known by now of the entities of an order that was counted before, itself left out.
   *
   * @param packed as it is kept beside its journal row
   */
  answerOf(shopId: string, recordId: string, packed: Uint8Array): HistoryFacts {
    const holder = this.#holderOf(shopId)
    const isRead = decode(viewOf(packed), 0, this.#event) >= 0
    if (!isRead) this.#event.entities = 0
    const own = isRead && this.#event.stream === ORDER ? 1 : 0
    const ownFraud = holder.reported.has(recordId) ? 1 : 0
    const span = spanOf(this.#event.timeMs)
    return this.#factsOf(holder, span, { own, ownFraud, hasReports: true, isOrder: false })
  }

  usage(): HistoryUsage {
    let entities = 0
    for (const { table } of this.#holders.values()) entities += table.count
    return {
      bytes: this.#bytes,
      maxBytes: this.#maxBytes,
      shops: this.#holders.size,
      entities,
    }
  }

  #factsOf(
    holder: Holder,
    span: number,
    { own, ownFraud, hasReports, isOrder }: Asking,
  ): HistoryFacts {
    const { table, total } = holder
    const { entities, hi, lo } = this.#event
    const by: { [Entity in HistoryEntity]: EntityHistory | null } = {
      email: null,
      email_domain: null,
      card: null,
      account: null,
      device: null,
      phone: null,
      shipping_address: null,
      postcode: null,
      postcode_area: null,
      bin: null,
      ip: null,
      network: null,
      seller: null,
    }
    for (let index = 0; index < COLUMNS.length; index++) {
      const column = COLUMNS[index]!
      if ((entities & (1 << column)) === 0) continue
      const at = isOrder
        ? table.place(hi[column]!, lo[column]!, span)
        : table.find(hi[column]!, lo[column]!)
      const counts = at < 0 ? NOTHING : countsAt(table, at, span, own, ownFraud)
      by[HISTORY_ENTITIES[index]!] = DATED.has(column)
        ? this.#dated(counts, holder, column, ownFraud)
        : counts
      if (isOrder) table.addOrder(at, span, 1)
    }
    const shop = isOrder
      ? total.place(hi[SHOP]!, lo[SHOP]!, span)
      : total.find(hi[SHOP]!, lo[SHOP]!)
    const all = shop < 0 ? NOTHING : countsAt(total, shop, span, own, ownFraud)
    if (isOrder) total.addOrder(shop, span, 1)
    return {
      known: true,
      by,
      baseRate:
        (all.fraudOfThese + BASE_RATE_PRIOR * BASE_RATE_PRIOR_ORDERS) /
        (Math.max(all.orders, all.fraudOfThese) + BASE_RATE_PRIOR_ORDERS),
      hasReports,
      isPartial: holder.partialSpan > span - HISTORY_SPANS,
      isWithoutAddresses: false,
      isWithoutReportedAddresses: false,
    }
  }

  /** Counts of an entity of the event that was read last, and when its fraud was. */
  #dated(
    counts: EntityHistory,
    { fraudTimes }: Holder,
    column: number,
    ownFraud: number,
  ): EntityHistory {
    const { timeMs, hi, lo } = this.#event
    const ownMs = ownFraud === 0 ? null : timeMs
    const from = timeMs - FRAUD_DAYS * DAY_MS
    const found = fraudTimes.of(hi[column]!, lo[column]!, from, ownMs)
    if (found === null) return counts
    return {
      ...counts,
      daysSinceFraud: daysBetween(found.newestMs, timeMs),
      daysSinceFirstFraud: daysBetween(found.oldestMs, timeMs),
    }
  }

  #countReport(holder: Holder, window: Uint8Array, change: 1 | -1): void {
    if (decode(viewOf(window), 0, this.#event) < 0 || this.#event.stream !== ORDER) return
    this.#count(holder, spanOf(this.#event.timeMs), 'fraud', change)
    const { entities, hi, lo, timeMs } = this.#event
    for (const column of DATED) {
      if ((entities & (1 << column)) === 0) continue
      if (change > 0) holder.fraudTimes.add(hi[column]!, lo[column]!, timeMs)
      else holder.fraudTimes.remove(hi[column]!, lo[column]!, timeMs)
    }
  }

  /** Counts the entities of the event that was read last. */
  #count(holder: Holder, span: number, what: 'order' | 'fraud', change: 1 | -1): void {
    const { table, total } = holder
    const { entities, hi, lo } = this.#event
    if (change > 0 && !table.hasRoom(COLUMNS.length)) this.#makeRoom(holder, span)
    for (const column of COLUMNS) {
      if ((entities & (1 << column)) !== 0) add(table, hi[column]!, lo[column]!, span, what, change)
    }
    add(total, hi[SHOP]!, lo[SHOP]!, span, what, change)
  }

  #holderOf(shopId: string): Holder {
    const known = this.#holders.get(shopId)
    if (known !== undefined) return known
    const holder: Holder = {
      table: new HistoryTable(),
      total: new HistoryTable(TOTAL_SIZE),
      fraudTimes: new FraudTimes(),
      reported: new Map(),
      partialSpan: -Infinity,
    }
    this.#holders.set(shopId, holder)
    this.#bytes += holder.table.bytes + holder.total.bytes
    return holder
  }

  /** Grows a shop's table, at the cost of the largest one where memory is short. */
  #makeRoom(asking: Holder, span: number): void {
    const { table } = asking
    while (this.#bytes - table.bytes + table.grownBytes > this.#maxBytes) {
      let largest = asking
      for (const each of this.#holders.values()) {
        if (each.table.bytes > largest.table.bytes) largest = each
      }
      largest.partialSpan = Math.max(largest.partialSpan, span)
      if (largest === asking) return table.shrink(span, false)
      this.#bytes -= largest.table.bytes
      largest.table.shrink(span, true)
      this.#bytes += largest.table.bytes
    }
    this.#bytes -= table.bytes
    table.grow(span)
    this.#bytes += table.bytes
  }
}

interface Asking {
  /** 1: the order that asks was counted itself, and is left out. */
  readonly own: number
  readonly ownFraud: number
  readonly hasReports: boolean
  /** It is counted as it is read. */
  readonly isOrder: boolean
}

const NEVER = { daysSinceFraud: null, daysSinceFirstFraud: null } as const
const NOTHING: EntityHistory = Object.freeze({ orders: 0, fraudOfThese: 0, fraud: 0, ...NEVER })

/** An order may be asked about that stands before one that is known as fraud. */
function daysBetween(earlierMs: number, laterMs: number): number {
  return Math.max(0, (laterMs - earlierMs) / DAY_MS)
}

function countsAt(
  table: HistoryTable,
  at: number,
  span: number,
  own: number,
  ownFraud: number,
): EntityHistory {
  return {
    orders: Math.max(0, table.ordersAt(at, span) - own),
    fraudOfThese: Math.max(0, table.fraudAt(at, span) - ownFraud),
    fraud: Math.max(0, table.reportedAt(at) - ownFraud),
    ...NEVER,
  }
}

function add(
  table: HistoryTable,
  hi: number,
  lo: number,
  span: number,
  what: 'order' | 'fraud',
  change: 1 | -1,
): void {
  const at = change > 0 ? table.place(hi, lo, span) : table.find(hi, lo)
  if (at < 0) return
  if (what === 'order') table.addOrder(at, span, change)
  else table.addFraud(at, span, change)
}
