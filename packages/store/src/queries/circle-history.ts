import type { Statement } from '../connection/sql.ts'

export interface HistoryCountRow {
  readonly circle: string
  readonly member: string
  readonly kind: string
  readonly token: Buffer
  readonly orders: number
  readonly approved: number
  readonly fraud: number
  readonly first_at: number
  readonly last_at: number
  readonly updated_at: number
}
const COLUMNS = `circle, member, kind, token, orders, approved, fraud, first_at, last_at, updated_at`

/** $1 counts as JSON. Of a member that shares no more nothing is kept. */
export const ADD_HISTORY: Statement = {
  name: 'add_circle_history',
  text: `
INSERT INTO circle_history AS kept (circle, member, kind, token, orders, approved, fraud, first_at,
  last_at)
SELECT c.circle, c.member, c.kind, decode(c.token, 'hex'), c.orders, c.approved, 0,
  to_timestamp(c.first_ms / 1000.0), to_timestamp(c.last_ms / 1000.0)
FROM json_to_recordset($1::json) AS c(circle text, member text, kind text, token text, orders int,
  approved int, first_ms float8, last_ms float8)
JOIN circle_members m ON m.circle = c.circle AND m.member = c.member AND m.shares_history
ORDER BY c.circle, c.kind, c.token, c.member
ON CONFLICT (circle, kind, token, member) DO UPDATE SET
  orders = greatest(0, kept.orders + excluded.orders),
  approved = greatest(0, kept.approved + excluded.approved),
  first_at = least(kept.first_at, excluded.first_at),
  last_at = greatest(kept.last_at, excluded.last_at), updated_at = clock_timestamp()
RETURNING ${COLUMNS}`,
}
/** $1 member's circle, $2 member, $3 record, $4 kinds, $5 tokens. Each order counts once. */
export const REPORT_HISTORY: Statement = {
  name: 'report_circle_history',
  text: `
WITH put AS (
  INSERT INTO circle_fraud (circle, member, record_id, kind, token)
  SELECT DISTINCT $1, $2, $3::uuid, kind, token FROM unnest($4::text[], $5::bytea[]) AS t(kind, token)
  ON CONFLICT DO NOTHING RETURNING kind, token
)
INSERT INTO circle_history AS kept (circle, member, kind, token, orders, approved, fraud, first_at,
  last_at)
SELECT $1, $2, kind, token, 0, 0, 1, now(), now() FROM put ORDER BY kind, token
ON CONFLICT (circle, kind, token, member) DO UPDATE SET fraud = kept.fraud + 1,
  updated_at = clock_timestamp()`,
}
/** $1 circle, $2 member, $3 record. */
export const UNREPORT_HISTORY: Statement = {
  name: 'unreport_circle_history',
  text: `
WITH gone AS (
  DELETE FROM circle_fraud WHERE circle = $1 AND member = $2 AND record_id = $3::uuid
  RETURNING kind, token
)
UPDATE circle_history h SET fraud = greatest(0, h.fraud - 1), updated_at = clock_timestamp()
FROM gone WHERE h.circle = $1 AND h.member = $2 AND h.kind = gone.kind AND h.token = gone.token`,
}
/** $1 circle, $2 rows at most: those with the newest orders. */
export const NEWEST_HISTORY: Statement = {
  name: 'newest_circle_history',
  text: `SELECT ${COLUMNS} FROM circle_history WHERE circle = $1 ORDER BY last_at DESC LIMIT $2`,
}
/** $1 since (milliseconds since the epoch), $2 rows at most. */
export const CHANGED_HISTORY: Statement = {
  name: 'changed_circle_history',
  text: `SELECT ${COLUMNS} FROM circle_history
WHERE updated_at > to_timestamp($1 / 1000.0) ORDER BY updated_at LIMIT $2`,
}
/** $1 circle, $2 member. */
export const DROP_HISTORY: Statement = {
  name: 'drop_circle_history',
  text: `WITH gone AS (DELETE FROM circle_fraud WHERE circle = $1 AND member = $2)
DELETE FROM circle_history WHERE circle = $1 AND member = $2`,
}
/** $1 days. */
export const FORGET_HISTORY: Statement = {
  name: 'forget_circle_history',
  text: `DELETE FROM circle_history WHERE last_at < now() - make_interval(days => $1::int)`,
}
