import type { Session } from '../connection/lasting-client.ts'
import type { Entry } from './encode-batch.ts'
import type { AppendExtras, AppendResult, Journal } from './journal.ts'
import { openCalls, type OpenCall } from './open-calls.ts'
import type { JournalRecord } from './record.ts'
import { ResultUnknownError, StoreError } from '../store-error.ts'

/** What became of a batch; what is named nowhere is stored. */
export interface SentBatch {
  /** The idempotency key was taken: not stored. */
  readonly refused: readonly Entry[]
  /** Given up before it was sent. */
  readonly absent: readonly Entry[]
  /** Given up after it was sent, to one of `sessions`: nobody knows. */
  readonly doubtful: readonly Entry[]
  readonly sessions: readonly Session[]
}

/**
 * Commits a batch, or gives up on those of it that are no longer awaited. Throws what the server
 * says against the batch as a whole: then nothing of it is stored.
 */
export type SendBatch = (
  entries: readonly Entry[],
  isAwaited: (entry: Entry) => boolean,
) => Promise<SentBatch>

export interface GroupCommitOptions {
  readonly encodeBody: (record: JournalRecord) => Uint8Array
  /** One per connection: each has at most one batch in flight. */
  readonly senders: readonly SendBatch[]
  /** What a refused row is answered with: the winner's answer. */
  readonly onRefused: (entry: Entry) => Promise<AppendResult>
  readonly onStored?: (entry: Entry) => void
  /** Of records in doubt those that are stored; answers when that is known. */
  readonly settle: (
    ids: readonly string[],
    sessions: readonly Session[],
  ) => Promise<ReadonlySet<string>>
  /** Records in doubt now. */
  readonly inDoubt: () => number
  readonly batchRowsMax: number
  /** Records waiting or in doubt, in flight not counted. Beyond it `append` throws `overloaded`. */
  readonly queueRowsMax: number
  /** From `append` to its answer. */
  readonly appendMs: number
}

interface Call extends OpenCall {
  readonly resolve: (result: AppendResult) => void
  readonly reject: (error: unknown) => void
  isSent: boolean
  /** Told to whoever was answered that the result is unknown. */
  onFate?: (isStored: boolean | Promise<boolean>) => void
}

interface Waiting extends Omit<Entry, 'body'> {
  readonly call: Call
}

interface Encoded extends Entry, Waiting {}

/**
 * Group commit: whatever arrives while the previous batch is being committed leaves together
 * when it returns. Nothing waits for company (linger 0), and nothing longer than `appendMs`.
 */
export function groupCommit(options: GroupCommitOptions): Journal {
  const queue: Waiting[] = []
  const idle = [...options.senders]
  const drained: (() => void)[] = []
  const calls = openCalls<Call>(giveUp)
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
      tellDrained()
      flush()
    })
    schedule()
  }

  function tellDrained(): void {
    if (queue.length === 0 && inFlight === 0) for (const done of drained.splice(0)) done()
  }

  /** All bodies of a batch in one go: the coder's tables are large, and stay at hand meanwhile. */
  function encoded(waiting: readonly Waiting[]): Encoded[] {
    return waiting.flatMap((entry) => {
      entry.call.isSent = true
      try {
        return [{ ...entry, body: options.encodeBody(entry.record) }]
      } catch (error) {
        reject(entry.call, error)
        return []
      }
    })
  }

  async function commit(send: SendBatch, batch: readonly Encoded[]): Promise<void> {
    if (batch.length === 0) return
    let sent: SentBatch
    try {
      sent = await send(batch, (entry) => calls.has((entry as Encoded).call))
    } catch (error) {
      if (batch.length === 1) {
        reject(batch[0]!.call, error)
        return
      }
      // One poison row fails alone.
      for (const entry of batch) await commit(send, [entry])
      return
    }
    tell(batch, sent)
  }

  function tell(batch: readonly Encoded[], sent: SentBatch): void {
    const refused = new Set(sent.refused)
    const absent = new Set(sent.absent)
    const doubtful = new Set(sent.doubtful)
    const found = doubtful.size === 0 ? undefined : settled(sent)
    for (const entry of batch) {
      const { call } = entry
      if (doubtful.has(entry)) {
        doubt(
          call,
          found!.then((stored) => stored.has(entry.record.id)),
        )
      } else if (absent.has(entry)) {
        call.onFate?.(false)
      } else if (!refused.has(entry)) {
        options.onStored?.(entry)
        if (calls.remove(call)) call.resolve({ state: 'stored' })
        else call.onFate?.(true)
      } else if (calls.remove(call)) {
        options.onRefused(entry).then(call.resolve, call.reject)
      } else {
        call.onFate?.(false)
      }
    }
  }

  function settled({ doubtful, sessions }: SentBatch): Promise<ReadonlySet<string>> {
    const ids = doubtful.map(({ record }) => record.id)
    return options.settle(ids, sessions)
  }

  /** Time is up. What still waits in the queue is not stored, for certain. */
  function giveUp(call: Call): void {
    if (call.isSent) {
      call.reject(unknown(new Promise((resolve) => (call.onFate = resolve))))
      return
    }
    // The oldest is at the front.
    while (queue.length > 0 && !calls.has(queue[0]!.call)) queue.shift()
    call.reject(new StoreError('database_unreachable', `not stored within ${options.appendMs} ms`))
    tellDrained()
  }

  function doubt(call: Call, isStored: Promise<boolean>): void {
    if (calls.remove(call)) call.reject(unknown(isStored))
    else call.onFate?.(isStored)
  }

  function reject(call: Call, error: unknown): void {
    if (calls.remove(call)) call.reject(error)
    else call.onFate?.(false)
  }

  return {
    append(record: JournalRecord, extras: AppendExtras = {}): Promise<AppendResult> {
      const waiting = queue.length + options.inDoubt()
      if (waiting >= options.queueRowsMax) {
        return Promise.reject(
          new StoreError(
            'overloaded',
            `${waiting} records are waiting to be stored: try again in a moment`,
          ),
        )
      }
      return new Promise((resolve, reject_) => {
        const dueMs = performance.now() + options.appendMs
        const call: Call = { dueMs, resolve, reject: reject_, isSent: false }
        calls.add(call)
        queue.push({ record, extras, call })
        schedule()
      })
    },
    isAway: false,
    get depth() {
      return queue.length + inFlight
    },
    get inDoubt() {
      return options.inDoubt()
    },
    drain() {
      if (queue.length === 0 && inFlight === 0) return Promise.resolve()
      return new Promise((done) => drained.push(done))
    },
  }
}

function unknown(isStored: Promise<boolean>): ResultUnknownError {
  return new ResultUnknownError(
    'it is not known whether the record is stored: the database does not answer',
    isStored,
  )
}
