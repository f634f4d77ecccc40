import type { Statement } from '../connection/sql.ts'
import { passStatements, type PassRow } from './passes.ts'

export interface TrainingRow extends PassRow {
  readonly created_by_key: string | null
  readonly request: unknown
  readonly model_id: string | null
  readonly report: Readonly<Record<string, unknown>> | null
}

const READ = ['created_by_key', 'request', 'model_id', 'report']

export const TRAININGS = passStatements({
  table: 'trainings',
  item: 'training',
  asked: ['created_by_key', 'request'],
  listed: READ,
  found: READ,
  result: ['model_id', 'report'],
})

/** $1 shop, $2 training, $3 now (milliseconds). A job for each webhook that wants to be told of it. */
export const TELL_TRAINING: Statement = {
  name: 'tell_training',
  text: `INSERT INTO jobs (shop_id, queue, payload)
SELECT w.shop_id, 'webhook', jsonb_build_object('webhook', w.webhook_id, 'event', 'training.ended',
  'record', $2::text, 'at', 0, 'since', $3::bigint)
FROM webhooks w
WHERE w.shop_id = $1 AND w.is_enabled AND (w.kind = 'chat' OR 'training.ended' = ANY (w.events))`,
}

/** $1 now (milliseconds), $2 rows at most. Shops that want to be trained anew, and when they last were. */
export const RETRAINING_DUE: Statement = {
  name: 'retraining_due',
  text: `SELECT s.shop_id FROM shops s LEFT JOIN retrainings r ON r.shop_id = s.shop_id
WHERE coalesce((s.settings ->> 'retrain_days')::int, 0) > 0
  AND (r.asked_at IS NULL OR r.asked_at <= to_timestamp($1::bigint / 1000.0)
    - (s.settings ->> 'retrain_days')::int * interval '1 day')
ORDER BY r.asked_at NULLS FIRST LIMIT $2`,
}

/** As `RETRAINING_DUE`, of one shop: $1 now, $2 shop. A row: it is due, and whoever asks next finds it is not. */
export const CLAIM_RETRAINING: Statement = {
  name: 'claim_retraining',
  text: `INSERT INTO retrainings (shop_id, asked_at)
SELECT s.shop_id, to_timestamp($1::bigint / 1000.0) FROM shops s
WHERE s.shop_id = $2 AND coalesce((s.settings ->> 'retrain_days')::int, 0) > 0
ON CONFLICT (shop_id) DO UPDATE SET asked_at = excluded.asked_at
WHERE retrainings.asked_at <= excluded.asked_at
  - (SELECT (settings ->> 'retrain_days')::int FROM shops WHERE shop_id = $2) * interval '1 day'
RETURNING shop_id`,
}
