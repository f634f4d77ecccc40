import type { Sql } from '../connection/sql.ts'
import type { Entry } from '../journal/encode-batch.ts'
import type { SendBatch } from '../journal/group-commit.ts'
import { WHICH_STORED } from '../queries/which-stored.ts'
import { StoreError } from '../store-error.ts'
import { isRefusedValue } from './away-error.ts'
import type { SpooledEntry } from './entry-codec.ts'
import type { DrainBatch } from './spool.ts'

export interface DrainOptions {
  readonly send: SendBatch
  readonly sql: Sql
  readonly encodeBody: (record: Entry['record']) => Uint8Array
  /** Gives up in the middle of a batch; it is stored when it is drained again. */
  readonly hasGivenUp: () => boolean
  readonly onStored: (entry: SpooledEntry) => void
  /** The database refuses its values, alone and every time: it is lost unless somebody looks. */
  readonly onPoison: (entry: SpooledEntry, error: unknown) => Promise<void>
}

/** Stores batches of the spool in the journal; what is there already is left as it is. */
export function drainInto(options: DrainOptions): DrainBatch {
  const { sql } = options

  async function store(entries: readonly Entry[]): Promise<readonly Entry[]> {
    if (entries.length === 0) return entries
    try {
      const sent = await options.send(entries, () => !options.hasGivenUp())
      if (sent.absent.length + sent.doubtful.length > 0) {
        throw new StoreError('database_unreachable', 'the spool could not be drained in time')
      }
      return await notStored(sent.refused)
    } catch (error) {
      if (!isRefusedValue(error)) throw error
      if (entries.length === 1) {
        await options.onPoison(entries[0]!, error)
        return entries
      }
      const refused: Entry[] = []
      for (const entry of entries) refused.push(...(await store([entry])))
      return refused
    }
  }

  /** Its own first copy may hold the key: then it is stored. */
  async function notStored(entries: readonly Entry[]): Promise<readonly Entry[]> {
    if (entries.length === 0) return entries
    const ids = entries.map(({ record }) => record.id)
    const rows = await sql.rows<{ id: string }>(WHICH_STORED, [ids])
    const stored = new Set(rows.map(({ id }) => id))
    return entries.filter(({ record }) => !stored.has(record.id))
  }

  return async (spooled) => {
    const refused = new Set<string>()
    const entries: Entry[] = []
    for (const entry of spooled) {
      try {
        entries.push({ ...entry, body: options.encodeBody(entry.record) })
      } catch (error) {
        refused.add(entry.record.id)
        await options.onPoison(entry, error)
      }
    }
    for (const { record } of await store(entries)) refused.add(record.id)
    for (const entry of spooled) if (!refused.has(entry.record.id)) options.onStored(entry)
    return { refused }
  }
}
