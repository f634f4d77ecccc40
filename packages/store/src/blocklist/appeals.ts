import type { SqlPool } from '../connection/sql.ts'
import {
  type AppealRow,
  COUNT_APPEALS,
  DECIDE_APPEAL,
  FIND_APPEAL,
  FORGET_APPEALS,
  INSERT_APPEAL,
  PAGE_APPEALS,
  UPHELD_APPEALS,
} from '../queries/blocklist-people.ts'
import { isId, LAST_ID } from '../reading/id-bounds.ts'
import type { EntryName } from './stored-entry.ts'

/** Staff could not answer more in time. */
const OPEN_APPEALS_MAX = 1000

export const APPEAL_STATES = ['open', 'upheld', 'rejected'] as const
export type AppealState = (typeof APPEAL_STATES)[number]

/** Somebody says that an entry is wrong. Who it is, is not asked. */
export interface Appeal extends EntryName {
  readonly id: string
  readonly state: AppealState
  readonly statement: string
  readonly createdAtMs: number
  /** By when it has to be answered. */
  readonly dueAtMs: number
  readonly decidedAtMs: number | null
  readonly decidedBy: string | null
  readonly answer: string | null
}

export interface Appeals {
  /** `undefined`: one is open for this entry, or 1,000 are open. */
  open(
    appeal: Pick<Appeal, 'id' | 'kind' | 'key' | 'statement' | 'createdAtMs' | 'dueAtMs'>,
  ): Promise<Appeal | undefined>
  find(id: string): Promise<Appeal | undefined>
  /** Newest first, before this id; the empty text for the first page. */
  page(state: AppealState | null, before: string, limit: number): Promise<readonly Appeal[]>
  /** `undefined`: there is none, or it was decided before. */
  decide(
    id: string,
    decision: {
      readonly state: 'upheld' | 'rejected'
      readonly by: string
      readonly answer: string
      readonly nowMs: number
    },
  ): Promise<Appeal | undefined>
  /** What was found to be listed wrongly, for as long as that is kept; at most 10,000. */
  upheld(): Promise<readonly EntryName[]>
  counts(nowMs: number): Promise<{ readonly open: number; readonly late: number }>
  /** Those that were decided before then. */
  forget(beforeMs: number): Promise<number>
}

export function openAppeals(pool: SqlPool): Appeals {
  const first = (rows: readonly AppealRow[]) =>
    rows[0] === undefined ? undefined : appealOf(rows[0])
  return {
    async open({ id, kind, key, statement, createdAtMs, dueAtMs }) {
      const values = [id, kind, key, statement, createdAtMs, dueAtMs, OPEN_APPEALS_MAX]
      return first(await pool.rows<AppealRow>(INSERT_APPEAL, values))
    },
    find: async (id) =>
      isId(id) ? first(await pool.rows<AppealRow>(FIND_APPEAL, [id])) : undefined,
    async page(state, before, limit) {
      const values = [state, before === '' ? LAST_ID : before, limit]
      return (await pool.rows<AppealRow>(PAGE_APPEALS, values)).map(appealOf)
    },
    async decide(id, { state, by, answer, nowMs }) {
      if (!isId(id)) return undefined
      return first(await pool.rows<AppealRow>(DECIDE_APPEAL, [id, state, by, answer, nowMs]))
    },
    upheld: () => pool.rows<EntryName>(UPHELD_APPEALS),
    async counts(nowMs) {
      const [row] = await pool.rows<{ open: number; late: number }>(COUNT_APPEALS, [nowMs])
      return row!
    },
    forget: (beforeMs) => pool.run(FORGET_APPEALS, [beforeMs]),
  }
}

function appealOf(row: AppealRow): Appeal {
  return {
    id: row.id,
    kind: row.kind as Appeal['kind'],
    key: row.key,
    state: row.state as AppealState,
    statement: row.statement,
    createdAtMs: row.created_at,
    dueAtMs: row.due_at,
    decidedAtMs: row.decided_at,
    decidedBy: row.decided_by,
    answer: row.answer,
  }
}
