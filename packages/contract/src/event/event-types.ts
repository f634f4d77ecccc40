import type { WindowStream } from '../window.ts'

/** The places at which a thing that arrives is decided. */
export const CHECKPOINTS = ['order', 'payment', 'account', 'seller', 'refund', 'link'] as const
export type Checkpoint = (typeof CHECKPOINTS)[number]

/** The shapes of event: each has its own schema in `EVENT_SCHEMAS`. */
export const EVENT_KINDS = [
  'order',
  'payment',
  'fulfilment',
  'return',
  'dispute',
  'account',
  'seller',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

interface EventTypeFacts {
  readonly kind: EventKind
  /** `null`: the event is recorded and counted, and there is nothing to decide. */
  readonly checkpoint: Checkpoint | null
  /** `null`: no window counts it. */
  readonly stream: WindowStream | null
  /** The word is one of minFraud's `event.type` values. */
  readonly minfraud: boolean
  readonly doc: string
}

function type<
  const Kind extends EventKind,
  const Point extends Checkpoint | null,
  const Stream extends WindowStream | null,
>(kind: Kind, checkpoint: Point, stream: Stream, doc: string, minfraud = false) {
  return { kind, checkpoint, stream, doc, minfraud } as const
}

const fromMinfraud = true

/**
 * What each `event.type` means: the shape it must have, the checkpoint that decides it and the
 * window stream that counts it. The only place that knows.
 */
export const EVENT_TYPES = {
  purchase: type('order', 'order', 'order', 'an order is placed', fromMinfraud),
  recurring_purchase: type('order', 'order', 'order', 'a subscription is ordered', fromMinfraud),
  fund_transfer: type('order', 'order', 'order', 'money is sent to another account', fromMinfraud),
  referral: type('order', 'order', null, 'a partner sends a visitor', fromMinfraud),
  survey: type('order', 'order', null, 'a survey is begun or completed', fromMinfraud),
  order_cancelled: type('order', null, null, 'an order will not be delivered, whoever says so'),

  payment_attempt: type('payment', 'payment', 'payment_attempt', 'a payment is about to be tried'),
  payment_failed: type('payment', null, 'payment_failed', 'a payment was refused'),
  payment_captured: type('payment', null, null, 'a payment was captured'),

  shipment_created: type('fulfilment', null, null, 'a parcel was handed to the carrier'),
  shipment_delivered: type('fulfilment', null, null, 'a parcel was delivered'),
  shipment_failed: type('fulfilment', null, null, 'a parcel was lost, refused or sent back'),

  return_requested: type('return', 'refund', 'return', 'goods are to be sent back'),
  return_received: type(
    'return',
    'refund',
    'return_received',
    'a return parcel arrived and was weighed',
  ),
  refund_requested: type('return', 'refund', 'refund', 'money back is asked for'),
  refund_issued: type('return', null, 'refund_issued', 'money was paid back'),

  dispute_alert: type('dispute', null, null, 'a warning that a dispute is coming'),
  dispute_opened: type('dispute', null, 'dispute', 'a chargeback or inquiry was opened'),
  dispute_updated: type('dispute', null, null, 'a dispute moved to another stage'),
  dispute_closed: type('dispute', null, null, 'a dispute was won or lost'),

  account_creation: type('account', 'account', 'account_event', 'an account is made', fromMinfraud),
  account_login: type('account', 'account', 'account_event', 'somebody logs in', fromMinfraud),
  login_failed: type('account', null, 'account_event', 'a log-in was refused'),
  email_change: type('account', 'account', 'account_event', 'the email is changed', fromMinfraud),
  phone_change: type('account', 'account', 'account_event', 'the phone number is changed'),
  address_change: type('account', 'account', 'account_event', 'an address is added or changed'),
  password_reset: type('account', 'account', 'account_event', 'a new password', fromMinfraud),
  payout_change: type('account', 'account', 'account_event', 'how a user is paid', fromMinfraud),
  credit_application: type('account', 'account', 'account_event', 'credit is wanted', fromMinfraud),
  sim_swap: type('account', 'account', 'account_event', 'a SIM is replaced', fromMinfraud),
  account_takeover_reported: type('account', null, null, 'the owner says it was not them'),

  seller_opening: type('seller', 'seller', 'account_event', 'a seller account is opened'),
  seller_payout_change: type('seller', 'seller', 'account_event', 'where a seller is paid changes'),
  seller_profile_change: type('seller', 'seller', 'account_event', 'a seller changes its details'),
  seller_takeover_reported: type('seller', null, null, 'a seller says it was not them'),
} as const satisfies Record<string, EventTypeFacts>

export type EventType = keyof typeof EVENT_TYPES
/** What an order event without `event.type` is. */
export const DEFAULT_EVENT_TYPE = 'purchase' satisfies EventType

/** The types of one kind, in the order of the table. */
export type EventTypeOf<Kind extends EventKind> = {
  [Name in EventType]: (typeof EVENT_TYPES)[Name]['kind'] extends Kind ? Name : never
}[EventType]

const ALL = Object.keys(EVENT_TYPES) as EventType[]

export function eventTypesOf<Kind extends EventKind>(kind: Kind): EventTypeOf<Kind>[] {
  return ALL.filter((name) => EVENT_TYPES[name].kind === kind) as EventTypeOf<Kind>[]
}

export function isEventType(word: unknown): word is EventType {
  return typeof word === 'string' && Object.hasOwn(EVENT_TYPES, word)
}
