import type { Statement } from '../connection/sql.ts'

export interface FraudReportRow {
  readonly record_id: string
  readonly key: Buffer
}

/** $1 shop, $2 record, $3 keys. */
export const PUT_FRAUD_REPORT: Statement = {
  name: 'put_fraud_report',
  text: `
INSERT INTO fraud_reports (shop_id, record_id, key) SELECT $1, $2, unnest($3::bytea[])
ON CONFLICT DO NOTHING`,
}
export interface ReportedWindowRow {
  readonly id: string
  readonly window_event: Buffer
}

/** $1 shop, $2 records: what they are counted by. */
export const FIND_REPORTED_WINDOWS: Statement = {
  name: 'find_reported_windows',
  text: `
SELECT id, window_event FROM journal
WHERE id = ANY ($2::uuid[]) AND shop_id = $1 AND window_event IS NOT NULL`,
}
/** $1 shop, $2 record. */
export const TAKE_FRAUD_REPORT: Statement = {
  name: 'take_fraud_report',
  text: `DELETE FROM fraud_reports WHERE shop_id = $1 AND record_id = $2`,
}
/** $1 shop, $2 rows at most. The newest count. */
export const FIND_FRAUD_REPORTS: Statement = {
  name: 'find_fraud_reports',
  text: `
SELECT record_id, key FROM fraud_reports WHERE shop_id = $1
ORDER BY record_id DESC LIMIT $2`,
}
