import type { Statement } from '../connection/sql.ts'

export interface WebhookRow {
  readonly webhook_id: string
  readonly shop_id: string
  readonly kind: string
  readonly url: string
  readonly events: readonly string[]
  readonly is_enabled: boolean
  readonly salt: string
  readonly old_salt: string | null
  readonly old_until: number | null
  readonly created_at: number
  readonly created_by: string
  readonly failing_since: number | null
  readonly last_error: string | null
  readonly last_error_at: number | null
}

const COLUMNS = `webhook_id, shop_id, kind, url, events, is_enabled, salt, old_salt, old_until,
  created_at, created_by, failing_since, last_error, last_error_at`

/** $1 shop: a change of how many it has waits for the one before. */
export const LOCK_SHOP: Statement = {
  name: 'lock_shop',
  text: `SELECT FROM shops WHERE shop_id = $1 FOR UPDATE`,
}
/**
 * $1 id, $2 shop, $3 kind, $4 address, $5 events, $6 enabled, $7 salt, $8 by whom, $9 how many a
 * shop may have. No row: it has as many.
 */
export const INSERT_WEBHOOK: Statement = {
  name: 'insert_webhook',
  text: `INSERT INTO webhooks (webhook_id, shop_id, kind, url, events, is_enabled, salt, created_by)
SELECT $1, $2, $3, $4, $5, $6, $7, $8
WHERE (SELECT count(*) FROM webhooks WHERE shop_id = $2) < $9
RETURNING ${COLUMNS}`,
}
/** $1 shop. */
export const LIST_WEBHOOKS: Statement = {
  name: 'list_webhooks',
  text: `SELECT ${COLUMNS} FROM webhooks WHERE shop_id = $1 ORDER BY webhook_id`,
}
/** $1 shop, $2 id. */
export const FIND_WEBHOOK: Statement = {
  name: 'find_webhook',
  text: `SELECT ${COLUMNS} FROM webhooks WHERE shop_id = $1 AND webhook_id = $2`,
}
/**
 * $1 shop, $2 id, $3 address, $4 events, $5 enabled; each NULL to leave it. What happened while it
 * was off is not told.
 */
export const CHANGE_WEBHOOK: Statement = {
  name: 'change_webhook',
  text: `UPDATE webhooks SET url = coalesce($3, url), events = coalesce($4, events),
  is_enabled = coalesce($5, is_enabled),
  from_tx = CASE WHEN $5 AND NOT is_enabled THEN journal_tx(pg_current_xact_id())
    ELSE from_tx END
WHERE shop_id = $1 AND webhook_id = $2 RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 id, $3 salt, $4 until when the old one is valid (milliseconds). */
export const ROTATE_WEBHOOK: Statement = {
  name: 'rotate_webhook',
  text: `UPDATE webhooks SET old_salt = salt, salt = $3,
  old_until = to_timestamp($4::bigint / 1000.0)
WHERE shop_id = $1 AND webhook_id = $2 RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 id. */
export const DELETE_WEBHOOK: Statement = {
  name: 'delete_webhook',
  text: `WITH gone AS (
  DELETE FROM webhooks WHERE shop_id = $1 AND webhook_id = $2::uuid RETURNING webhook_id),
jobs_gone AS (
  DELETE FROM jobs USING gone
  WHERE queue = 'webhook' AND payload ->> 'webhook' = gone.webhook_id::text AND shop_id = $1)
SELECT webhook_id FROM gone`,
}
/** $1 shop, $2 id, $3 error, $4 whether it is switched off. */
export const WEBHOOK_FAILED: Statement = {
  name: 'webhook_failed',
  text: `UPDATE webhooks SET last_error = $3, last_error_at = clock_timestamp(),
  failing_since = coalesce(failing_since, clock_timestamp()), is_enabled = is_enabled AND NOT $4
WHERE shop_id = $1 AND webhook_id = $2`,
}
/** $1 shop, $2 id. Writes nothing while all is well. */
export const WEBHOOK_WORKS: Statement = {
  name: 'webhook_works',
  text: `UPDATE webhooks SET failing_since = NULL
WHERE shop_id = $1 AND webhook_id = $2 AND failing_since IS NOT NULL`,
}

export interface AlertRow {
  readonly sent: number
  readonly since: number
}

/**
 * $1 shop, $2 id, $3 length of a window (milliseconds), $4 alerts in one. One more is asked for: what
 * is over the limit is held. Windows begin with their first alert.
 */
export const TAKE_ALERT: Statement = {
  name: 'take_alert',
  text: `UPDATE webhooks w SET alerts_since = CASE WHEN o.is_new THEN o.now ELSE alerts_since END,
  alerts_sent = CASE WHEN o.is_new THEN 1 ELSE alerts_sent + 1 END,
  alerts_held = alerts_held + CASE WHEN NOT o.is_new AND alerts_sent >= $4 THEN 1 ELSE 0 END
FROM (SELECT webhook_id, clock_timestamp() AS now, alerts_since IS NULL
    OR alerts_since + $3 * interval '1 millisecond' < clock_timestamp() AS is_new
  FROM webhooks WHERE shop_id = $1 AND webhook_id = $2 FOR UPDATE) o
WHERE w.webhook_id = o.webhook_id RETURNING alerts_sent AS sent, alerts_since AS since`,
}
/** $1 shop, $2 id, $3 subject, $4 milliseconds. A row: nobody was told of the subject for so long. */
export const BREAK_SILENCE: Statement = {
  name: 'break_silence',
  text: `INSERT INTO quiet_alerts AS q (webhook_id, subject, quiet_until)
SELECT webhook_id, $3, clock_timestamp() + $4 * interval '1 millisecond'
FROM webhooks WHERE shop_id = $1 AND webhook_id = $2
ON CONFLICT (webhook_id, subject) DO UPDATE SET quiet_until = excluded.quiet_until
WHERE q.quiet_until <= clock_timestamp() RETURNING 1 AS told`,
}
/** $1 shop, $2 id. */
export const HELD_ALERTS: Statement = {
  name: 'held_alerts',
  text: `SELECT alerts_held AS held FROM webhooks WHERE shop_id = $1 AND webhook_id = $2`,
}
/** $1 shop, $2 id, $3 how many were told. */
export const HELD_TOLD: Statement = {
  name: 'held_told',
  text: `UPDATE webhooks SET alerts_held = greatest(0, alerts_held - $3)
WHERE shop_id = $1 AND webhook_id = $2`,
}

export interface DeliveryRow {
  readonly id: number
  readonly payload: unknown
  readonly state: string
  readonly attempts: number
  readonly run_at: number
  readonly created_at: number
  readonly last_error: string | null
}

/** $1 shop, $2 webhook, $3 state or NULL, $4 before this id, $5 rows at most. Newest first. */
export const LIST_DELIVERIES: Statement = {
  name: 'list_deliveries',
  text: `SELECT id, payload, state, attempts, run_at, created_at, last_error FROM jobs
WHERE queue = 'webhook' AND payload ->> 'webhook' = $2 AND shop_id = $1
  AND ($3::text IS NULL OR state = $3) AND id < $4::bigint
ORDER BY id DESC LIMIT $5`,
}
/** $1 shop, $2 webhook, $3 now (milliseconds). Time starts anew for them. */
export const RESEND_DELIVERIES: Statement = {
  name: 'resend_deliveries',
  text: `UPDATE jobs SET state = 'waiting', attempts = 0, leased_until = NULL,
  run_at = clock_timestamp(), payload = jsonb_set(payload, '{since}', to_jsonb($3::bigint))
WHERE queue = 'webhook' AND payload ->> 'webhook' = $2 AND shop_id = $1 AND state = 'dead'`,
}
/** $1 given up before (milliseconds). */
export const FORGET_DELIVERIES: Statement = {
  name: 'forget_deliveries',
  text: `DELETE FROM jobs WHERE queue = 'webhook' AND state = 'dead'
  AND run_at < to_timestamp($1::bigint / 1000.0)`,
}
