/**
 * How long work with the database may take, in milliseconds. A database that hangs refuses nothing
 * and answers nobody, so everything that waits for it waits under one of these.
 */
export interface StoreLimits {
  /** Until a connection is made. */
  readonly connectMs: number
  /** A look-up that an event waits for before it is decided. */
  readonly lookupMs: number
  /** From `append` to its answer. A cart gives up after 1.5 s; this is for whoever still waits. */
  readonly appendMs: number
  /**
   * One batch, until its connection is given up. Longer than `appendMs`: a database that is slow,
   * not away, still commits what was sent, and windows keep it.
   */
  readonly batchMs: number
  /** A record waits so long for its commit before it goes to the spool: a cart gives up after 1.5 s. */
  readonly spoolAfterMs: number
  /** The database counts as away when it does not answer a question of nothing. */
  readonly pingMs: number
  /** One statement of a read or of a change of settings. */
  readonly readMs: number
  /** One statement of the upkeep, of a start, of a page of a long list. */
  readonly upkeepMs: number
  /** One statement of an import: a million items are put on a list by one. */
  readonly importMs: number
}

export const STORE_LIMITS: StoreLimits = Object.freeze({
  connectMs: 3_000,
  lookupMs: 3_000,
  appendMs: 5_000,
  batchMs: 10_000,
  spoolAfterMs: 1_000,
  pingMs: 750,
  readMs: 5_000,
  upkeepMs: 60_000,
  importMs: 600_000,
})

/** The server gives up on a statement by itself; we wait a moment longer, for its word. */
export const CLIENT_GRACE_MS = 500
