/** Every way in which the store refuses. Each message says what to do. */
export type StoreErrorCode =
  /** The bounded append queue is full: answer 503 and let the caller retry. */
  | 'overloaded'
  /** The database cannot be reached, went away, or does not answer in time. */
  | 'database_unreachable'
  /** The connection broke after a record was sent: it may or may not be stored. */
  | 'result_unknown'
  /** The embedded server cannot be started on this machine. */
  | 'launch_failed'
  /** The schema is older, newer or other than this program knows. */
  | 'schema_unknown'
  /** A released migration has other bytes than when it was applied. */
  | 'migration_changed'
  /** `GATEHOUSE_SECRET` is not the one that this database was made with. */
  | 'wrong_secret'
  /** The store was closed while the call was waiting. */
  | 'closed'
  /** A value that the store cannot hold (too long, not a UUID v7, a limit passed). */
  | 'invalid'
  /** Somebody else changed the row first. */
  | 'stale'
  /** Another published ruleset of the shop decides at the checkpoint. */
  | 'checkpoint_taken'

/** What the store throws. `code` is stable; `message` is one line for a person. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** `append` gave up on a record that was sent already: nobody knows whether it is stored. */
export class ResultUnknownError extends StoreError {
  /** The truth, once the database told it. Never rejects; open for as long as nobody can tell. */
  readonly isStored: Promise<boolean>

  constructor(message: string, isStored: Promise<boolean>) {
    super('result_unknown', message)
    this.name = 'ResultUnknownError'
    this.isStored = isStored
  }
}
