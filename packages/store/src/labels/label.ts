/** What became known about an event later. A later label of the same source replaces none. */
export interface NewLabel {
  /** UUID v7. */
  readonly id: string
  readonly shopId: string
  readonly eventId: string | null
  readonly transactionId: string | null
  /** For example `stolen_card`, `not_fraud`. */
  readonly label: string
  readonly source: string
  /** When it became true, milliseconds since the epoch. */
  readonly timeMs: number
  /** Integer minor units of the shop's currency. */
  readonly amountMinor: number | null
  readonly note: string | null
}
