import type { Statement } from '../connection/sql.ts'

export interface OwnDomainRow {
  readonly domain: string
  readonly role: string
  readonly note: string
  readonly added_by: string
  readonly added_at: number
}

export const OWN_DOMAINS: Statement = {
  name: 'own_domains',
  text: 'SELECT domain, role, note, added_by, added_at FROM own_domains ORDER BY domain',
}
/** $1 domain, $2 role, $3 note, $4 by whom, $5 how many there may be. No row: it is there, or there are as many. */
export const INSERT_OWN_DOMAIN: Statement = {
  name: 'insert_own_domain',
  text: `INSERT INTO own_domains (domain, role, note, added_by)
SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM own_domains) < $5
ON CONFLICT DO NOTHING RETURNING domain, role, note, added_by, added_at`,
}
/** $1 domain. */
export const DELETE_OWN_DOMAIN: Statement = {
  name: 'delete_own_domain',
  text: 'DELETE FROM own_domains WHERE domain = $1',
}

export interface AppealRow {
  readonly id: string
  readonly kind: string
  readonly key: string
  readonly state: string
  readonly statement: string
  readonly created_at: number
  readonly due_at: number
  readonly decided_at: number | null
  readonly decided_by: string | null
  readonly answer: string | null
}

const APPEAL_COLUMNS = `id, kind, key, state, statement, created_at, due_at, decided_at, decided_by,
  answer`

/**
 * $1 id, $2 kind, $3 key, $4 statement, $5 made, $6 due (milliseconds), $7 how many may be open. No
 * row: one is open for it, or as many are.
 */
export const INSERT_APPEAL: Statement = {
  name: 'insert_blocklist_appeal',
  text: `INSERT INTO blocklist_appeals (id, kind, key, statement, created_at, due_at)
SELECT $1, $2, $3, $4, to_timestamp($5::bigint / 1000.0), to_timestamp($6::bigint / 1000.0)
WHERE (SELECT count(*) FROM blocklist_appeals WHERE state = 'open') < $7
ON CONFLICT (kind, key) WHERE state = 'open' DO NOTHING RETURNING ${APPEAL_COLUMNS}`,
}
/** $1 id. */
export const FIND_APPEAL: Statement = {
  name: 'find_blocklist_appeal',
  text: `SELECT ${APPEAL_COLUMNS} FROM blocklist_appeals WHERE id = $1`,
}
/** $1 state, $2 before this id, $3 rows. Newest first. */
export const PAGE_APPEALS: Statement = {
  name: 'page_blocklist_appeals',
  text: `SELECT ${APPEAL_COLUMNS} FROM blocklist_appeals
WHERE ($1::text IS NULL OR state = $1) AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
}
/** $1 id, $2 state, $3 by whom, $4 answer, $5 now (milliseconds). No row: it was decided before. */
export const DECIDE_APPEAL: Statement = {
  name: 'decide_blocklist_appeal',
  text: `UPDATE blocklist_appeals SET state = $2, decided_by = $3, answer = $4,
  decided_at = to_timestamp($5::bigint / 1000.0)
WHERE id = $1 AND state = 'open' RETURNING ${APPEAL_COLUMNS}`,
}
/** $1 before (milliseconds): what people wrote is forgotten with the appeal. */
export const FORGET_APPEALS: Statement = {
  name: 'forget_blocklist_appeals',
  text: `DELETE FROM blocklist_appeals
WHERE state <> 'open' AND decided_at < to_timestamp($1::bigint / 1000.0)`,
}
export const UPHELD_APPEALS: Statement = {
  name: 'upheld_blocklist_appeals',
  text: `SELECT DISTINCT kind, key FROM blocklist_appeals WHERE state = 'upheld' LIMIT 10000`,
}
/** $1 now (milliseconds). */
export const COUNT_APPEALS: Statement = {
  name: 'count_blocklist_appeals',
  text: `SELECT count(*)::int AS open,
  (count(*) FILTER (WHERE due_at < to_timestamp($1::bigint / 1000.0)))::int AS late
FROM blocklist_appeals WHERE state = 'open'`,
}

export interface TakedownRow {
  readonly id: string
  readonly kind: string
  readonly key: string
  readonly state: string
  readonly revision: number
  readonly record: object
}

const TAKEDOWN_COLUMNS = 'id, kind, key, state, revision, record'

/** $1 id, $2 kind, $3 key, $4 state, $5 record, $6 made, $7 due (milliseconds). */
export const INSERT_TAKEDOWN: Statement = {
  name: 'insert_takedown',
  text: `INSERT INTO takedowns (id, kind, key, state, record, created_at, due_at)
VALUES ($1, $2, $3, $4, $5, to_timestamp($6::bigint / 1000.0), to_timestamp($7::bigint / 1000.0))`,
}
/** $1 id, $2 revision that was read, $3 state, $4 record, $5 due (milliseconds). No row: somebody else changed it. */
export const UPDATE_TAKEDOWN: Statement = {
  name: 'update_takedown',
  text: `UPDATE takedowns SET state = $3, record = $4, revision = revision + 1,
  due_at = to_timestamp($5::bigint / 1000.0)
WHERE id = $1 AND revision = $2 RETURNING ${TAKEDOWN_COLUMNS}`,
}
/** $1 id. */
export const FIND_TAKEDOWN: Statement = {
  name: 'find_takedown',
  text: `SELECT ${TAKEDOWN_COLUMNS} FROM takedowns WHERE id = $1`,
}
/** $1 state, $2 before this id, $3 rows. Newest first. */
export const PAGE_TAKEDOWNS: Statement = {
  name: 'page_takedowns',
  text: `SELECT ${TAKEDOWN_COLUMNS} FROM takedowns
WHERE ($1::text IS NULL OR state = $1) AND id < $2::uuid ORDER BY id DESC LIMIT $3`,
}
/** $1 now (milliseconds), $2 rows. */
export const DUE_TAKEDOWNS: Statement = {
  name: 'due_takedowns',
  text: `SELECT ${TAKEDOWN_COLUMNS} FROM takedowns
WHERE due_at <= to_timestamp($1::bigint / 1000.0) ORDER BY due_at LIMIT $2`,
}
