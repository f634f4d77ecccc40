import type pg from 'pg'
import { asUnreachable, isRefused, withDeadline } from './unreachable.ts'

/** A named statement: parsed and planned once per connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** Runs statements on some connection. Throws `StoreError` `database_unreachable`. */
export interface Sql {
  rows<Row extends object>(
    statement: Statement,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>
  /** How many rows were touched. */
  run(statement: Statement, values?: readonly unknown[]): Promise<number>
}

export interface SqlPool extends Sql {
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
  /** Reads only, and everything as it was at the first statement. */
  snapshot<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
}

/** The part of a client that a statement needs. */
interface Queryable {
  readonly query: (config: pg.QueryConfig) => Promise<pg.QueryResult>
}

export function sqlOn(client: Queryable): Sql {
  const send = (statement: Statement, values: readonly unknown[]) =>
    client.query({ name: statement.name, text: statement.text, values: [...values] })
  return {
    rows: async <Row extends object>(statement: Statement, values: readonly unknown[] = []) =>
      (await send(statement, values)).rows as Row[],
    run: async (statement, values = []) => (await send(statement, values)).rowCount ?? 0,
  }
}

/**
 * @param deadlineMs for each statement; the pool has its own for making a connection
 * @param onRefused called when nobody listens; the caller does not wait for it
 */
export function sqlPool(
  pool: pg.Pool,
  deadlineMs: number,
  onRefused: () => Promise<void> = async () => {},
): SqlPool {
  async function onClient<Result>(
    work: (sql: Sql, query: Queryable['query']) => Promise<Result>,
  ): Promise<Result> {
    const client = await reaching(
      () => pool.connect(),
      ({ cause }) => {
        if (isRefused(cause)) onRefused().catch(() => {})
      },
    )
    let lost: Error | undefined
    const lose = (error: Error) => void (lost ??= error)
    // A client that nobody listens to takes the process with it when its connection breaks.
    client.on('error', lose)
    const { query } = inTime(client, deadlineMs, lose)
    try {
      return await work(sqlOn({ query }), query)
    } finally {
      client.removeListener('error', lose)
      // With an error the pool closes the connection, whatever it is waiting for.
      client.release(lost)
    }
  }

  const begun = <Result>(begin: string, work: (sql: Sql) => Promise<Result>) =>
    onClient(async (sql, query) => {
      await query({ text: begin })
      try {
        const result = await work(sql)
        await query({ text: 'COMMIT' })
        return result
      } catch (error) {
        // On a lost connection there is nothing to roll back, and nobody to hear it.
        if (asUnreachable(error) === undefined) await query({ text: 'ROLLBACK' }).catch(() => {})
        throw error
      }
    })

  return {
    rows: (statement, values) => onClient((sql) => sql.rows(statement, values)),
    run: (statement, values) => onClient((sql) => sql.run(statement, values)),
    transaction: (work) => begun('BEGIN', work),
    snapshot: (work) => begun('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
  }
}

/**
 * A client whose statements are answered in time or fail with `database_unreachable`; after that
 * the connection is of no more use, and whoever made it closes it.
 */
export function inTime(
  client: Queryable,
  deadlineMs: number,
  lose: (error: Error) => void = () => {},
): Queryable {
  return {
    query: (config) => reaching(() => withDeadline(client.query(config), deadlineMs), lose),
  }
}

/** Says in the store's words that the database was not reached. */
async function reaching<Result>(
  work: () => Promise<Result>,
  lose: (error: Error) => void = () => {},
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const unreachable = asUnreachable(error)
    if (unreachable === undefined) throw error
    lose(unreachable)
    throw unreachable
  }
}
