import type { Statement } from '../connection/sql.ts'

export interface MonitorAlertRow {
  readonly alert_id: string
  readonly kind: string
  readonly subject: string
  readonly text: string
  readonly began_at: number
  readonly ended_at: number | null
}

const COLUMNS = 'alert_id, kind, subject, text, began_at, ended_at'

/** $1 shop, $2 when (milliseconds), $3 report. */
export const KEEP_REPORT: Statement = {
  name: 'keep_monitor_report',
  text: `INSERT INTO monitors (shop_id, ran_at, report)
VALUES ($1, to_timestamp($2::bigint / 1000.0), $3)
ON CONFLICT (shop_id) DO UPDATE SET ran_at = excluded.ran_at, report = excluded.report`,
}
/** $1 shop. */
export const FIND_REPORT: Statement = {
  name: 'find_monitor_report',
  text: 'SELECT report FROM monitors WHERE shop_id = $1',
}
/** $1 shop, $2 when (milliseconds), $3 what is seen, as JSON: `kind`, `subject`, `text`, `id`. Ends the others. */
export const END_ALERTS: Statement = {
  name: 'end_monitor_alerts',
  text: `UPDATE monitor_alerts a SET ended_at = to_timestamp($2::bigint / 1000.0)
WHERE a.shop_id = $1 AND a.ended_at IS NULL AND NOT EXISTS (
  SELECT FROM json_to_recordset($3::json) AS s(kind text, subject text)
  WHERE s.kind = a.kind AND s.subject = a.subject)`,
}
/** As `END_ALERTS`. One row for each that is new. */
export const BEGIN_ALERTS: Statement = {
  name: 'begin_monitor_alerts',
  text: `INSERT INTO monitor_alerts (shop_id, alert_id, kind, subject, text, began_at)
SELECT $1, s.id, s.kind, s.subject, s.text, to_timestamp($2::bigint / 1000.0)
FROM json_to_recordset($3::json) AS s(id uuid, kind text, subject text, text text)
ON CONFLICT (shop_id, kind, subject) WHERE ended_at IS NULL DO NOTHING
RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 alert ids, $3 now (milliseconds). A job for each webhook that wants to be told of each. */
export const TELL_ALERTS: Statement = {
  name: 'tell_monitor_alerts',
  text: `INSERT INTO jobs (shop_id, queue, payload)
SELECT w.shop_id, 'webhook', jsonb_build_object('webhook', w.webhook_id, 'event', 'monitor.alert',
  'record', a.id, 'at', 0, 'since', $3::bigint)
FROM webhooks w CROSS JOIN unnest($2::uuid[]) AS a(id)
WHERE w.shop_id = $1 AND w.is_enabled AND (w.kind = 'chat' OR 'monitor.alert' = ANY (w.events))`,
}
/** $1 shop, $2 rows at most. Those that last first, then the newest. */
export const LIST_ALERTS: Statement = {
  name: 'list_monitor_alerts',
  text: `SELECT ${COLUMNS} FROM monitor_alerts WHERE shop_id = $1
ORDER BY ended_at IS NOT NULL, began_at DESC, alert_id LIMIT $2`,
}
/** $1 shop, $2 id. */
export const FIND_ALERT: Statement = {
  name: 'find_monitor_alert',
  text: `SELECT ${COLUMNS} FROM monitor_alerts WHERE shop_id = $1 AND alert_id = $2`,
}
/** $1 not looked at since (milliseconds), $2 rows at most. */
export const UNWATCHED_SHOPS: Statement = {
  name: 'unwatched_shops',
  text: `SELECT s.shop_id FROM shops s LEFT JOIN monitors m ON m.shop_id = s.shop_id
WHERE m.ran_at IS NULL OR m.ran_at < to_timestamp($1::bigint / 1000.0)
ORDER BY m.ran_at NULLS FIRST LIMIT $2`,
}
