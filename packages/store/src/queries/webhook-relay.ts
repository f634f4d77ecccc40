import type { Statement } from '../connection/sql.ts'

export interface CursorRow {
  readonly tx: string
  readonly id: string
}

/** Where to read on: no row when nobody is to be told. */
const FROM = `
SELECT greatest(c.tx, w.from_tx)::text AS tx,
  CASE WHEN c.tx >= w.from_tx THEN c.id ELSE '00000000-0000-0000-0000-000000000000' END AS id
FROM outbox_cursors c, (
  SELECT from_tx FROM webhooks WHERE is_enabled ORDER BY from_tx LIMIT 1) w
WHERE c.name = 'webhooks'`

export const READ_CURSOR: Statement = { name: 'read_webhook_cursor', text: FROM }

/** Of several nodes one reads on, and the others come back later. */
export const LOCK_CURSOR: Statement = {
  name: 'lock_webhook_cursor',
  text: `${FROM} FOR UPDATE OF c SKIP LOCKED`,
}

/** $1 transaction and $2 id of the cursor. */
export const HAS_NEWS: Statement = {
  name: 'has_webhook_news',
  text: `
SELECT 1 AS found FROM journal
WHERE tx >= $1::xid8 AND (tx > $1::xid8 OR id > $2::uuid)
  AND tx < journal_tx(pg_snapshot_xmin(pg_current_snapshot()))
LIMIT 1`,
}

/**
 * $1 transaction and $2 id of the cursor, $3 rows at most, $4 now (milliseconds). One job for each
 * thing that a webhook wants to be told, and the cursor behind them, in one transaction: told once.
 * Whether a decision asks for actions is seen when it is read, not here. Kind 0 is a decision, 2 a
 * label (JOURNAL_KINDS).
 */
export const RELAY_PAGE: Statement = {
  name: 'relay_webhook_page',
  text: `
WITH page AS MATERIALIZED (
  SELECT tx, id, shop_id, kind, rescored_from FROM journal
  WHERE tx >= $1::xid8 AND (tx > $1::xid8 OR id > $2::uuid)
    AND tx < journal_tx(pg_snapshot_xmin(pg_current_snapshot()))
  ORDER BY tx, id LIMIT $3
),
new_jobs AS (
  INSERT INTO jobs (shop_id, queue, payload)
  SELECT w.shop_id, 'webhook', jsonb_build_object('webhook', w.webhook_id, 'event', e.event,
    'record', p.id, 'at', 0, 'since', $4::bigint)
  FROM page p
  JOIN webhooks w ON w.shop_id = p.shop_id AND w.is_enabled AND p.tx >= w.from_tx
  CROSS JOIN LATERAL unnest(CASE p.kind
    WHEN 0 THEN ARRAY[CASE WHEN p.rescored_from IS NULL THEN 'decision.created'
      ELSE 'decision.rescored' END, 'action.asked', 'alert']
    WHEN 2 THEN ARRAY['label.created']
    ELSE '{}' END) AS e(event)
  WHERE e.event = ANY (w.events)
  ORDER BY p.tx, p.id
)
UPDATE outbox_cursors c SET tx = last.tx, id = last.id
FROM (SELECT tx, id FROM page ORDER BY tx DESC, id DESC LIMIT 1) last
WHERE c.name = 'webhooks'
RETURNING (SELECT count(*) FROM page) AS records`,
}
