import {
  WINDOW_ENTITIES,
  WINDOW_ITEMS_MAX,
  WINDOW_STREAMS,
  type SingleWindowEntity,
  type WindowEntity,
  type WindowEvent,
} from '@gatehouse/contract'

/** Largest amount and quantity that count, so that sums of 9,000 events stay exact in a double. */
export const AMOUNT_MINOR_MAX = 1e12
export const QUANTITY_MAX = 1e9
/** Times are stored in 48 bits: up to the year 10889. */
export const TIME_MS_MAX = 2 ** 48 - 1

export const ENTITY_COUNT = WINDOW_ENTITIES.length
export const SKU = WINDOW_ENTITIES.indexOf('sku')
export const SHOP = WINDOW_ENTITIES.indexOf('shop')
/** In place of a stream: no window counts the event. Its bit is in no set of streams. */
export const READS_ONLY = 31

const streamIndexes = new Map<string, number>(WINDOW_STREAMS.map((name, index) => [name, index]))

export function streamIndex(stream: string): number {
  const index = streamIndexes.get(stream)
  if (index === undefined) throw new RangeError(`no window stream is called \`${stream}\``)
  return index
}

/** Index in `WINDOW_ENTITIES` and name of each entity that an event may carry one of. */
export const singleEntities: readonly (readonly [number, SingleWindowEntity])[] =
  WINDOW_ENTITIES.flatMap((name: WindowEntity, index) =>
    name === 'sku' || name === 'shop' ? [] : [[index, name]],
  )

/**
 * One event in flat form, reused for every event a store handles: the shop is folded into the
 * keys, amounts are bounded, lines of the same SKU are one. Live events and events decoded from
 * their packed form pass through it, so that both are counted the same.
 */
export class FoldedEvent {
  stream = 0
  timeMs = 0
  amountMinor = 0
  quantity = 0
  /** Bit `e` is set when the event has entity `e` of `WINDOW_ENTITIES`; never set for `sku`. */
  entities = 0
  readonly hi = new Uint32Array(ENTITY_COUNT)
  readonly lo = new Uint32Array(ENTITY_COUNT)
  itemCount = 0
  readonly itemHi = new Uint32Array(WINDOW_ITEMS_MAX)
  readonly itemLo = new Uint32Array(WINDOW_ITEMS_MAX)
  readonly itemQuantity = new Float64Array(WINDOW_ITEMS_MAX)
  /** 1: easily sold on. Not part of the packed form, for it is asked of the reading event only. */
  readonly itemHighResale = new Uint8Array(WINDOW_ITEMS_MAX)
}

/** @throws RangeError when the time is not a number or the stream is unknown: a bug in the caller. */
export function foldEvent(event: WindowEvent, into: FoldedEvent): void {
  if (!Number.isFinite(event.timeMs)) {
    throw new RangeError(`a window event needs a time in milliseconds, not \`${event.timeMs}\``)
  }
  const shopHi = hashText(event.shopId, 0x811c9dc5)
  const shopLo = hashText(event.shopId, 0x2166f261)
  into.stream = event.stream === null ? READS_ONLY : streamIndex(event.stream)
  into.timeMs = bounded(event.timeMs, 0, TIME_MS_MAX)
  into.amountMinor = bounded(event.amountMinor, -AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
  into.quantity = bounded(event.quantity, 0, QUANTITY_MAX)
  let entities = 1 << SHOP
  into.hi[SHOP] = shopHi
  into.lo[SHOP] = shopLo
  for (const [index, name] of singleEntities) {
    const key = event.keys[name]
    if (key === undefined) continue
    entities |= 1 << index
    into.hi[index] = key.hi ^ shopHi
    into.lo[index] = key.lo ^ shopLo
  }
  into.entities = entities
  foldItems(event, into, shopHi, shopLo)
}

function foldItems(event: WindowEvent, into: FoldedEvent, shopHi: number, shopLo: number): void {
  into.itemCount = 0
  for (const item of event.items) {
    const hi = (item.sku.hi ^ shopHi) >>> 0
    const lo = (item.sku.lo ^ shopLo) >>> 0
    const at = findItem(into, hi, lo)
    if (at === WINDOW_ITEMS_MAX) continue
    if (at === into.itemCount) {
      into.itemHi[at] = hi
      into.itemLo[at] = lo
      into.itemQuantity[at] = 0
      into.itemHighResale[at] = 0
      into.itemCount = at + 1
    }
    const units = (into.itemQuantity[at] ?? 0) + bounded(item.quantity, 0, QUANTITY_MAX)
    into.itemQuantity[at] = Math.min(units, QUANTITY_MAX)
    if (item.isHighResale) into.itemHighResale[at] = 1
  }
}

/** Where the SKU stands among the items, or the place after the last. */
function findItem(event: FoldedEvent, hi: number, lo: number): number {
  let at = 0
  while (at < event.itemCount && (event.itemHi[at] !== hi || event.itemLo[at] !== lo)) at += 1
  return at
}

function bounded(value: number, min: number, max: number): number {
  const whole = Math.trunc(value)
  // A value that is not a number counts as nothing, and must never reach a sum.
  if (Number.isNaN(whole)) return 0
  return whole < min ? min : whole > max ? max : whole
}

/** FNV-1a over UTF-16 units with a final mix, so that near shop ids give far hashes. */
function hashText(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
