import type { SealedValues } from '../privacy/sealed.ts'

/** What a journal row is about. The order is the stored number: append only. */
export const JOURNAL_KINDS = ['decision', 'event', 'label'] as const
export type JournalKind = (typeof JOURNAL_KINDS)[number]

/** The order is the stored number: append only. */
export const JOURNAL_OUTCOMES = ['approve', 'challenge', 'review', 'decline'] as const
export type JournalOutcome = (typeof JOURNAL_OUTCOMES)[number]

/**
 * One immutable row of the journal: what came in and, for a decision, what was answered.
 * `eventJson` and `decisionJson` are kept byte for byte, so that a decision read later is the
 * body that was answered. They must hold no raw personal data: that belongs in `sealed`.
 */
export interface JournalRecord {
  /** A UUID v7 of `newId(receivedAtMs)`: its time part puts the row in its partition. */
  readonly id: string
  readonly shopId: string
  readonly kind: JournalKind
  /** Milliseconds since the epoch: when the event reached us. */
  readonly receivedAtMs: number
  /** Milliseconds since the epoch: when it happened, by the shop's account. */
  readonly eventTimeMs: number
  /** `order`, `payment`, ...; `null` when the row was not decided at a checkpoint. */
  readonly checkpoint: string | null
  /** The contract's event type, for example `purchase`. */
  readonly eventType: string
  /** The record's own id where the shop sent none; `null`: a label that names no event. */
  readonly eventId: string | null
  readonly transactionId: string | null
  readonly outcome: JournalOutcome | null
  /** 0 to 100, high = bad. Stored as a 32-bit float for search; the exact value is in the body. */
  readonly riskScore: number | null
  readonly isDegraded: boolean
  readonly rulesetVersion: string | null
  /** The decision that this one re-scores. */
  readonly rescoredFrom: string | null
  /** `packWindowEvent(...)`; `null` when no window counts this row. */
  readonly window: Uint8Array | null
  readonly eventJson: Uint8Array
  /** The answered decision body; `null` for other kinds. */
  readonly decisionJson: Uint8Array | null
  /** `packShadow(...)` of every ruleset in shadow; `null` when there was none. */
  readonly shadow: Uint8Array | null
  /** Personal values under their subject's key; `null` under `privacy: minimal`. */
  readonly sealed: SealedValues | null
}

/** A stored record, as it is read back. `sealed` is opened with `Store.personal.open`. */
export interface StoredRecord extends Omit<JournalRecord, 'sealed'> {
  readonly sealed: { readonly subject: Uint8Array; readonly bytes: Uint8Array } | null
}
