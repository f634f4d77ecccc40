import type { Statement } from '../connection/sql.ts'

export interface RankingRow {
  readonly account: string
  readonly trust: number
  readonly as_of: string
  readonly ruling_id: string | null
  readonly order_id: string | null
}

export interface CustomerChangeRow {
  readonly account: string
  readonly id: string
  readonly change: string
  readonly order_id: string | null
  readonly changed_by: string | null
  readonly note: string
}

const PACKED = `string_agg(int8send(account) || uuid_send(as_of) || float4send(trust), ''::bytea)`

export interface PackedRankings {
  readonly packed: Buffer | null
  readonly rows: number
  /** The last account of the page, or where to read on. */
  readonly next: string
}

/** $1 after this account, $2 rows at most. See `unpackRankings`. */
export const PAGE_RANKINGS: Statement = {
  name: 'page_rankings',
  text: `
WITH page AS MATERIALIZED (
  SELECT account, as_of, trust FROM customers WHERE account > $1::bigint
  ORDER BY account LIMIT $2
)
SELECT ${PACKED} AS packed, count(*)::int AS rows, max(account)::text AS next FROM page`,
}

/** What is committed by now lies below it: where to read on from later. */
export const READ_HORIZON: Statement = {
  name: 'read_horizon',
  text: 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS next',
}

/**
 * What is visible has been written below it, unless the database was restored from a dump: its rows
 * carry the numbers of another server's transactions, and would be news for ever.
 */
const IS_OURS = 'tx < pg_snapshot_xmax(pg_current_snapshot())'

/** $1 from this transaction on, $2 rows at most; those of the last transaction come again. */
export const NEW_RANKINGS: Statement = {
  name: 'new_rankings',
  text: `
WITH page AS MATERIALIZED (
  SELECT account, as_of, trust, tx FROM customers WHERE tx >= $1::xid8 AND ${IS_OURS}
  ORDER BY tx LIMIT $2
)
SELECT ${PACKED} AS packed, count(*)::int AS rows,
  (SELECT tx FROM page ORDER BY tx DESC LIMIT 1)::text AS next
FROM page`,
}

/** $1 from this transaction on. */
export const NEW_CUSTOMER_CHANGES: Statement = {
  name: 'new_customer_changes',
  text: `
SELECT DISTINCT account::text AS account FROM customer_changes
WHERE tx >= $1::xid8 AND ${IS_OURS}`,
}

/** All accounts of which the log says something. */
export const CHANGED_CUSTOMERS: Statement = {
  name: 'changed_customers',
  text: `
SELECT DISTINCT account::text AS account FROM customer_changes WHERE account > $1::bigint
ORDER BY account LIMIT $2`,
}

/** $1 accounts. */
export const FIND_RANKINGS: Statement = {
  name: 'find_rankings',
  text: `
SELECT account::text AS account, trust, as_of, ruling_id, order_id FROM customers
WHERE account = ANY ($1::bigint[])`,
}

/** $1 accounts, $2 lines of each at most: the newest. */
export const FIND_CUSTOMER_CHANGES: Statement = {
  name: 'find_customer_changes',
  text: `
SELECT c.* FROM unnest($1::bigint[]) AS a(account) CROSS JOIN LATERAL (
  SELECT account::text AS account, id, change, order_id, changed_by, note FROM customer_changes
  WHERE account = a.account ORDER BY id DESC LIMIT $2) c
ORDER BY c.account, c.id`,
}

/** $1 account, $2 id, $3 order, $4 shop, $5 change, $6 by whom, $7 note. */
export const SAVE_CUSTOMER_CHANGE: Statement = {
  name: 'save_customer_change',
  text: `
INSERT INTO customer_changes (account, id, order_id, shop_id, change, changed_by, note)
VALUES ($1::bigint, $2, $3, $4, $5, $6, $7)`,
}

/** $1 account, $2 the report, $3 the order, $4 shop, $5 trust. */
export const SAVE_REPORTED_RANKING: Statement = {
  name: 'save_reported_ranking',
  text: `
INSERT INTO customers AS c (account, as_of, order_id, shop_id, trust)
VALUES ($1::bigint, $2, $3, $4, $5)
ON CONFLICT (account) DO UPDATE SET tx = excluded.tx, as_of = excluded.as_of, ruling_id = NULL,
  order_id = excluded.order_id, trust = excluded.trust
WHERE excluded.as_of > c.as_of`,
}
