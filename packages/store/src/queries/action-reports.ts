import type { Statement } from '../connection/sql.ts'

export interface ActionReportRow {
  readonly kind: string
  readonly state: string
  readonly note: string
  readonly reported_at: number
  readonly reported_by: string
}

const COLUMNS = 'kind, state, note, reported_at, reported_by'

/** $1 shop, $2 decision, $3 kind, $4 state, $5 note, $6 by whom. */
export const SAVE_ACTION_REPORT: Statement = {
  name: 'save_action_report',
  text: `INSERT INTO action_reports AS a (shop_id, decision_id, kind, state, note, reported_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (decision_id, shop_id, kind) DO UPDATE SET state = excluded.state,
  note = excluded.note, reported_by = excluded.reported_by, reported_at = now()
RETURNING ${COLUMNS}`,
}
/** The same, where nobody has said anything yet: the row that was there stays as it is. */
export const MISS_ACTION: Statement = {
  name: 'miss_action',
  text: `INSERT INTO action_reports AS a (shop_id, decision_id, kind, state, note, reported_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (decision_id, shop_id, kind) DO UPDATE SET state = a.state
RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 decision. */
export const LIST_ACTION_REPORTS: Statement = {
  name: 'list_action_reports',
  text: `SELECT ${COLUMNS} FROM action_reports
WHERE decision_id = $2 AND shop_id = $1 ORDER BY reported_at, kind`,
}
