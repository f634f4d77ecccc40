import { LINK_ENTITIES, WINDOW_STREAMS, type LinkEntity } from '@gatehouse/contract'
import { streamIndex } from '../windows/folded-event.ts'

/** How far back events link each other: what the journal gives back at a start. */
export const LINK_HORIZON_MS = 90 * 86_400_000
/** How late an event may come and still find everything within its horizon. */
export const LINK_LATENESS_MS = 86_400_000
const DAY_MS = 86_400_000
export const RECENT_MS = DAY_MS

/**
 * The hub guard. An entity links events as long as, with itself taken away, the newest events that
 * carry it fall into at most so many groups that share nothing else: no account, card, device, email
 * address, phone number, shipping address or name. Above that it is a hub, such as a warehouse that
 * ships on, a shop's own phone number typed by staff, a test card: strangers share it, so it links
 * nobody and carries no report any further.
 *
 * Who shares a second thing is one group, however many they are, so a family or a ring that reuses
 * cards is counted once. The numbers are the most that one person, household or office was thought
 * to have; a device has more, for one machine under fifty names is a ring and no crowd.
 */
export const HUB_GROUPS_MAX: Readonly<Record<LinkEntity, number>> = {
  account: 16,
  card: 16,
  device: 64,
  email: 8,
  phone: 8,
  shipping_address: 12,
}

/** Events of one entity that are looked at, newest first: more than a device may have groups. */
export const EVENTS_PER_ENTITY = 80
/** Events of a cluster that are counted. */
export const CLUSTER_EVENTS_MAX = 256
/** Looks at events in one walk, those of hubs included: bounds its time. */
export const LOOKS_MAX = 640
/**
 * Events that a walk steps over, those outside the horizon included: a history that is sent late and
 * back-dated leaves many of them in the way of one entity.
 */
export const STEPS_MAX = 10 * LOOKS_MAX
/** Entities of a cluster that are followed. */
export const CLUSTER_ENTITIES_MAX = 256

/** Bits of the streams whose events link what they carry. */
export const LINKING_STREAMS = (
  ['order', 'payment_attempt', 'payment_failed', 'account_event', 'refund'] as const
)
  .map((stream) => 1 << streamIndex(stream))
  .reduce((all, bit) => all | bit, 0)
export const ORDER_STREAM = WINDOW_STREAMS.indexOf('order')
export const REFUND_STREAM = WINDOW_STREAMS.indexOf('refund')

export const LINK_COUNT = LINK_ENTITIES.length
/** Positions in `LINK_ENTITIES`. */
export const ACCOUNT = LINK_ENTITIES.indexOf('account')
export const CARD = LINK_ENTITIES.indexOf('card')
export const DEVICE = LINK_ENTITIES.indexOf('device')
export const EMAIL = LINK_ENTITIES.indexOf('email')
export const PHONE = LINK_ENTITIES.indexOf('phone')
export const ADDRESS = LINK_ENTITIES.indexOf('shipping_address')
export const HUB_LIMITS: readonly number[] = LINK_ENTITIES.map((entity) => HUB_GROUPS_MAX[entity])
