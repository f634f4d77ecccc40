import type { TSchema } from 'typebox'
import {
  accountEventSchema,
  paymentEventSchema,
  sellerEventSchema,
  type AccountEvent,
  type PaymentEvent,
  type SellerEvent,
} from './account.ts'
import { disputeEventSchema, type DisputeEvent } from './dispute.ts'
import { EVENT_TYPES, isEventType, type EventKind, type EventType } from './event-types.ts'
import { fulfilmentEventSchema, type FulfilmentEvent } from './fulfilment.ts'
import { orderEventSchema, type OrderEvent } from './order.ts'
import { returnEventSchema, type ReturnEvent } from './return.ts'

export interface EventByKind {
  readonly order: OrderEvent
  readonly payment: PaymentEvent
  readonly fulfilment: FulfilmentEvent
  readonly return: ReturnEvent
  readonly dispute: DisputeEvent
  readonly account: AccountEvent
  readonly seller: SellerEvent
}
/** Any event that may arrive: told apart by `event.type` alone (`EVENT_TYPES`). */
export type AnyEvent = EventByKind[EventKind]

/**
 * The schema of each kind of event. A validator picks one by `event.type` (`eventKindOf`) rather
 * than trying all: the messages then speak of the event that was meant.
 */
export const EVENT_SCHEMAS = {
  order: orderEventSchema,
  payment: paymentEventSchema,
  fulfilment: fulfilmentEventSchema,
  return: returnEventSchema,
  dispute: disputeEventSchema,
  account: accountEventSchema,
  seller: sellerEventSchema,
} as const satisfies Record<EventKind, TSchema>

/** The type that a body, not yet validated, says it is: `null` when it says nothing we know. */
export function eventTypeOf(body: unknown): EventType | null {
  const event = ownValue(body, 'event')
  const type = ownValue(event, 'type')
  return isEventType(type) ? type : null
}

/** The kind of a body, not yet validated. `null`: `event.type` is absent or not one of ours. */
export function eventKindOf(body: unknown): EventKind | null {
  const type = eventTypeOf(body)
  return type === null ? null : EVENT_TYPES[type].kind
}

function ownValue(of: unknown, name: string): unknown {
  if (typeof of !== 'object' || of === null || !Object.hasOwn(of, name)) return undefined
  return (of as Record<string, unknown>)[name]
}
