import type { AppendExtras, AppendResult, Journal } from '../journal/journal.ts'
import { openCalls, type OpenCall } from '../journal/open-calls.ts'
import type { JournalRecord } from '../journal/record.ts'
import { StoreError } from '../store-error.ts'
import { isAwayError } from './away-error.ts'
import type { Presence } from './presence.ts'
import type { Spool } from './spool.ts'

export interface SpooledJournalOptions {
  readonly journal: Journal
  readonly spool: Pick<Spool, 'put'>
  readonly presence: Pick<Presence, 'isAway' | 'suspect' | 'onAway'>
  /** How long a record waits for its commit before it is spooled. */
  readonly spoolAfterMs: number
}

interface Call extends OpenCall {
  /** Counted up: batches are filled in this order. */
  readonly number: number
  readonly record: JournalRecord
  readonly extras: AppendExtras
  /** What the journal says, which may come late or never be asked for. */
  readonly journalled: Promise<AppendResult>
  readonly resolve: (result: AppendResult | Promise<AppendResult>) => void
}

/** A journal around another one. */
export interface SpooledJournal extends Journal {
  /** When a record was last stored by the journal itself; of `performance.now()`. */
  readonly storedAtMs: number
}

/**
 * A journal that goes on while its database is away: what cannot be committed in time is made durable
 * in the spool and drained later. A record that was on its way already is spooled as it was sent,
 * because it may still be committed: under the same id, so it is stored once.
 */
export function spooledJournal(options: SpooledJournalOptions): SpooledJournal {
  const { journal, spool, presence, spoolAfterMs } = options
  /** Neither answered nor on their way to the spool. */
  const waiting = new Set<Call>()
  const due = openCalls<Call>((call) => {
    // Its answer may wait to be read.
    setImmediate(() => late(call))
  })
  let count = 0
  let newestStored = 0
  let storedAtMs = -Infinity

  function late(call: Call): void {
    if (!waiting.has(call)) return
    const leftMs = storedAtMs + spoolAfterMs - performance.now()
    if (leftMs <= 0) {
      presence.suspect()
      void toSpool(call)
    } else if (call.number < newestStored) {
      // Overtaken by what came after it: its own connection does not answer.
      void toSpool(call)
    } else {
      // More comes than can be stored. The limits of the queue hold: a spool would only add to it.
      setTimeout(() => late(call), leftMs).unref()
    }
  }

  async function toSpool(call: Call): Promise<void> {
    if (!waiting.delete(call)) return
    try {
      const { isStored } = await spool.put(call.record, call.extras)
      call.resolve({ state: 'spooled', isStored })
    } catch {
      // No room. What the journal says is the answer then, as without a spool.
      call.resolve(call.journalled)
    }
  }

  presence.onAway(() => {
    for (const call of waiting) void toSpool(call)
  })

  function wait(record: JournalRecord, extras: AppendExtras): Promise<AppendResult> {
    const journalled = journal.append(record, extras)
    return new Promise((resolve, reject) => {
      const dueMs = performance.now() + spoolAfterMs
      const call: Call = { number: ++count, dueMs, record, extras, journalled, resolve }
      waiting.add(call)
      due.add(call)
      journalled.then(
        (result) => {
          due.remove(call)
          waiting.delete(call)
          storedAtMs = performance.now()
          newestStored = Math.max(newestStored, call.number)
          resolve(result)
        },
        (error: unknown) => {
          due.remove(call)
          if (!waiting.has(call)) {
            // The spool has the say, unless the record itself was refused.
            if (!isAwayError(error)) reject(error)
          } else if (!isAwayError(error) || isOverload(error)) {
            waiting.delete(call)
            reject(error)
          } else {
            presence.suspect()
            void toSpool(call)
          }
        },
      )
    })
  }

  /** It was never sent, and others are stored. */
  function isOverload(error: unknown): boolean {
    const isStoring = performance.now() - storedAtMs < spoolAfterMs
    return isStoring && error instanceof StoreError && error.code === 'database_unreachable'
  }

  return {
    async append(record, extras = {}) {
      if (!presence.isAway) return wait(record, extras)
      return { state: 'spooled', ...(await spool.put(record, extras)) }
    },
    get isAway() {
      return presence.isAway
    },
    get depth() {
      return journal.depth
    },
    get inDoubt() {
      return journal.inDoubt
    },
    get storedAtMs() {
      return storedAtMs
    },
    drain: () => journal.drain(),
  }
}
