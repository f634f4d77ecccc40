import type pg from 'pg'

/** A named statement: parsed and planned once per connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** Runs statements on some connection. */
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

/** The part of a client or pool that a statement needs. */
interface Queryable {
  query(config: pg.QueryConfig): Promise<pg.QueryResult>
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

export function sqlPool(pool: pg.Pool): SqlPool {
  const begun = async <Result>(begin: string, work: (sql: Sql) => Promise<Result>) => {
    const client = await pool.connect()
    try {
      await client.query(begin)
      const result = await work(sqlOn(client))
      await client.query('COMMIT')
      return result
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      throw error
    } finally {
      client.release()
    }
  }
  return {
    ...sqlOn(pool),
    transaction: (work) => begun('BEGIN', work),
    snapshot: (work) => begun('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work),
  }
}
