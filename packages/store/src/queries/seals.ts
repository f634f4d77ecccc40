import type { Statement } from '../connection/sql.ts'

/** Which rows a chain of seals is about. */
export interface ChainTable {
  /** The number that is stored: append only. */
  readonly chain: number
  readonly table: string
  /** Every column of the table: what is not among them could be changed unseen. */
  readonly columns: readonly string[]
}

export const CHAINS = {
  journal: {
    chain: 0,
    table: 'journal',
    columns: [
      'tx',
      'id',
      'shop_id',
      'kind',
      'event_time',
      'event_type',
      'checkpoint',
      'event_id',
      'transaction_id',
      'outcome',
      'risk_score',
      'is_degraded',
      'ruleset_version',
      'rescored_from',
      'subject',
      'window_event',
      'sealed',
      'shadow',
      'body',
    ],
  },
  audit: {
    chain: 1,
    table: 'audit_log',
    columns: [
      'tx',
      'id',
      'at',
      'shop_id',
      'kind',
      'subject',
      'action',
      'actor',
      'note',
      'before',
      'after',
    ],
  },
} as const satisfies Record<string, ChainTable>

export type ChainName = keyof typeof CHAINS

/**
 * The id of a row and half of a SHA-256 over its columns, each with type and length, as the wire
 * format of PostgreSQL writes them. Functions are named with their schema: nobody puts others in
 * their place.
 */
function entryOf({ columns }: ChainTable): string {
  const row = columns.map((column) => `r.${column}`).join(', ')
  return `pg_catalog.uuid_send(r.id) || substring(
    pg_catalog.sha256(pg_catalog.record_send(ROW(${row}))) FROM 1 FOR 16)`
}

export interface SealRow {
  readonly seal_no: number
  readonly sealed_at: number
  readonly tx: string
  readonly rows: number
  readonly format: number
  readonly hash: Buffer
  readonly mac: Buffer
  readonly entries: Buffer
}

const COLUMNS = 'seal_no, sealed_at, tx::text AS tx, rows, format, hash, mac, entries'

/** Of several nodes one seals, and the others come back later. $1 the number of the lock. */
export const LOCK_CHAIN: Statement = {
  name: 'lock_chain',
  text: 'SELECT pg_try_advisory_xact_lock($1) AS is_ours',
}
/** $1 chain. */
export const NEWEST_SEAL: Statement = {
  name: 'newest_seal',
  text: `SELECT ${COLUMNS} FROM seals WHERE chain = $1 ORDER BY seal_no DESC LIMIT 1`,
}
/** $1 chain, $2 after this number, $3 rows at most. */
export const PAGE_SEALS: Statement = {
  name: 'page_seals',
  text: `SELECT ${COLUMNS} FROM seals WHERE chain = $1 AND seal_no > $2 ORDER BY seal_no LIMIT $3`,
}
/** $1 chain. */
export const COUNT_SEALED: Statement = {
  name: 'count_sealed',
  text: 'SELECT count(*) AS seals, coalesce(sum(rows), 0) AS rows FROM seals WHERE chain = $1',
}
/** $1 chain, $2 number, $3 time (milliseconds), $4 tx, $5 rows, $6 format, $7 hash, $8 mac, $9 entries. */
export const INSERT_SEAL: Statement = {
  name: 'insert_seal',
  text: `INSERT INTO seals (chain, seal_no, sealed_at, tx, rows, format, hash, mac, entries)
VALUES ($1, $2, to_timestamp($3::bigint / 1000.0), $4::xid8, $5, $6, $7, $8, $9)`,
}

export interface UnsealedRow {
  readonly rows: number
  readonly tx: string | null
  readonly entries: Buffer | null
}

/**
 * The order names its table: `tx` alone is the text, and `999` stands above `1000` there.
 *
 * $1 transaction and $2 id of the last sealed row, $3 rows at most. Only below the oldest running
 * transaction: what such a one commits late still comes before what is not sealed yet.
 */
export function unsealed(chain: ChainName): Statement {
  const { table } = CHAINS[chain]
  return {
    name: `unsealed_${chain}`,
    text: `
WITH page AS MATERIALIZED (
  SELECT * FROM ${table}
  WHERE tx >= $1::xid8 AND (tx > $1::xid8 OR id > $2::uuid)
    AND tx < journal_tx(pg_snapshot_xmin(pg_current_snapshot()))
  ORDER BY tx, id LIMIT $3
)
SELECT count(*)::int AS rows, string_agg(${entryOf(CHAINS[chain])}, ''::bytea ORDER BY r.tx, r.id) AS entries,
  (SELECT tx::text FROM page ORDER BY page.tx DESC LIMIT 1) AS tx
FROM page r`,
  }
}

/** $1, $2 after this row; $3, $4 up to this one. What their entries are now. */
export function entriesBetween(chain: ChainName): Statement {
  const { table } = CHAINS[chain]
  return {
    name: `entries_${chain}`,
    text: `
SELECT string_agg(${entryOf(CHAINS[chain])}, ''::bytea ORDER BY r.tx, r.id) AS entries FROM ${table} r
WHERE r.tx >= $1::xid8 AND r.tx <= $3::xid8
  AND (r.tx > $1::xid8 OR r.id > $2::uuid) AND (r.tx < $3::xid8 OR r.id <= $4::uuid)`,
  }
}

/** $1, $2 after this row. Not sealed yet, and committed for good. */
export function countUnsealed(chain: ChainName): Statement {
  const { table } = CHAINS[chain]
  return {
    name: `count_unsealed_${chain}`,
    text: `
SELECT count(*) AS rows FROM ${table}
WHERE tx >= $1::xid8 AND (tx > $1::xid8 OR id > $2::uuid)
  AND tx < journal_tx(pg_snapshot_xmin(pg_current_snapshot()))`,
  }
}

/** $1 ids. Those that are somewhere in the table. */
export function presentIds(chain: ChainName): Statement {
  return {
    name: `present_${chain}`,
    text: `SELECT id FROM ${CHAINS[chain].table} WHERE id = ANY ($1::uuid[])`,
  }
}

/** Ranges of ids whose partitions were dropped on purpose: see \`retireMonth\`. */
export const RETIRED_RANGES: Statement = {
  name: 'retired_ranges',
  text: `SELECT after->>'from_id' AS from_id, after->>'to_id' AS to_id FROM audit_log
WHERE kind = 'record' AND action = 'retired'`,
}
