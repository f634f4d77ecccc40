import type { Statement } from '../connection/sql.ts'

export const NEWEST_BODY_MODEL: Statement = {
  name: 'newest_body_model',
  text: `SELECT model_id, counts FROM body_models ORDER BY model_id DESC LIMIT 1`,
}
/** $1 model. */
export const FIND_BODY_MODEL: Statement = {
  name: 'find_body_model',
  text: `SELECT model_id, counts FROM body_models WHERE model_id = $1`,
}
/** $1 counts. No row comes back when another node made the same number just now. */
export const INSERT_BODY_MODEL: Statement = {
  name: 'insert_body_model',
  text: `
INSERT INTO body_models (model_id, counts)
SELECT coalesce(max(model_id), 0) + 1, $1 FROM body_models
ON CONFLICT DO NOTHING RETURNING model_id, counts`,
}
