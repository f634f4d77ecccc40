import type { Statement } from '../connection/sql.ts'

export type PassState = 'waiting' | 'running' | 'done' | 'failed'

/** What every pass over the history has, whatever comes of it. */
export interface PassRow {
  readonly id: string
  readonly shop_id: string
  readonly state: PassState
  readonly progress: number
  readonly decisions: number
  readonly created_at: number
  readonly created_by: string
  readonly error: string | null
}

const COLUMNS = 'id, shop_id, state, progress, decisions, created_at, created_by, error'

/** A table of passes, and its columns beside those that all have. */
export interface PassTable {
  readonly table: 'backtests' | 'trainings'
  /** One of them, in the names of statements. */
  readonly item: string
  /** Written when it is asked for. */
  readonly asked: readonly string[]
  /** Read where many are. */
  readonly listed: readonly string[]
  /** Read where one is. */
  readonly found: readonly string[]
  /** Written when it is done. */
  readonly result: readonly string[]
}

export interface PassStatements {
  /** $1 id, $2 shop, $3 by whom, then what is asked. */
  readonly insert: Statement
  /** $1 shop, $2 how many stay. */
  readonly prune: Statement
  /** $1 shop, $2 id. */
  readonly find: Statement
  /** $1 shop, $2 before this id, $3 rows at most. Newest first. */
  readonly list: Statement
  /**
   * $1 shop, $2 id, $3 share of the work, $4 decisions. One that has ended stays so: on another
   * connection this may be overtaken by its end.
   */
  readonly progress: Statement
  /** $1 shop, $2 id, $3 error, then the result. One that has ended stays so. */
  readonly end: Statement
  /** $1 shop, $2 id. */
  readonly remove: Statement
}

/** The life of a pass: asked for, waiting, running, done or failed, and forgotten. */
export function passStatements(of: PassTable): PassStatements {
  const { table, item } = of
  const listed = [COLUMNS, ...of.listed].join(', ')
  const found = [COLUMNS, ...of.found].join(', ')
  const asked = of.asked.map((column, at) => ({ column, value: `$${at + 4}` }))
  const result = of.result.map((column, at) => `, ${column} = $${at + 4}`).join('')
  const one = 'WHERE shop_id = $1 AND id = $2'
  const isOpen = `state IN ('waiting', 'running')`
  return {
    insert: {
      name: `insert_${item}`,
      text: `INSERT INTO ${table} (id, shop_id, created_by${asked.map(({ column }) => `, ${column}`).join('')})
VALUES ($1, $2, $3${asked.map(({ value }) => `, ${value}`).join('')}) RETURNING ${found}`,
    },
    prune: {
      name: `prune_${table}`,
      text: `DELETE FROM ${table} WHERE shop_id = $1 AND id <= (
  SELECT id FROM ${table} WHERE shop_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)`,
    },
    find: { name: `find_${item}`, text: `SELECT ${found} FROM ${table} ${one}` },
    list: {
      name: `list_${table}`,
      text: `SELECT ${listed} FROM ${table} WHERE shop_id = $1 AND id < $2::uuid
ORDER BY id DESC LIMIT $3`,
    },
    progress: {
      name: `progress_${item}`,
      text: `UPDATE ${table} SET state = 'running', progress = $3, decisions = $4
${one} AND ${isOpen}`,
    },
    end: {
      name: `end_${item}`,
      text: `UPDATE ${table} SET state = CASE WHEN $3::text IS NULL THEN 'done' ELSE 'failed' END,
  progress = 1, error = $3${result}
${one} AND ${isOpen}`,
    },
    remove: { name: `delete_${item}`, text: `DELETE FROM ${table} ${one}` },
  }
}
