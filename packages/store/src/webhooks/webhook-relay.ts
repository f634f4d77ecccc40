import type { SqlPool } from '../connection/sql.ts'
import {
  type CursorRow,
  HAS_NEWS,
  LOCK_CURSOR,
  READ_CURSOR,
  RELAY_PAGE,
} from '../queries/webhook-relay.ts'

const PAGE_ROWS = 500

/**
 * Takes what was committed to the journal since the last time and makes a job of each thing that a
 * webhook is to be told. Jobs and cursor are written together, so each is made once, whoever dies.
 * Rows become visible in commit order, not in id order: only those below the oldest running
 * transaction are taken, so that none is passed by.
 *
 * @returns how many records were looked at; 0: nothing is new, or another node is at it
 */
export async function relayWebhooks(pool: SqlPool, nowMs: number): Promise<number> {
  // Looks first: a lock is a write, and mostly there is nothing.
  const [from] = await pool.rows<CursorRow>(READ_CURSOR)
  if (from === undefined) return 0
  const news = await pool.rows(HAS_NEWS, [from.tx, from.id])
  if (news.length === 0) return 0
  return pool.transaction(async (sql) => {
    const [cursor] = await sql.rows<CursorRow>(LOCK_CURSOR)
    if (cursor === undefined) return 0
    const values = [cursor.tx, cursor.id, PAGE_ROWS, nowMs]
    const [done] = await sql.rows<{ records: number }>(RELAY_PAGE, values)
    return done?.records ?? 0
  })
}
