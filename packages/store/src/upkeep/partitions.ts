import type { Sql, SqlPool, Statement } from '../connection/sql.ts'
import { firstIdOf } from '../reading/id-bounds.ts'
import { StoreError } from '../store-error.ts'

/** This month and the next two: a server that was not maintained for a month still has a home for its rows. */
const MONTHS_AHEAD = 2
/** Any constant: two nodes must not make the same partition at once. */
const ADVISORY_LOCK = 7_403_912_009

/**
 * Makes the monthly partitions of the journal ahead of time. Rows that arrived without a partition
 * (in `journal_default`) are moved into the new one. Answers the names of those made.
 */
export async function ensurePartitions(pool: SqlPool, nowMs: number): Promise<readonly string[]> {
  const made: string[] = []
  for (let ahead = 0; ahead <= MONTHS_AHEAD; ahead += 1) {
    const month = monthOf(nowMs, ahead)
    const isMade = await pool.transaction((sql) => ensurePartition(sql, month))
    if (isMade) made.push(month.name)
  }
  return made
}

export interface Month {
  readonly name: string
  readonly fromId: string
  readonly toId: string
}

function monthOf(nowMs: number, ahead: number): Month {
  const now = new Date(nowMs)
  return monthFrom(now.getUTCFullYear(), now.getUTCMonth() + ahead)
}

/** @param text `2026-11`. Throws `StoreError` `invalid` */
export function monthNamed(text: string): Month {
  const [, year, month] = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(text) ?? []
  if (month === undefined)
    throw new StoreError('invalid', `\`${text}\` is no month: as \`2026-11\``)
  return monthFrom(Number(year), Number(month) - 1)
}

function monthFrom(year: number, month: number): Month {
  const from = Date.UTC(year, month, 1)
  const to = Date.UTC(year, month + 1, 1)
  const name = `journal_${new Date(from).toISOString().slice(0, 7).replace('-', '_')}`
  return { name, fromId: firstIdOf(from), toId: firstIdOf(to) }
}

async function ensurePartition(sql: Sql, month: Month): Promise<boolean> {
  await sql.rows({ name: 'lock_partitions', text: 'SELECT pg_advisory_xact_lock($1)' }, [
    ADVISORY_LOCK,
  ])
  const [found] = await sql.rows<{ name: string | null }>(
    { name: 'find_partition', text: 'SELECT to_regclass($1)::text AS name' },
    [month.name],
  )
  if (found?.name !== null) return false
  // Attaching takes a weaker lock on `journal` than CREATE TABLE ... PARTITION OF, which would
  // wait for every running report and make appends wait behind it.
  await sql.run(plain(`SET LOCAL lock_timeout = '5s'`))
  await sql.run(
    plain(`CREATE TABLE ${month.name} (LIKE journal INCLUDING DEFAULTS INCLUDING STORAGE)`),
  )
  await sql.rows(plain(`SELECT move_into_partition($1, $2, $3)`), [
    month.name,
    month.fromId,
    month.toId,
  ])
  await sql.run(
    plain(`ALTER TABLE journal ATTACH PARTITION ${month.name}
      FOR VALUES FROM ('${month.fromId}') TO ('${month.toId}')`),
  )
  await sql.rows(plain(`SELECT keep_partition($1)`), [month.name])
  return true
}

/** Statements that run once are not worth a name. */
function plain(text: string): Statement {
  return { name: '', text }
}
