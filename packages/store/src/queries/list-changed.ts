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

/**
 * $1 shop, $2 list. The one job of the list that waits for its next item to expire. It looks back a
 * little further than it has to: one that runs meanwhile may have stopped short of now.
 */
export const NOTE_NEXT_EXPIRY: Statement = {
  name: 'note_next_expiry',
  text: `
INSERT INTO jobs (shop_id, queue, unique_key, run_at, payload)
SELECT $1, 'list_expired', $2, min(expires_at) + interval '1 second',
  jsonb_build_object('list', $2::text,
    'since', (extract(epoch FROM clock_timestamp() - interval '10 minutes') * 1000)::bigint)
FROM list_items WHERE shop_id = $1 AND list_name = $2 AND expires_at > clock_timestamp()
HAVING min(expires_at) IS NOT NULL
ON CONFLICT (shop_id, queue, unique_key)
  WHERE unique_key IS NOT NULL AND state = 'waiting' AND lease IS NULL
DO UPDATE SET run_at = least(jobs.run_at, excluded.run_at)`,
}

export interface ExpiredRow {
  readonly value: string
}

/** $1 shop, $2 list, $3 after and $4 until (milliseconds), $5 rows at most. */
export const EXPIRED_ITEMS: Statement = {
  name: 'expired_items',
  text: `
SELECT value FROM list_items WHERE shop_id = $1 AND list_name = $2
  AND expires_at > to_timestamp($3::bigint / 1000.0)
  AND expires_at <= to_timestamp($4::bigint / 1000.0)
LIMIT $5`,
}

export interface NextExpiryRow {
  /** Milliseconds. */
  readonly next: number | null
}

/** $1 shop, $2 list, $3 after (milliseconds). */
export const NEXT_EXPIRY: Statement = {
  name: 'next_expiry',
  text: `
SELECT (extract(epoch FROM min(expires_at)) * 1000)::float8 AS next FROM list_items
WHERE shop_id = $1 AND list_name = $2 AND expires_at > to_timestamp($3::bigint / 1000.0)`,
}
