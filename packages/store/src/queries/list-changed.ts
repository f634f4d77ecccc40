import type { Statement } from '../connection/sql.ts'

/**
 * $1 shop, $2 list, $3 changed values as JSON (`null`: too many to name), $4 values at most. What
 * changes in quick succession is gathered into one job.
 */
export const NOTE_LIST_CHANGED: Statement = {
  name: 'note_list_changed',
  text: `
INSERT INTO jobs (shop_id, queue, unique_key, run_at, payload)
VALUES ($1, 'list_changed', $2, clock_timestamp() + interval '1 second',
  jsonb_build_object('list', $2::text, 'values', $3::jsonb))
ON CONFLICT (shop_id, queue, unique_key)
  WHERE unique_key IS NOT NULL AND state = 'waiting' AND lease IS NULL
DO UPDATE SET payload = jsonb_build_object('list', $2::text, 'values',
  CASE WHEN jsonb_typeof(jobs.payload->'values') <> 'array'
      OR jsonb_typeof(excluded.payload->'values') <> 'array' THEN 'null'::jsonb
    ELSE CASE WHEN jsonb_array_length(jobs.payload->'values')
      + jsonb_array_length(excluded.payload->'values') > $4 THEN 'null'::jsonb
    ELSE (jobs.payload->'values') || (excluded.payload->'values') END END)`,
}
