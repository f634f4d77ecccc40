import type { Statement } from '../connection/sql.ts'

/** What a model says: how probable fraud is, or how strange an order is. */
export type StoredModelKind = 'fraud' | 'anomaly'

/** `challenger`: decides beside the champion without being answered. */
export type ModelState = 'candidate' | 'challenger' | 'champion' | 'retired'

export interface ModelRow {
  readonly model_id: string
  readonly name: string
  readonly kind: StoredModelKind
  readonly checkpoint: string
  readonly state: ModelState
  readonly author: string
  readonly author_key: string | null
  readonly about: Readonly<Record<string, unknown>>
  readonly trees: number
  readonly features: number
  readonly bytes: number
  readonly created_at: number
}

export interface ModelChangeRow {
  readonly state: ModelState
  readonly author: string
  readonly note: string
  readonly changed_at: number
}

const COLUMNS = `model_id, name, kind, checkpoint, state, author, author_key, about, trees, features,
  length(file) AS bytes, created_at`

/** $1 shop. Changes of the models of a shop wait for each other. */
export const LOCK_MODELS: Statement = {
  name: 'lock_models',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('models ' || $1, 0))`,
}
/**
 * $1 shop, $2 id, $3 name, $4 checkpoint, $5 author, $6 key, $7 about, $8 trees, $9 features,
 * $10 file, $11 kind, $12 how many a shop may have. No row: it is there, or the shop has as many.
 */
export const INSERT_MODEL: Statement = {
  name: 'insert_model',
  text: `INSERT INTO models (shop_id, model_id, name, checkpoint, state, author, author_key, about,
  trees, features, file, kind)
SELECT $1, $2, $3, $4, 'candidate', $5, $6, $7, $8, $9, $10, $11
WHERE (SELECT count(*) FROM models WHERE shop_id = $1) < $12
ON CONFLICT DO NOTHING
RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 id. */
export const FIND_MODEL: Statement = {
  name: 'find_model',
  text: `SELECT ${COLUMNS} FROM models WHERE shop_id = $1 AND model_id = $2`,
}
/** $1 shop, $2 rows at most. Newest first. */
export const LIST_MODELS: Statement = {
  name: 'list_models',
  text: `SELECT ${COLUMNS} FROM models WHERE shop_id = $1 ORDER BY created_at DESC, model_id LIMIT $2`,
}
/** $1 shop. What decides, and what is tried beside it. */
export const MODELS_IN_USE: Statement = {
  name: 'models_in_use',
  text: `SELECT model_id, kind, checkpoint, state FROM models
WHERE shop_id = $1 AND state IN ('champion', 'challenger') ORDER BY checkpoint, state`,
}
/** $1 shop, $2 id. */
export const MODEL_FILE: Statement = {
  name: 'model_file',
  text: `SELECT file FROM models WHERE shop_id = $1 AND model_id = $2`,
}
/** $1 shop, $2 id, $3 state. */
export const SET_MODEL_STATE: Statement = {
  name: 'set_model_state',
  text: `UPDATE models SET state = $3 WHERE shop_id = $1 AND model_id = $2 RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 checkpoint, $3 state, $4 kind. */
export const MODEL_IN_STATE: Statement = {
  name: 'model_in_state',
  text: `SELECT model_id FROM models WHERE shop_id = $1 AND checkpoint = $2 AND state = $3 AND kind = $4`,
}
/** $1 shop, $2 checkpoint, $3 the champion of now, $4 kind. The one that was it before. */
export const CHAMPION_BEFORE: Statement = {
  name: 'champion_before',
  text: `SELECT c.model_id FROM model_changes c JOIN models m USING (shop_id, model_id)
WHERE c.shop_id = $1 AND m.checkpoint = $2 AND c.state = 'champion' AND c.model_id <> $3
  AND m.kind = $4
ORDER BY change_id DESC LIMIT 1`,
}
/** $1 shop, $2 id, $3 state, $4 author, $5 key, $6 note. */
export const NOTE_MODEL_CHANGE: Statement = {
  name: 'note_model_change',
  text: `INSERT INTO model_changes (shop_id, model_id, state, author, author_key, note)
VALUES ($1, $2, $3, $4, $5, $6)`,
}
/** $1 shop, $2 id, $3 rows at most. Newest first. */
export const MODEL_CHANGES: Statement = {
  name: 'model_changes',
  text: `SELECT state, author, note, changed_at FROM model_changes
WHERE shop_id = $1 AND model_id = $2 ORDER BY change_id DESC LIMIT $3`,
}
