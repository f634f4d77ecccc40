import type {
  IdempotencyReservation,
  KeptReservation,
  StoredAnswer,
} from '../idempotency/outcome.ts'
import type { CustomerNote } from '../customers/customer.ts'
import type { NewJob } from '../jobs/job.ts'
import type { NewLabel } from '../labels/label.ts'
import type { JournalRecord } from './record.ts'

/** What else is written in the record's transaction. */
export interface AppendExtras {
  /**
   * Stores the answer under the reserved key. The answered bytes are `answer` if given, else the
   * record's `decisionJson` (kept once, in the journal).
   */
  readonly idempotency?: {
    readonly reservation: IdempotencyReservation | KeptReservation
    readonly status: number
    readonly answer?: Uint8Array
  }
  readonly label?: NewLabel
  /** At most 8 jobs. */
  readonly jobs?: readonly NewJob[]
  /** What the record says of a registered customer. */
  readonly customer?: CustomerNote
}

export type AppendResult =
  /** Durable: the commit was confirmed by the server. */
  | { readonly state: 'stored' }
  /**
   * Durable: it is in the spool, because the database was away. `isStored` tells once that is known
   * whether it came into the journal; `false`: its idempotency key had been used before.
   */
  | { readonly state: 'spooled'; readonly isStored: Promise<boolean> }
  /** Another node answered this key first: nothing was stored, answer its bytes. */
  | ({ readonly state: 'replay' } & StoredAnswer)
  /** Another node used this key with another body: nothing was stored. */
  | { readonly state: 'conflict' }

/**
 * The append-only journal. `append` resolves after a durable commit; what arrives together is
 * committed together. Throws `StoreError` `overloaded` when the queue is full, `database_unreachable`
 * when the record was not sent in time, and `ResultUnknownError` when it was sent and no answer
 * came: it may be stored, and the error tells once that is known.
 */
export interface Journal {
  append(record: JournalRecord, extras?: AppendExtras): Promise<AppendResult>
  /** The database is away: what is appended goes to the spool. */
  readonly isAway: boolean
  /** Records waiting or in flight. */
  readonly depth: number
  /** Records of which it is not known yet whether they are stored. */
  readonly inDoubt: number
  /** Resolves when everything appended so far is committed or failed. */
  drain(): Promise<void>
}
