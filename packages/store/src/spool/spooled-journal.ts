import type { AppendExtras, AppendResult, Journal } from '../journal/journal.ts'
import { openCalls, type OpenCall } from '../journal/open-calls.ts'
import type { JournalRecord } from '../journal/record.ts'
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
  readonly record: JournalRecord
  readonly extras: AppendExtras
  /** What the journal says, which may come late or never be asked for. */
  readonly journalled: Promise<AppendResult>
  readonly resolve: (result: AppendResult | Promise<AppendResult>) => void
  state: 'waiting' | 'spooling' | 'answered'
}

/**
 * A journal that goes on while its database is away: what cannot be committed in time is made durable
 * in the spool and drained later. A record that was on its way already is spooled as it was sent,
 * because it may still be committed: under the same id, so it is stored once.
 */
export function spooledJournal(options: SpooledJournalOptions): Journal {
  const { journal, spool, presence } = options
  const calls = openCalls<Call>((call) => {
    // Its answer may wait to be read.
    setImmediate(() => {
      if (call.state !== 'waiting') return
      presence.suspect()
      void toSpool(call)
    })
  })

  async function toSpool(call: Call): Promise<void> {
    if (call.state !== 'waiting') return
    call.state = 'spooling'
    try {
      const { isStored } = await spool.put(call.record, call.extras)
      call.resolve({ state: 'spooled', isStored })
    } catch {
      // No room. What the journal says is the answer then, as without a spool.
      call.resolve(call.journalled)
    }
  }

  presence.onAway(() => {
    for (const call of calls.takeAll()) void toSpool(call)
  })

  function wait(record: JournalRecord, extras: AppendExtras): Promise<AppendResult> {
    const journalled = journal.append(record, extras)
    return new Promise((resolve, reject) => {
      const dueMs = performance.now() + options.spoolAfterMs
      const call: Call = { dueMs, record, extras, journalled, resolve, state: 'waiting' }
      calls.add(call)
      journalled.then(
        (result) => {
          calls.remove(call)
          call.state = 'answered'
          resolve(result)
        },
        (error: unknown) => {
          calls.remove(call)
          if (!isAwayError(error)) {
            call.state = 'answered'
            reject(error)
          } else if (call.state === 'waiting') {
            presence.suspect()
            void toSpool(call)
          }
        },
      )
    })
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
    drain: () => journal.drain(),
  }
}
