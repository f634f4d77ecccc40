import type { Sql, SqlPool, Statement } from '../connection/sql.ts'
import { CHAINS, NEWEST_SEAL, type SealRow } from '../queries/seals.ts'
import { StoreError } from '../store-error.ts'
import { monthNamed } from '../upkeep/partitions.ts'
import { CHAIN_START, cursorOf } from './seal.ts'

export interface RetireMonth {
  /** `2026-11`: everything received in it, UTC. */
  readonly month: string
  /** Who does it, and why: for the audit log. */
  readonly author: string
  readonly note: string
}

/**
 * Drops a month of the journal for good. Its rows have to be sealed: the seals stay, and the audit log
 * says who dropped them, so that the chain tells them from rows that somebody has taken away.
 *
 * @returns rows that are gone. Throws `StoreError` `invalid`: no such month, or not all of it is sealed
 */
export async function retireMonth(
  pool: SqlPool,
  { month, author, note }: RetireMonth,
): Promise<number> {
  const { name, fromId, toId } = monthNamed(month)
  return pool.transaction(async (sql) => {
    await sql.run(plain(`SET LOCAL lock_timeout = '5s'`))
    const [found] = await sql.rows<{ name: string | null }>(
      plain(`SELECT to_regclass($1)::text AS name`),
      [name],
    )
    if (found?.name !== name) {
      throw new StoreError('invalid', `the journal has no month \`${month}\``)
    }
    // Before anybody has to wait.
    const [counted] = await sql.rows<{ rows: number }>(
      plain(`SELECT count(*) AS rows FROM ${name}`),
    )
    await sql.run(plain(`ALTER TABLE journal DETACH PARTITION ${name}`))
    // What was written meanwhile came before this, or goes into no table that is about to go.
    await refuseUnsealed(sql, name, month)
    const { rows } = counted!
    await sql.run(plain(`DROP TABLE ${name}`))
    await sql.run(
      plain(`INSERT INTO audit_log (kind, subject, action, actor, note, after)
        VALUES ('record', $1, 'retired', $2, $3, $4)`),
      [month, author, note, JSON.stringify({ rows, from_id: fromId, to_id: toId })],
    )
    return rows
  })
}

/** By the index over transactions: orders wait while a partition is detached. */
async function refuseUnsealed(sql: Sql, name: string, month: string): Promise<void> {
  const [seal] = await sql.rows<SealRow>(NEWEST_SEAL, [CHAINS.journal.chain])
  const { tx, id } = seal === undefined ? CHAIN_START : cursorOf(seal)
  const rows = await sql.rows(
    plain(`SELECT FROM ${name} WHERE tx >= $1::xid8 AND (tx > $1::xid8 OR id > $2::uuid) LIMIT 1`),
    [tx, id],
  )
  if (rows.length === 0) return
  throw new StoreError(
    'invalid',
    `some of \`${month}\` is not sealed yet: try again in five seconds`,
  )
}

function plain(text: string): Statement {
  return { name: '', text }
}
