/**
 * A window is a sliding aggregate over the events of one entity: how many, how much, how many
 * different ones, in the last so many seconds. Windows read the past only: the event that is
 * being decided is not in its own windows (score before update).
 */

/** The entities that windows are kept by. The order is the storage order: append only. */
export const WINDOW_ENTITIES = [
  'ip',
  'device',
  'card',
  'email',
  'account',
  'session',
  'sku',
  'phone',
  'shipping_address',
  'bin',
  'seller',
] as const
export type WindowEntity = (typeof WINDOW_ENTITIES)[number]

/** What was counted: each event belongs to exactly one stream. Append only. */
export const WINDOW_STREAMS = [
  'order',
  'payment_attempt',
  'payment_failed',
  'return',
  'refund',
  'account_event',
  'dispute',
] as const
export type WindowStream = (typeof WINDOW_STREAMS)[number]

/**
 * What a window can count. `card_use` is every event that shows a card at work, be it an attempt,
 * a failure or an order: shops that send orders alone are protected from card testing as well.
 */
export const COUNTED_STREAMS = [...WINDOW_STREAMS, 'card_use'] as const
export type CountedStream = (typeof COUNTED_STREAMS)[number]
const SHOWS_A_CARD: readonly WindowStream[] = ['order', 'payment_attempt', 'payment_failed']

/** Whether an event of a stream, with or without a card, is what a window counts. */
export function isCounted(counted: CountedStream, stream: WindowStream, hasCard: boolean): boolean {
  return counted === 'card_use' ? hasCard && SHOWS_A_CARD.includes(stream) : counted === stream
}

export type WindowAggregate =
  | { readonly kind: 'count' }
  /**
   * Sum of the event's amount in minor units of the shop's currency, or of the units bought.
   * By `sku` only quantities are summed, each SKU its own: an amount is not split over SKUs.
   */
  | { readonly kind: 'sum'; readonly of: 'amount_minor' | 'quantity' }
  /** How many different entities of another kind (never `sku`) were seen with this one. */
  | { readonly kind: 'distinct'; readonly of: WindowEntity }

export interface WindowDeclaration {
  /** The signal it becomes, for example `velocity.orders_by_ip_5m`. */
  readonly name: string
  readonly by: WindowEntity
  /** Which events are counted. Any event that has the entity may read the window. */
  readonly stream: CountedStream
  readonly aggregate: WindowAggregate
  readonly durationSeconds: number
  readonly doc: string
}

/**
 * 64 bits of a keyed token as two unsigned 32-bit numbers. The bits must be evenly spread (the
 * output of an HMAC is): they are used as a hash without further mixing.
 */
export interface WindowKey {
  readonly hi: number
  readonly lo: number
}

/** Every entity of which an event has at most one. */
export type SingleWindowEntity = Exclude<WindowEntity, 'sku'>

export interface WindowItem {
  readonly sku: WindowKey
  /** Units of this SKU. */
  readonly quantity: number
}

/** SKUs of one event that windows count; the rest of a longer cart is not counted by SKU. */
export const WINDOW_ITEMS_MAX = 100

/**
 * One event as the windows see it: keys of its entities, when it happened, and what can be summed.
 * Keys are made from keyed tokens, so a window holds no personal data.
 */
export interface WindowEvent {
  readonly shopId: string
  readonly stream: WindowStream
  /** Event time, whole milliseconds since the epoch. Time from the future is the caller's to clamp. */
  readonly timeMs: number
  /** Minor units of the shop's currency; 0 when the event has no amount. Beyond +-1e12 it counts as that. */
  readonly amountMinor: number
  /** Units in the whole event; 0 when there are none. Beyond 1e9 it counts as that. */
  readonly quantity: number
  /** An entity that the event does not have is absent. */
  readonly keys: { readonly [Entity in SingleWindowEntity]?: WindowKey }
  /** One per order line that has a SKU; lines of the same SKU count as one with their units added. */
  readonly items: readonly WindowItem[]
}
