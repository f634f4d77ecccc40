import pg from 'pg'

/** A table that nobody else can read: what comes to it waits there, for as long as a test wants. */
export interface HeldTable {
  /** Whether somebody waits for it. */
  isWaitedFor(): Promise<boolean>
  letGo(): Promise<void>
}

export async function holdTable(connection: pg.ClientConfig, table: string): Promise<HeldTable> {
  const client = new pg.Client(connection)
  await client.connect()
  await client.query('BEGIN')
  await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
  return {
    async isWaitedFor() {
      const text = `SELECT count(*)::int AS count FROM pg_locks
        WHERE relation = $1::regclass AND NOT granted`
      const { rows } = await client.query<{ count: number }>(text, [table])
      return rows[0]!.count > 0
    },
    async letGo() {
      await client.query('ROLLBACK')
      await client.end()
    },
  }
}
