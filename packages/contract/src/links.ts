/**
 * Orders that hang together: by an account, a card, a device, an email address, a phone number or a
 * shipping address that they share. Only types and literal tables.
 */
import type { SingleWindowEntity } from './window.ts'

/**
 * What links two events. An IP address never does: it is shared by many who know nothing of each
 * other. The order is that of the columns in memory.
 */
export const LINK_ENTITIES = [
  'account',
  'card',
  'device',
  'email',
  'phone',
  'shipping_address',
] as const satisfies readonly SingleWindowEntity[]
export type LinkEntity = (typeof LINK_ENTITIES)[number]

/** Events further away than this many steps are not looked for. */
export const LINK_STEPS_MAX = 3

/** One, two and three steps away. */
export type LinkReports = readonly [number, number, number]

/** The cluster around an event, as it was before the event unless a field says otherwise. */
export interface LinkFacts {
  readonly known: true
  /** Orders in the cluster, and those of the last 24 hours. */
  readonly orders: number
  readonly orders24h: number
  /** Refunds that were asked for in the cluster. */
  readonly refunds: number
  /** Orders of the cluster from the IP address of this event; `null`: it has none. */
  readonly ordersFromIp: number | null
  /** Different entities in the cluster that the event itself does not have. */
  readonly others: Readonly<Record<LinkEntity, number>>
  /** Different names in the cluster, with the one of this event. */
  readonly names: number
  /** Different names seen with this very entity, this event counted; `null`: it has none. */
  readonly namesOn: Readonly<Record<'device' | 'card' | 'shipping_address', number | null>>
  /** Entities of the event and its cluster that too many strangers share: they link nothing. */
  readonly hubs: number
  /** Most people on one device, card or phone number of the cluster, this event counted. */
  readonly sharedBy: number
  /** People of the cluster: names, accounts or email addresses, whichever are most; with this one. */
  readonly people: number
  /** Everything of the cluster that was shipped goes to one address, this event's included. */
  readonly shipsToOne: boolean
  /** Days from the newest event of the cluster to this one; `null`: there is none. */
  readonly quietDays: number | null
  /** Orders reported as fraud by how many steps they are away; `null`: nobody keeps reports. */
  readonly reports: LinkReports | null
  /** More hangs together than was looked at, or older events were let go: numbers are lower bounds. */
  readonly isPartial: boolean
  /** IP and shipping addresses of earlier events were kept nowhere but in memory, and that is lost. */
  readonly isWithoutAddresses: boolean
}

/**
 * - `not_sent`: the event carries nothing that events are linked by.
 * - `not_configured`: nobody keeps links.
 */
export type LinkAnswer =
  | LinkFacts
  | { readonly known: false; readonly reason: 'not_sent' | 'not_configured' }

export const NO_LINKS: LinkAnswer = Object.freeze({ known: false, reason: 'not_configured' })
