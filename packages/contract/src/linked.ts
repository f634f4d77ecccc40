/**
 * What became known as fraud about orders that share a person or a means with this one: an account,
 * a card, an email address, a device or a phone number. Only types and literal tables.
 */
import type { SingleWindowEntity } from './window.ts'

/** Entities that two orders share only when somebody links them; an IP address is shared by many. */
export const LINKING_ENTITIES = [
  'account',
  'card',
  'email',
  'device',
  'phone',
] as const satisfies readonly SingleWindowEntity[]

export interface LinkedFacts {
  readonly known: true
  /** Other orders that were reported as fraud and share such an entity. */
  readonly fraudReports: number
  /** This very order was reported. */
  readonly isReported: boolean
}

/**
 * - `not_sent`: the event carries nothing that orders are linked by.
 * - `not_configured`: nobody keeps reports, as in a replay.
 */
export type LinkedAnswer =
  | LinkedFacts
  | { readonly known: false; readonly reason: 'not_sent' | 'not_configured' }

export const NOTHING_LINKED: LinkedAnswer = Object.freeze({
  known: false,
  reason: 'not_configured',
})
