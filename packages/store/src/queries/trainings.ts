import type { Statement } from '../connection/sql.ts'

export interface TrainingRow {
  readonly id: string
  readonly shop_id: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly progress: number
  readonly decisions: number
  readonly created_at: number
  readonly created_by: string
  readonly created_by_key: string | null
  readonly request: unknown
  readonly error: string | null
  readonly model_id: string | null
  readonly report: Readonly<Record<string, unknown>> | null
}

const COLUMNS = `id, shop_id, state, progress, decisions, created_at, created_by, created_by_key,
  request, error, model_id, report`

/** $1 id, $2 shop, $3 by whom, $4 key, $5 request. */
export const INSERT_TRAINING: Statement = {
  name: 'insert_training',
  text: `INSERT INTO trainings (id, shop_id, created_by, created_by_key, request)
VALUES ($1, $2, $3, $4, $5) RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 how many stay. */
export const PRUNE_TRAININGS: Statement = {
  name: 'prune_trainings',
  text: `DELETE FROM trainings WHERE shop_id = $1 AND id <= (
  SELECT id FROM trainings WHERE shop_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)`,
}
/** $1 shop, $2 id. */
export const FIND_TRAINING: Statement = {
  name: 'find_training',
  text: `SELECT ${COLUMNS} FROM trainings WHERE shop_id = $1 AND id = $2`,
}
/** $1 shop, $2 before this id, $3 rows at most. Newest first. */
export const LIST_TRAININGS: Statement = {
  name: 'list_trainings',
  text: `SELECT ${COLUMNS} FROM trainings WHERE shop_id = $1 AND id < $2::uuid
ORDER BY id DESC LIMIT $3`,
}
/** $1 shop, $2 id, $3 share of the work, $4 decisions. One that has ended stays so. */
export const PROGRESS_TRAINING: Statement = {
  name: 'progress_training',
  text: `UPDATE trainings SET state = 'running', progress = $3, decisions = $4
WHERE shop_id = $1 AND id = $2 AND state IN ('waiting', 'running')`,
}
/** $1 shop, $2 id, $3 model, $4 report, $5 error. */
export const END_TRAINING: Statement = {
  name: 'end_training',
  text: `UPDATE trainings SET state = CASE WHEN $5::text IS NULL THEN 'done' ELSE 'failed' END,
  progress = 1, model_id = $3, report = $4, error = $5
WHERE shop_id = $1 AND id = $2`,
}
/** $1 shop, $2 id. */
export const DELETE_TRAINING: Statement = {
  name: 'delete_training',
  text: `DELETE FROM trainings WHERE shop_id = $1 AND id = $2`,
}
