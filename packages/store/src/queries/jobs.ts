import type { Statement } from '../connection/sql.ts'

export interface JobRow {
  readonly id: number
  readonly shop_id: string
  readonly queue: string
  readonly payload: unknown
  readonly attempts: number
  readonly lease: string
}

/** $1 jobs as JSON. */
export const ENQUEUE_JOBS: Statement = {
  name: 'enqueue_jobs',
  text: `
INSERT INTO jobs (shop_id, queue, unique_key, run_at, payload)
SELECT shop, queue, uk, coalesce(to_timestamp(ms / 1000.0), now()), payload
FROM json_to_recordset($1::json) AS j(shop text, queue text, uk text, ms bigint, payload jsonb)
ON CONFLICT DO NOTHING`,
}
/** $1 queue, $2 jobs at most, $3 lease in milliseconds, $4 lease id. */
export const LEASE_JOBS: Statement = {
  name: 'lease_jobs',
  text: `
UPDATE jobs SET lease = $4, leased_until = clock_timestamp() + $3 * interval '1 millisecond',
  attempts = attempts + 1
WHERE id IN (
  SELECT id FROM jobs
  WHERE queue = $1 AND state = 'waiting' AND run_at <= clock_timestamp()
    AND (leased_until IS NULL OR leased_until < clock_timestamp())
  ORDER BY run_at LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, shop_id, queue, payload, attempts, lease`,
}
/**
 * As `LEASE_JOBS`, one at a time of each shop. $5 shops in the order in which they were served. Two
 * nodes that ask in the same moment may each take one of a shop.
 */
export const LEASE_IN_TURN: Statement = {
  name: 'lease_in_turn',
  text: `
UPDATE jobs SET lease = $4, leased_until = clock_timestamp() + $3 * interval '1 millisecond',
  attempts = attempts + 1
WHERE id IN (
  SELECT id FROM jobs
  WHERE id IN (
    SELECT DISTINCT ON (shop_id) id FROM jobs w
    WHERE queue = $1 AND state = 'waiting' AND run_at <= clock_timestamp()
      AND (leased_until IS NULL OR leased_until < clock_timestamp())
      AND NOT EXISTS (SELECT FROM jobs r WHERE r.queue = $1 AND r.shop_id = w.shop_id
        AND r.leased_until >= clock_timestamp())
    ORDER BY shop_id, run_at, id)
  AND (leased_until IS NULL OR leased_until < clock_timestamp())
  ORDER BY array_position($5::text[], shop_id) NULLS FIRST, run_at
  LIMIT $2 FOR UPDATE SKIP LOCKED)
RETURNING id, shop_id, queue, payload, attempts, lease`,
}
/** $1 job, $2 lease id, $3 milliseconds. */
export const RENEW_JOB: Statement = {
  name: 'renew_job',
  text: `UPDATE jobs SET leased_until = clock_timestamp() + $3 * interval '1 millisecond'
WHERE id = $1 AND lease = $2`,
}
/** $1 job, $2 lease id. */
export const COMPLETE_JOB: Statement = {
  name: 'complete_job',
  text: `DELETE FROM jobs WHERE id = $1 AND lease = $2`,
}
/** $1 the next job as JSON, $2 job, $3 lease id. No row: the lease was lost. */
export const FOLLOW_JOB: Statement = {
  name: 'follow_job',
  text: `
WITH done AS (DELETE FROM jobs WHERE id = $2 AND lease = $3 RETURNING id),
next AS (
  INSERT INTO jobs (shop_id, queue, unique_key, run_at, payload)
  SELECT shop, queue, uk, coalesce(to_timestamp(ms / 1000.0), now()), payload
  FROM json_to_recordset($1::json) AS j(shop text, queue text, uk text, ms bigint, payload jsonb)
  WHERE EXISTS (SELECT FROM done)
  ON CONFLICT DO NOTHING)
SELECT id FROM done`,
}
/** $1 job, $2 lease id, $3 error, $4 retry after milliseconds, $5 state, $6 attempts that were none. */
export const FAIL_JOB: Statement = {
  name: 'fail_job',
  text: `
UPDATE jobs SET last_error = $3, leased_until = NULL, attempts = attempts - $6,
  run_at = clock_timestamp() + $4 * interval '1 millisecond', state = $5
WHERE id = $1 AND lease = $2`,
}
/** One row for each queue. */
export const COUNT_JOBS: Statement = {
  name: 'count_jobs',
  text: `
SELECT queue, count(*) FILTER (WHERE state = 'waiting') AS waiting,
  count(*) FILTER (WHERE state = 'dead') AS dead
FROM jobs GROUP BY queue ORDER BY queue`,
}
