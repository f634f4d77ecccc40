import {
  WINDOW_ITEMS_MAX,
  WINDOW_STREAMS,
  type WindowEvent,
  type WindowKey,
  type WindowStream,
} from '@gatehouse/contract'
import {
  AMOUNT_MINOR_MAX,
  ENTITY_COUNT,
  FoldedEvent,
  foldEvent,
  QUANTITY_MAX,
  READS_ONLY,
  SHOP,
  singleEntities,
  SKU,
} from './folded-event.ts'

/**
 * The packed form of a window event, little-endian:
 *
 *     byte 0      version, 2
 *     byte 1      index in WINDOW_STREAMS
 *     byte 2..5   bit e set: entity e of WINDOW_ENTITIES is there (for sku: items follow)
 *     byte 6..11  event time, milliseconds since the epoch
 *     byte 12..17 amount in minor units, two's complement
 *     byte 18..21 quantity
 *     then        8 bytes per entity but sku (hi, lo), in the order of WINDOW_ENTITIES
 *     then        one byte item count and 12 bytes per item (hi, lo, quantity), if the sku bit is set
 *
 * Version 1, which is still read, had 16 bits of entities in bytes 2..3 and the rest two bytes
 * earlier. Keys have the shop folded in. Packed events stand one after another without separators.
 */
export const PACKED_VERSION = 2
const VERSION_16_BITS = 1
const HEADER_BYTES = 22
const HEADER_BYTES_16_BITS = 20
const KEY_BYTES = 8
const ITEM_BYTES = 12
const UINT32 = 2 ** 32
const KNOWN_ENTITIES = (1 << ENTITY_COUNT) - 1

const scratch = new FoldedEvent()

/**
 * The bytes to keep beside the journal row of an event, from which windows are rebuilt: 30 bytes,
 * 8 per entity that it carries and 12 per SKU.
 *
 * @throws RangeError when the time is not a number, or the stream is unknown or none.
 */
export function packWindowEvent(event: WindowEvent): Uint8Array {
  foldEvent(event, scratch)
  if (scratch.stream === READS_ONLY)
    throw new RangeError('an event that nothing counts is not kept')
  return encode(scratch)
}

/** A packed event read back. Its keys have the shop folded in; of the shop there is a key only. */
export interface UnpackedWindowEvent extends Omit<WindowEvent, 'shopId' | 'stream'> {
  readonly stream: WindowStream
  /** `null` in events of version 1. */
  readonly shop: WindowKey | null
}

export type UnpackResult =
  | { readonly ok: true; readonly event: UnpackedWindowEvent }
  | { readonly ok: false; readonly issues: readonly string[] }

/** Reads exactly one packed event. */
export function unpackWindowEvent(packed: Uint8Array): UnpackResult {
  const event = new FoldedEvent()
  const end = decode(viewOf(packed), 0, event)
  if (end < 0) return { ok: false, issues: ['not a packed window event of a known version'] }
  if (end < packed.length) {
    return { ok: false, issues: [`${packed.length - end} bytes after the packed window event`] }
  }
  const keys: Record<string, { hi: number; lo: number }> = {}
  for (const [index, name] of singleEntities) {
    if ((event.entities & (1 << index)) === 0) continue
    keys[name] = { hi: event.hi[index] ?? 0, lo: event.lo[index] ?? 0 }
  }
  const items = Array.from({ length: event.itemCount }, (_, at) => ({
    sku: { hi: event.itemHi[at] ?? 0, lo: event.itemLo[at] ?? 0 },
    quantity: event.itemQuantity[at] ?? 0,
  }))
  const stream = WINDOW_STREAMS[event.stream] ?? 'order'
  const { timeMs, amountMinor, quantity } = event
  const hasShop = (event.entities & (1 << SHOP)) !== 0
  const shop = hasShop ? { hi: event.hi[SHOP] ?? 0, lo: event.lo[SHOP] ?? 0 } : null
  return { ok: true, event: { stream, timeMs, amountMinor, quantity, keys, items, shop } }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function encode(event: FoldedEvent): Uint8Array {
  const items = event.itemCount
  const bytes = new Uint8Array(
    HEADER_BYTES +
      KEY_BYTES * bitCount(event.entities) +
      (items === 0 ? 0 : 1 + ITEM_BYTES * items),
  )
  const view = viewOf(bytes)
  view.setUint8(0, PACKED_VERSION)
  view.setUint8(1, event.stream)
  view.setUint32(2, event.entities | (items === 0 ? 0 : 1 << SKU), true)
  setInt48(view, 6, event.timeMs)
  setInt48(view, 12, event.amountMinor)
  view.setUint32(18, event.quantity, true)
  let at = HEADER_BYTES
  for (let rest = event.entities; rest !== 0; rest &= rest - 1) {
    const index = 31 - Math.clz32(rest & -rest)
    view.setUint32(at, event.hi[index] ?? 0, true)
    view.setUint32(at + 4, event.lo[index] ?? 0, true)
    at += KEY_BYTES
  }
  if (items > 0) view.setUint8(at++, items)
  for (let item = 0; item < items; item += 1) {
    view.setUint32(at, event.itemHi[item] ?? 0, true)
    view.setUint32(at + 4, event.itemLo[item] ?? 0, true)
    view.setUint32(at + 8, event.itemQuantity[item] ?? 0, true)
    at += ITEM_BYTES
  }
  return bytes
}

/** Decodes one event at `start`; the offset after it, or -1 when the bytes are no packed event. */
export function decode(view: DataView, start: number, into: FoldedEvent): number {
  if (start >= view.byteLength) return -1
  const isShort = view.getUint8(start) === VERSION_16_BITS
  if (!isShort && view.getUint8(start) !== PACKED_VERSION) return -1
  const header = isShort ? HEADER_BYTES_16_BITS : HEADER_BYTES
  if (start + header > view.byteLength) return -1
  const stream = view.getUint8(start + 1)
  const entities = isShort ? view.getUint16(start + 2, true) : view.getUint32(start + 2, true)
  const fields = start + header - HEADER_BYTES
  if (stream >= WINDOW_STREAMS.length || (entities & ~KNOWN_ENTITIES) !== 0) return -1
  const single = entities & ~(1 << SKU)
  into.stream = stream
  into.entities = single
  into.timeMs = view.getUint16(fields + 10, true) * UINT32 + view.getUint32(fields + 6, true)
  into.amountMinor = view.getInt16(fields + 16, true) * UINT32 + view.getUint32(fields + 12, true)
  into.quantity = view.getUint32(fields + 18, true)
  if (Math.abs(into.amountMinor) > AMOUNT_MINOR_MAX || into.quantity > QUANTITY_MAX) return -1
  let at = start + header
  if (at + KEY_BYTES * bitCount(single) > view.byteLength) return -1
  for (let rest = single; rest !== 0; rest &= rest - 1) {
    const index = 31 - Math.clz32(rest & -rest)
    into.hi[index] = view.getUint32(at, true)
    into.lo[index] = view.getUint32(at + 4, true)
    at += KEY_BYTES
  }
  into.itemCount = 0
  return single === entities ? at : decodeItems(view, at, into)
}

function decodeItems(view: DataView, start: number, into: FoldedEvent): number {
  if (start >= view.byteLength) return -1
  const items = view.getUint8(start)
  if (items === 0 || items > WINDOW_ITEMS_MAX) return -1
  let at = start + 1
  if (at + ITEM_BYTES * items > view.byteLength) return -1
  for (let item = 0; item < items; item += 1) {
    const quantity = view.getUint32(at + 8, true)
    if (quantity > QUANTITY_MAX) return -1
    into.itemHi[item] = view.getUint32(at, true)
    into.itemLo[item] = view.getUint32(at + 4, true)
    into.itemQuantity[item] = quantity
    at += ITEM_BYTES
  }
  into.itemCount = items
  return at
}

function setInt48(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % UINT32, true)
  view.setInt16(at + 4, Math.floor(value / UINT32), true)
}

function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1
  return count
}
