/**
 * A window is a sliding aggregate over the events of one entity: how many, how much, how many
 * different ones, in the last so many seconds. Windows read the past only: the event that is
 * being decided is not in its own windows (score before update), unless the window says so
 * (`withThis`): a limit such as "at most 3 cards" is about this event as well.
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
  /** The shop itself: every event has it, whatever it carries. */
  'shop',
  /** A person's name, whichever way round and with whatever accents it is written. */
  'person_name',
  /** The order or payment that an event is about. */
  'transaction',
  /** The /24 of an IPv4 address, the /48 of an IPv6 address: what one renter has. */
  'network',
  /** The autonomous system that announces the IP address: a provider, a data centre. */
  'as_number',
  /** User agent and languages together: what a bot copies from one request to the next. */
  'browser',
  /** Amounts of about the same size: see `amountBand`. */
  'amount_band',
  /** Issuer number and last digits: tells cards apart where no token does. */
  'card_digits',
  /** `example.co.uk` of `mail.example.co.uk`. */
  'email_domain',
  /** Country and postcode of the billing address. */
  'postcode',
  /** Country and the first three characters of it. */
  'postcode_area',
] as const
export type WindowEntity = (typeof WINDOW_ENTITIES)[number]

/** What was counted: each event belongs to one stream at most. Append only. */
export const WINDOW_STREAMS = [
  'order',
  'payment_attempt',
  'payment_failed',
  'return',
  'refund',
  'account_event',
  'dispute',
  'return_received',
  'refund_issued',
] as const
export type WindowStream = (typeof WINDOW_STREAMS)[number]

/**
 * What a window can count: a stream, or several that mean the same to who asks.
 *
 * - `card_use`: every event that shows a card at work, be it an attempt, a failure or an order:
 *   shops that send orders alone are protected from card testing as well.
 * - `checkout`: orders and payment attempts: somebody wants to buy.
 * - `goods_back`, `money_back`: asked for or done. Count different orders in them, not events: one
 *   refund is asked for and then issued.
 */
export const COUNTED_STREAMS = [
  ...WINDOW_STREAMS,
  'card_use',
  'checkout',
  'goods_back',
  'money_back',
] as const
export type CountedStream = (typeof COUNTED_STREAMS)[number]

const COMPOUNDS: Readonly<Record<Exclude<CountedStream, WindowStream>, readonly WindowStream[]>> = {
  card_use: ['order', 'payment_attempt', 'payment_failed'],
  checkout: ['order', 'payment_attempt'],
  goods_back: ['return', 'return_received'],
  money_back: ['refund', 'refund_issued'],
}
const STREAMS: ReadonlyMap<string, readonly WindowStream[]> = new Map(Object.entries(COMPOUNDS))

/** Whether an event of a stream, with or without a card, is what a window counts. */
export function isCounted(counted: CountedStream, stream: WindowStream, hasCard: boolean): boolean {
  if (counted === 'card_use' && !hasCard) return false
  return STREAMS.get(counted)?.includes(stream) ?? counted === stream
}

/** Entities that show that an event has a card: its token, or what is known of its number. */
export const CARD_ENTITIES = ['card', 'card_digits'] as const satisfies readonly WindowEntity[]

/** The lowest band holds everything below 2.56 in a currency with cents. */
const FLOOR_BAND = 7

/**
 * Number of the band that an amount falls in: powers of two of minor units, the lowest amounts
 * together. Card testers stay at the lowest amounts, and vary them to look less alike.
 */
export function amountBand(amountMinor: number): number {
  return Math.max(FLOOR_BAND, Math.floor(Math.log2(Math.max(1, amountMinor))))
}

/** Whether an amount is among the lowest: below 2.56 in a currency with cents. */
export function isFloorAmount(amountMinor: number): boolean {
  return amountBand(amountMinor) === FLOOR_BAND
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
  /**
   * What is usual at the shop, by `shop` only: events per hour, or how much busier than its average
   * hour this one usually is. Learned from the hours before, by hour of the week; unknown under a
   * week of history. The duration is how far back it looks.
   */
  | { readonly kind: 'usual'; readonly of: 'per_hour' | 'hour_factor' }
  /**
   * Which share of the shop's events usually has this entity, by an entity of few values only:
   * learned by day, so that an attack of some days does not become what is usual.
   */
  | { readonly kind: 'usual_share' }

export interface WindowDeclaration {
  /** The signal it becomes, for example `velocity.orders_by_ip_5m`. */
  readonly name: string
  readonly by: WindowEntity
  /** Which events are counted. Any event that has the entity may read the window. */
  readonly stream: CountedStream
  readonly aggregate: WindowAggregate
  readonly durationSeconds: number
  /**
   * The value as it stands with the event that reads it, if the window counts that event: "the
   * fourth card" is known when it arrives. The names of such windows end in `_with_this`.
   */
  readonly withThis?: true
  /**
   * What signals computed from windows are held against: neither rules nor decisions have it.
   */
  readonly isBase?: true
  /** Read for the SKUs of the event that are easily sold on, and for no others; by `sku` only. */
  readonly highResaleOnly?: true
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

/** Every entity that an event may carry, and then one of it. */
export type SingleWindowEntity = Exclude<WindowEntity, 'sku' | 'shop'>

export interface WindowItem {
  readonly sku: WindowKey
  /** Units of this SKU. */
  readonly quantity: number
  /** Easily sold on. Only asked of the event that reads; not kept. */
  readonly isHighResale?: boolean
}

/** SKUs of one event that windows count; the rest of a longer cart is not counted by SKU. */
export const WINDOW_ITEMS_MAX = 100

/**
 * One event as the windows see it: keys of its entities, when it happened, and what can be summed.
 * Keys are made from keyed tokens, so a window holds no personal data.
 */
export interface WindowEvent {
  readonly shopId: string
  /** `null`: the event reads windows, and none counts it. */
  readonly stream: WindowStream | null
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
