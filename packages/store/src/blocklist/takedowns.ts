import type { SqlPool } from '../connection/sql.ts'
import {
  DUE_TAKEDOWNS,
  FIND_TAKEDOWN,
  INSERT_TAKEDOWN,
  PAGE_TAKEDOWNS,
  type TakedownRow,
  UPDATE_TAKEDOWN,
} from '../queries/blocklist-people.ts'
import { isId, LAST_ID } from '../reading/id-bounds.ts'
import { StoreError } from '../store-error.ts'
import type { EntryName } from './stored-entry.ts'

/** What every takedown says; the rest is for whoever knows its states (`Takedown` of the sites). */
export interface TakedownFacts extends EntryName {
  readonly id: string
  readonly state: string
  readonly createdAtMs: number
  /** When something is to be done about it; `null`: nothing is. */
  readonly dueAtMs: number | null
}

export interface StoredTakedown<Record extends TakedownFacts> {
  readonly revision: number
  readonly record: Record
}

/** Requests to have sites taken off the net, with all that came of them. */
export interface Takedowns {
  create(record: TakedownFacts): Promise<void>
  find<Record extends TakedownFacts>(id: string): Promise<StoredTakedown<Record> | undefined>
  /** Throws `StoreError` `stale` when somebody else changed it meanwhile. */
  change(revision: number, record: TakedownFacts): Promise<void>
  /** Newest first, before this id; the empty text for the first page. */
  page<Record extends TakedownFacts>(
    state: string | null,
    before: string,
    limit: number,
  ): Promise<readonly StoredTakedown<Record>[]>
  /** Those that something is to be done about, longest waiting first. */
  due<Record extends TakedownFacts>(
    nowMs: number,
    limit: number,
  ): Promise<readonly StoredTakedown<Record>[]>
}

export function openTakedowns(pool: SqlPool): Takedowns {
  return {
    async create(record) {
      const { id, kind, key, state, createdAtMs, dueAtMs } = record
      const values = [id, kind, key, state, JSON.stringify(record), createdAtMs, dueAtMs]
      await pool.run(INSERT_TAKEDOWN, values)
    },
    async find<Record extends TakedownFacts>(id: string) {
      if (!isId(id)) return undefined
      const [row] = await pool.rows<TakedownRow>(FIND_TAKEDOWN, [id])
      return row === undefined ? undefined : storedOf<Record>(row)
    },
    async change(revision, record) {
      const values = [record.id, revision, record.state, JSON.stringify(record), record.dueAtMs]
      if ((await pool.run(UPDATE_TAKEDOWN, values)) === 0) {
        throw new StoreError('stale', 'the takedown was changed meanwhile')
      }
    },
    async page<Record extends TakedownFacts>(state: string | null, before: string, limit: number) {
      const values = [state, before === '' ? LAST_ID : before, limit]
      const rows = await pool.rows<TakedownRow>(PAGE_TAKEDOWNS, values)
      return rows.map((row) => storedOf<Record>(row))
    },
    async due<Record extends TakedownFacts>(nowMs: number, limit: number) {
      const rows = await pool.rows<TakedownRow>(DUE_TAKEDOWNS, [nowMs, limit])
      return rows.map((row) => storedOf<Record>(row))
    },
  }
}

function storedOf<Record extends TakedownFacts>(row: TakedownRow): StoredTakedown<Record> {
  return { revision: row.revision, record: row.record as Record }
}
