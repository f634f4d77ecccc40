/**
 * What became known about an event later. A later label of the same source replaces none. What was
 * said about it is free text, so it is sealed in the record that brings the label.
 */
export interface NewLabel {
  /** UUID v7, that of the record which brings the label. */
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
}

/** A label as it is read back. */
export interface StoredLabel extends NewLabel {
  /** What was said in the clear, before notes were sealed; `null` since. */
  readonly note: string | null
  /** Of the journal record that brought it: `Store.personal.open` with the label's id. */
  readonly sealed: { readonly subject: Uint8Array; readonly bytes: Uint8Array } | null
}
