import type { Sql, SqlPool, Statement } from '../connection/sql.ts'

/** Any constant: two nodes must not move the numbers at once. */
const ADVISORY_LOCK = 7_403_912_010

/** A row that is visible and numbered like a transaction that did not begin yet came with a dump. */
const FIND_NUMBERS_AHEAD: Statement = {
  name: 'find_numbers_ahead',
  text: `
WITH highest AS (
  SELECT greatest(
    (SELECT tx FROM journal ORDER BY tx DESC LIMIT 1),
    (SELECT tx FROM audit_log ORDER BY tx DESC LIMIT 1),
    (SELECT tx FROM seals WHERE chain = 0 ORDER BY seal_no DESC LIMIT 1),
    (SELECT tx FROM outbox_cursors ORDER BY tx DESC LIMIT 1),
    (SELECT from_tx FROM webhooks ORDER BY from_tx DESC LIMIT 1)) AS tx
)
SELECT (tx::text::bigint - pg_snapshot_xmin(pg_current_snapshot())::text::bigint + 1)::text AS up
FROM highest WHERE tx >= journal_tx(pg_snapshot_xmax(pg_current_snapshot()))`,
}

/**
 * Lets the numbers of the journal go on above the highest one in it, where the database was restored
 * from a dump on a server that had counted less far: see the migration `journal-numbers`.
 *
 * @returns whether it was
 */
export async function followRestore(pool: SqlPool): Promise<boolean> {
  if ((await find(pool)) === undefined) return false
  return pool.transaction(async (sql) => {
    await sql.rows({ name: '', text: `SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})` })
    // Another node may have been here.
    const up = await find(sql)
    if (up === undefined) return false
    for (const text of moved(up)) await sql.run({ name: '', text })
    return true
  })
}

async function find(sql: Sql): Promise<bigint | undefined> {
  const [row] = await sql.rows<{ up: string }>(FIND_NUMBERS_AHEAD)
  return row === undefined ? undefined : BigInt(row.up)
}

function moved(up: bigint): readonly string[] {
  const head = 'RETURNS xid8 LANGUAGE sql STABLE PARALLEL SAFE AS'
  return [
    `CREATE OR REPLACE FUNCTION journal_tx(of_server xid8) ${head}
$$ SELECT (of_server::text::bigint + ${up})::text::xid8 $$`,
    `CREATE OR REPLACE FUNCTION server_tx(of_journal xid8) ${head}
$$ SELECT greatest(0, of_journal::text::bigint - ${up})::text::xid8 $$`,
  ]
}
