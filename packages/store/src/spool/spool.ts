import type { AppendExtras } from '../journal/journal.ts'
import type { JournalRecord } from '../journal/record.ts'
import { requestId } from '../idempotency/request-id.ts'
import type { IdempotencyRequest, IdempotencyState } from '../idempotency/outcome.ts'
import { decodeEntry, encodeEntry, type SpooledEntry } from './entry-codec.ts'
import type { Frame } from './frame.ts'
import { openSpoolFolder, type Place, type TakenFile } from './spool-folder.ts'

const BATCH_ROWS_MAX = 256

/** What became of entries that were drained. */
export interface Drained {
  /** Their idempotency key belongs to an earlier answer: the ids of those that were not stored. */
  readonly refused: ReadonlySet<string>
}

/** Stores a batch, or throws and has stored any part of it. Doing it again stores nothing twice. */
export type DrainBatch = (entries: readonly SpooledEntry[]) => Promise<Drained>

export interface SpoolStatus {
  readonly bytes: number
  readonly maxBytes: number
  readonly records: number
  /** When the oldest record was received, milliseconds since the epoch; `null`: there is none. */
  readonly oldestMs: number | null
}

/** Records that are acknowledged and not in the journal yet. */
export interface Spool {
  /**
   * Resolves once it is on the disk, with a promise of whether it came into the journal.
   * Throws `StoreError` as `SpoolFolder.append` does.
   */
  put(record: JournalRecord, extras: AppendExtras): Promise<{ readonly isStored: Promise<boolean> }>
  readonly isEmpty: boolean
  /** Acknowledged, and not in the journal yet. */
  has(recordId: string): boolean
  /** Resolves when all that is in it now has come into the journal, or was refused. */
  settled(): Promise<void>
  /** The answer of a key that is in the spool. */
  find(
    request: IdempotencyRequest,
  ): Promise<Extract<IdempotencyState, { state: 'replay' | 'conflict' }> | undefined>
  /** Stores the oldest records, at most a batch. `false`: nothing is left. */
  drainStep(drain: DrainBatch): Promise<boolean>
  /** Keeps a record that the journal refuses, for a person to look at. */
  refuse(entry: SpooledEntry, error: unknown): Promise<void>
  status(): SpoolStatus
  close(): Promise<void>
}

export interface SpoolOptions {
  /** Made if missing, mode 700; its files have mode 600. */
  readonly folder: string
  /** Beyond it records are refused. */
  readonly maxBytes: number
  /** The end of a file was torn or damaged; these bytes are put aside beside it. */
  readonly onDamaged?: (bytes: number) => void
  /** A record that can be read or stored by no means; it is put aside as `NAME.refused`. */
  readonly onRefused?: (name: string, error: unknown) => void
}

interface Kept {
  readonly receivedAtMs: number
  readonly request: string | null
  readonly isStored: Promise<boolean>
  readonly tell: (isStored: boolean) => void
}

interface Answered {
  readonly id: string
  readonly bodyHash: Uint8Array
  readonly place: Place
}

/** Opens the spool of a data folder, with what an earlier run left in it. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const folder = await openSpoolFolder(options.folder, options.maxBytes)
  /** Of this run, oldest first, by id. */
  const kept = new Map<string, Kept>()
  const answers = new Map<string, Answered>()
  let taken: { readonly file: TakenFile; next: number } | undefined

  function settle(id: string, isStored: boolean): void {
    const known = kept.get(id)
    if (known === undefined) return
    kept.delete(id)
    if (known.request !== null && answers.get(known.request)?.id === id) {
      answers.delete(known.request)
    }
    known.tell(isStored)
  }

  /** What a later version wrote, or a fault of ours, must not keep the others waiting. */
  async function decoded(file: string, frames: readonly Frame[]): Promise<SpooledEntry[]> {
    const entries: SpooledEntry[] = []
    for (const { at, payload } of frames) {
      try {
        entries.push(decodeEntry(payload))
      } catch (error) {
        const name = `${file}-${at}`
        await folder.putAside(name, payload)
        options.onRefused?.(name, error)
      }
    }
    return entries
  }

  return {
    async put(record, extras) {
      const place = await folder.append(encodeEntry({ record, extras }))
      const reservation = extras.idempotency?.reservation
      const request = reservation === undefined ? null : requestId(reservation)
      if (request !== null) {
        answers.set(request, { id: record.id, bodyHash: reservation!.bodyHash, place })
      }
      const { promise: isStored, resolve: tell } = withResolver()
      kept.set(record.id, { receivedAtMs: record.receivedAtMs, request, isStored, tell })
      return { isStored }
    },
    get isEmpty() {
      return kept.size === 0
    },
    has: (recordId) => kept.has(recordId),
    async settled() {
      // In order: the last one comes last.
      await [...kept.values()].at(-1)?.isStored
    },
    async find(request) {
      const answered = answers.get(requestId(request))
      if (answered === undefined) return undefined
      if (Buffer.compare(answered.bodyHash, request.bodyHash) !== 0) return { state: 'conflict' }
      const payload = await folder.read(answered.place)
      if (payload === undefined) return undefined
      const { record, extras } = decodeEntry(payload)
      const answer = extras.idempotency?.answer ?? record.decisionJson
      return { state: 'replay', status: extras.idempotency!.status, answer: answer! }
    },
    async drainStep(drain) {
      if (taken === undefined) {
        const ids = [...kept.keys()]
        const file = await folder.take()
        if (file === undefined) {
          // Another process has drained what this one had written.
          for (const id of ids) settle(id, true)
          return false
        }
        if (file.damagedBytes > 0) options.onDamaged?.(file.damagedBytes)
        taken = { file, next: 0 }
      }
      const { file, next } = taken
      const frames = file.frames.slice(next, next + BATCH_ROWS_MAX)
      const entries = await decoded(file.file, frames)
      if (entries.length > 0) {
        const { refused } = await drain(entries)
        for (const { record } of entries) settle(record.id, !refused.has(record.id))
      }
      taken.next += frames.length
      if (taken.next >= file.frames.length) {
        await folder.remove(file.file)
        taken = undefined
      }
      return true
    },
    async refuse(entry, error) {
      await folder.putAside(entry.record.id, encodeEntry(entry))
      options.onRefused?.(entry.record.id, error)
    },
    status() {
      const [oldest] = kept.values()
      return {
        bytes: folder.bytes,
        maxBytes: options.maxBytes,
        records: kept.size,
        oldestMs: oldest?.receivedAtMs ?? null,
      }
    },
    close: () => folder.close(),
  }
}

function withResolver(): {
  readonly promise: Promise<boolean>
  readonly resolve: (isStored: boolean) => void
} {
  let resolve!: (isStored: boolean) => void
  const promise = new Promise<boolean>((resolve_) => (resolve = resolve_))
  return { promise, resolve }
}
