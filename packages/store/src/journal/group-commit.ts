import type { Entry } from './encode-batch.ts'
import type { AppendExtras, AppendResult, Journal } from './journal.ts'
import type { JournalRecord } from './record.ts'
import { StoreError } from '../store-error.ts'

/** Commits a batch and answers those entries whose idempotency key was taken: not stored. */
export type SendBatch = (entries: readonly Entry[]) => Promise<ReadonlySet<Entry>>

export interface GroupCommitOptions {
  readonly encodeBody: (record: JournalRecord) => Uint8Array
  /** One per connection: each has at most one batch in flight. */
  readonly senders: readonly SendBatch[]
  /** What a refused row is answered with: the winner's answer. */
  readonly onRefused: (entry: Entry) => Promise<AppendResult>
  readonly onStored?: (entry: Entry) => void
  readonly batchRowsMax: number
  /** Waiting records, in flight not counted. Beyond it `append` throws `overloaded`. */
  readonly queueRowsMax: number
}

interface Waiting extends Omit<Entry, 'body'> {
  readonly resolve: (result: AppendResult) => void
  readonly reject: (error: unknown) => void
}

interface Encoded extends Entry, Waiting {}

/**
 * Group commit: whatever arrives while the previous batch is being committed leaves together
 * when it returns. Nothing waits for company (linger 0).
 */
export function groupCommit(options: GroupCommitOptions): Journal {
  const queue: Waiting[] = []
  const idle = [...options.senders]
  const drained: (() => void)[] = []
  let inFlight = 0
  let isScheduled = false

  function schedule(): void {
    if (isScheduled || idle.length === 0 || queue.length === 0) return
    isScheduled = true
    // One turn of the event loop: requests read from sockets together are committed together.
    setImmediate(() => {
      isScheduled = false
      flush()
    })
  }

  function flush(): void {
    const send = queue.length === 0 ? undefined : idle.pop()
    if (send === undefined) return
    const batch = encoded(queue.splice(0, options.batchRowsMax))
    inFlight += batch.length
    void commit(send, batch).finally(() => {
      inFlight -= batch.length
      idle.push(send)
      if (queue.length === 0 && inFlight === 0) for (const done of drained.splice(0)) done()
      flush()
    })
    schedule()
  }

  /** All bodies of a batch in one go: the coder's tables are large, and stay at hand meanwhile. */
  function encoded(waiting: readonly Waiting[]): Encoded[] {
    return waiting.flatMap((entry) => {
      try {
        return [{ ...entry, body: options.encodeBody(entry.record) }]
      } catch (error) {
        entry.reject(error)
        return []
      }
    })
  }

  async function commit(send: SendBatch, batch: readonly Encoded[]): Promise<void> {
    if (batch.length === 0) return
    let refused: ReadonlySet<Entry>
    try {
      refused = await send(batch)
    } catch (error) {
      const isAway = error instanceof StoreError && error.code === 'database_unreachable'
      if (batch.length === 1 || isAway) {
        for (const entry of batch) entry.reject(error)
        return
      }
      // One poison row fails alone.
      for (const entry of batch) await commit(send, [entry])
      return
    }
    for (const entry of batch) {
      if (refused.has(entry)) {
        options.onRefused(entry).then(entry.resolve, entry.reject)
      } else {
        options.onStored?.(entry)
        entry.resolve({ state: 'stored' })
      }
    }
  }

  return {
    append(record: JournalRecord, extras: AppendExtras = {}): Promise<AppendResult> {
      if (queue.length >= options.queueRowsMax) {
        return Promise.reject(
          new StoreError(
            'overloaded',
            `${queue.length} records are waiting to be stored: try again in a moment`,
          ),
        )
      }
      return new Promise((resolve, reject) => {
        queue.push({ record, extras, resolve, reject })
        schedule()
      })
    },
    get depth() {
      return queue.length + inFlight
    },
    drain() {
      if (queue.length === 0 && inFlight === 0) return Promise.resolve()
      return new Promise((done) => drained.push(done))
    },
  }
}
