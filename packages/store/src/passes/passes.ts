import type { Sql, SqlPool } from '../connection/sql.ts'
import type { NewJob } from '../jobs/job.ts'
import { jobRows } from '../jobs/jobs.ts'
import { ENQUEUE_JOBS } from '../queries/jobs.ts'
import type { PassRow, PassState, PassStatements } from '../queries/passes.ts'
import { isId, LAST_ID } from '../reading/id-bounds.ts'

/** A shop keeps its latest; a result is up to some 500 KB. */
const KEPT_MAX = 50
const ERROR_CHARACTERS_MAX = 2000

/** A pass over the history that somebody asked for: how far it is. */
export interface StoredPass {
  readonly id: string
  readonly shopId: string
  readonly state: PassState
  /** 0 to 1. */
  readonly progress: number
  readonly decisions: number
  readonly createdAtMs: number
  readonly createdBy: string
  readonly error: string | null
}

export interface NewPass {
  /** UUID v7. */
  readonly id: string
  readonly shopId: string
  readonly author: string
}

/** Passes of a shop, kept until 50 newer ones are there. */
export interface Passes<Listed extends StoredPass, Found extends Listed> {
  /** `undefined`: there is none. */
  find(shopId: string, id: string): Promise<Found | undefined>
  /** Newest first, before this id; the empty text for the first page. */
  page(shopId: string, before: string, limit: number): Promise<readonly Listed[]>
  /** `false`: it is gone or has ended, so the work is for nobody. */
  progress(shopId: string, id: string, share: number, decisions: number): Promise<boolean>
  /** Whether there was one. */
  remove(shopId: string, id: string): Promise<boolean>
}

/** What a table of passes does with them, for those who say what comes of one. */
export interface PassKeeper<Listed extends StoredPass, Found extends Listed> extends Passes<
  Listed,
  Found
> {
  /** Both the row and the job that works on it; for a transaction. */
  create(sql: Sql, pass: NewPass, asked: readonly unknown[], job: NewJob): Promise<Found>
  /** `false`: it is gone or has ended already. */
  end(
    sql: Sql,
    shopId: string,
    id: string,
    error: string | null,
    result: readonly unknown[],
  ): Promise<boolean>
}

export function keepPasses<Row extends PassRow, Listed extends StoredPass, Found extends Listed>(
  pool: SqlPool,
  statements: PassStatements,
  listed: (row: Row) => Listed,
  found: (row: Row) => Found,
): PassKeeper<Listed, Found> {
  return {
    async create(sql, { id, shopId, author }, asked, job) {
      const [row] = await sql.rows<Row>(statements.insert, [id, shopId, author, ...asked])
      await sql.run(statements.prune, [shopId, KEPT_MAX])
      await sql.run(ENQUEUE_JOBS, [jobRows([job])])
      return found(row!)
    },
    async find(shopId, id) {
      if (!isId(id)) return undefined
      const [row] = await pool.rows<Row>(statements.find, [shopId, id])
      return row === undefined ? undefined : found(row)
    },
    async page(shopId, before, limit) {
      const values = [shopId, before === '' ? LAST_ID : before, limit]
      return (await pool.rows<Row>(statements.list, values)).map(listed)
    },
    progress: async (shopId, id, share, decisions) =>
      (await pool.run(statements.progress, [shopId, id, share, decisions])) > 0,
    async end(sql, shopId, id, error, result) {
      const why = error === null ? null : error.slice(0, ERROR_CHARACTERS_MAX)
      return (await sql.run(statements.end, [shopId, id, why, ...result])) > 0
    },
    remove: async (shopId, id) => isId(id) && (await pool.run(statements.remove, [shopId, id])) > 0,
  }
}

/** What every pass says of itself. */
export function passOf(row: PassRow): StoredPass {
  return {
    id: row.id,
    shopId: row.shop_id,
    state: row.state,
    progress: row.progress,
    decisions: row.decisions,
    createdAtMs: row.created_at,
    createdBy: row.created_by,
    error: row.error,
  }
}
