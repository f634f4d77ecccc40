import { sqlOn } from '../connection/sql.ts'
import type { LastingClient } from '../connection/lasting-client.ts'
import { LateError, withDeadline } from '../connection/unreachable.ts'
import { appendConnection } from '../journal/append-connection.ts'
import type { Journal } from '../journal/journal.ts'
import type { JournalRecord } from '../journal/record.ts'
import { StoreError } from '../store-error.ts'
import { drainInto } from './drain.ts'
import type { SpooledEntry } from './entry-codec.ts'
import { watchPresence, type Presence } from './presence.ts'
import type { Spool, SpoolStatus } from './spool.ts'
import { spooledJournal, type SpooledJournal } from './spooled-journal.ts'

/** At a start: a batch that is not stored for so long waits for something that does not end. */
const BATCH_WAITS_MS = 30_000

/** How often the database is asked whether it is there. */
const ASK_EVERY_MS = 250

/** The spool as the server sees it. */
export interface StoreSpool {
  /** The database is away: what is appended goes to the spool. */
  readonly isAway: boolean
  status(): SpoolStatus
  /**
   * Stores what an earlier run left, then begins to watch the database. Until then nothing is
   * spooled. Answers how many records were left. Throws `StoreError` `database_unreachable`.
   */
  begin(): Promise<number>
}

export interface SpoolingOptions {
  readonly spool: Spool
  /** Answers within the limit after which the database counts as away. */
  readonly pings: LastingClient
  readonly drains: LastingClient
  readonly encodeBody: (record: JournalRecord) => Uint8Array
  readonly onStored: (entry: SpooledEntry) => void
  readonly spoolAfterMs: number
}

export interface Spooling extends StoreSpool {
  readonly spool: Spool
  readonly presence: Presence
  /** What is in the spool now has come into the journal. Throws `database_unreachable` when late. */
  settled(deadlineMs: number): Promise<void>
  around(journal: Journal): Journal
  close(): Promise<void>
}

export function openSpooling(options: SpoolingOptions): Spooling {
  const { spool, pings, drains } = options
  let isClosing = false
  let giveUpMs = Infinity
  let journal: SpooledJournal | undefined
  const storedAtMs = () => journal?.storedAtMs ?? -Infinity
  const drain = drainInto({
    send: appendConnection(drains),
    sql: sqlOn(drains),
    encodeBody: options.encodeBody,
    hasGivenUp: () => isClosing || performance.now() > giveUpMs,
    onStored: options.onStored,
    onPoison: (entry, error) => spool.refuse(entry, error),
  })
  const presence = watchPresence({
    ping: () => ping(pings, storedAtMs),
    catchUp: () => spool.drainStep(drain),
    everyMs: ASK_EVERY_MS,
    storedAtMs,
    patienceMs: options.spoolAfterMs,
  })

  return {
    spool,
    presence,
    get isAway() {
      return presence.isAway
    },
    status: () => spool.status(),
    async begin() {
      let left = 0
      const counted: typeof drain = async (entries) => {
        left += entries.length
        return drain(entries)
      }
      do giveUpMs = performance.now() + BATCH_WAITS_MS
      while (await spool.drainStep(counted))
      giveUpMs = Infinity
      // Without room for any there is nothing to be away for.
      if (spool.status().maxBytes > 0) presence.begin()
      return left
    },
    async settled(deadlineMs) {
      try {
        await withDeadline(spool.settled(), deadlineMs)
      } catch (cause) {
        const message = 'records in the spool wait for the database'
        throw new StoreError('database_unreachable', message, { cause })
      }
    },
    around(inner) {
      const { spoolAfterMs } = options
      journal = spooledJournal({ journal: inner, spool, presence, spoolAfterMs })
      return journal
    },
    async close() {
      isClosing = true
      // A statement under way ends with its connection.
      await Promise.all([presence.close(), pings.end(), drains.end()])
      await spool.close()
    },
  }
}

/**
 * A connection that broke by itself, as idle ones do, says nothing yet: another one is asked. Nor
 * does one that is slow while records are stored.
 */
async function ping(client: LastingClient, storedAtMs: () => number): Promise<void> {
  const question = { text: 'SELECT 1' }
  const askedAtMs = performance.now()
  try {
    await client.query(question)
  } catch (error) {
    if (!(error instanceof Error && error.cause instanceof LateError)) {
      await client.query(question)
    } else if (storedAtMs() < askedAtMs) {
      throw error
    }
  }
}
