import type { Sql, SqlPool, Statement } from '../connection/sql.ts'
import { CHAINS, NEWEST_SEAL, type SealRow } from '../queries/seals.ts'
import { StoreError } from '../store-error.ts'
import { monthNamed } from '../upkeep/partitions.ts'
import { cursorOf } from './seal.ts'

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
    // Detached first: what is written meanwhile goes into no table that is about to go.
    await sql.run(plain(`ALTER TABLE journal DETACH PARTITION ${name}`))
    const rows = await countSealed(sql, name, month)
    await sql.run(plain(`DROP TABLE ${name}`))
    await sql.run(
      plain(`INSERT INTO audit_log (kind, subject, action, actor, note, after)
        VALUES ('record', $1, 'retired', $2, $3, $4)`),
      [month, author, note, JSON.stringify({ rows, from_id: fromId, to_id: toId })],
    )
    return rows
  })
}

async function countSealed(sql: Sql, name: string, month: string): Promise<number> {
  const [seal] = await sql.rows<SealRow>(NEWEST_SEAL, [CHAINS.journal.chain])
  const { tx, id } = seal === undefined ? { tx: '0', id: null } : cursorOf(seal)
  const [counted] = await sql.rows<{ rows: number; unsealed: number }>(
    plain(`SELECT count(*) AS rows,
      count(*) FILTER (WHERE tx > $1::xid8 OR (tx = $1::xid8 AND id > $2::uuid)) AS unsealed
      FROM ${name}`),
    [tx, id],
  )
  const { rows, unsealed } = counted!
  if (unsealed === 0) return rows
  throw new StoreError('invalid', `${unsealed} rows of \`${month}\` are not sealed yet`)
}

function plain(text: string): Statement {
  return { name: '', text }
}
