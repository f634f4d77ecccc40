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

export type WindowAggregate =
  | { readonly kind: 'count' }
  /** Sum of the order's amount in minor units of the shop's currency, or of item quantities. */
  | { readonly kind: 'sum'; readonly of: 'amount_minor' | 'quantity' }
  /** How many different entities of another kind were seen together with this one. */
  | { readonly kind: 'distinct'; readonly of: WindowEntity }

export interface WindowDeclaration {
  /** The signal it becomes, for example `velocity.orders_by_ip_5m`. */
  readonly name: string
  readonly by: WindowEntity
  readonly stream: WindowStream
  readonly aggregate: WindowAggregate
  readonly durationSeconds: number
  readonly doc: string
}

/**
 * One event as the windows see it: 64-bit keys of its entities (an event may carry several SKUs),
 * when it happened, and the two things that can be summed. Keys are made from keyed tokens, so a
 * window holds no personal data.
 */
export interface WindowEvent {
  readonly shopId: string
  readonly stream: WindowStream
  /** Event time, milliseconds since the epoch. */
  readonly timeMs: number
  /** 0 when the event has no amount. */
  readonly amountMinor: number
  readonly quantity: number
  /** Keys per entity, in the order of `WINDOW_ENTITIES`; an absent entity is an empty array. */
  readonly keys: readonly (readonly bigint[])[]
}
