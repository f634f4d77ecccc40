/**
 * What the same person did at the other shops of a sharing circle in this installation. Only types:
 * which shops these were is nowhere among it.
 */

/** What a person is known by at another shop. An IP address is shared by many. */
export const ELSEWHERE_KINDS = ['email', 'phone', 'card', 'device', 'address'] as const
export type ElsewhereKind = (typeof ELSEWHERE_KINDS)[number]

export interface ElsewhereFacts {
  readonly known: true
  /** How many other shops know the person by any kind. */
  readonly shops: number
  /** By the kind that most is known by: an order has an email address and a phone number too. */
  readonly orders: number
  readonly approved: number
  readonly fraud: number
  /** Milliseconds since the epoch; `null`: there was no order. */
  readonly firstOrderMs: number | null
  readonly lastOrderMs: number | null
}

/**
 * - `not_in_circle`: the shop gives nothing, and gets nothing.
 * - `not_sent`: the event carries nothing that a person is known by.
 * - `not_configured`: nobody counts, as in a replay.
 */
export type ElsewhereAnswer =
  | ElsewhereFacts
  | { readonly known: false; readonly reason: 'not_in_circle' | 'not_sent' | 'not_configured' }

export const NOTHING_ELSEWHERE: ElsewhereAnswer = Object.freeze({
  known: false,
  reason: 'not_configured',
})
