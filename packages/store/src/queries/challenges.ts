import type { Statement } from '../connection/sql.ts'

export interface ChallengeRow {
  readonly id: string
  readonly decision_id: string
  readonly kind: string
  readonly state: string
  readonly reason: string
  readonly score: number | null
  readonly attempts: number
  readonly expires_at: number
  readonly secret_hash: Buffer | null
  readonly sealed: Buffer | null
}

const COLUMNS =
  'id, decision_id, kind, state, reason, score, attempts, expires_at, secret_hash, sealed'

/** $1 shop: one start of a code after the other, so that limits hold. */
export const LOCK_CHALLENGES: Statement = {
  name: 'lock_challenges',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('otp ' || $1, 0))`,
}
/** $1 shop, $2 number, $3 IP address, $4 prefix of the number, $5 since, $6 decision. */
export const COUNT_SENT: Statement = {
  name: 'count_sent',
  text: `SELECT count(*) FILTER (WHERE number_token = $2)::int AS by_number,
  count(*) FILTER (WHERE ip_token = $3)::int AS by_ip,
  count(*) FILTER (WHERE number_prefix = $4)::int AS by_prefix,
  count(*) FILTER (WHERE decision_id = $6)::int AS by_order, count(*)::int AS by_shop
FROM challenges
WHERE shop_id = $1 AND kind = 'otp' AND created_at > to_timestamp($5::float8 / 1000)`,
}
/** $1 shop, $2 decision. */
export const REPLACE_OTP: Statement = {
  name: 'replace_otp',
  text: `UPDATE challenges SET state = 'failed', reason = 'replaced', sealed = NULL, settled_at = now()
WHERE decision_id = $2 AND shop_id = $1 AND kind = 'otp' AND state = 'pending'`,
}
/**
 * $1 id, $2 shop, $3 decision, $4 kind, $5 hash, $6 sealed, $7 number, $8 its prefix, $9 IP address,
 * $10 expires, $11 when its job runs. No row: the token was handed in before.
 */
export const ADD_CHALLENGE: Statement = {
  name: 'add_challenge',
  text: `
WITH made AS (
  INSERT INTO challenges (id, shop_id, decision_id, kind, secret_hash, sealed, number_token,
    number_prefix, ip_token, expires_at)
  VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, to_timestamp($10::float8 / 1000))
  ON CONFLICT DO NOTHING RETURNING id),
job AS (
  INSERT INTO jobs (shop_id, queue, unique_key, run_at, payload)
  SELECT $2, 'challenge', id::text, to_timestamp($11::float8 / 1000),
    jsonb_build_object('challenge', id)
  FROM made ON CONFLICT DO NOTHING)
SELECT id FROM made`,
}
/** $1 hash of a token. */
export const FIND_TOKEN: Statement = {
  name: 'find_challenge_token',
  text: `SELECT ${COLUMNS}, shop_id FROM challenges WHERE secret_hash = $1 AND kind <> 'otp'`,
}
/** $1 shop, $2 id. */
export const FIND_CHALLENGE: Statement = {
  name: 'find_challenge',
  text: `SELECT ${COLUMNS} FROM challenges WHERE id = $2 AND shop_id = $1`,
}
/** $1 shop, $2 decision. Oldest first. */
export const CHALLENGES_OF: Statement = {
  name: 'challenges_of',
  text: `SELECT ${COLUMNS} FROM challenges
WHERE decision_id = $2 AND shop_id = $1 AND state <> 'pending' ORDER BY created_at, id`,
}
/** $1 shop, $2 id, $3 hash of the code that is about to be sent. */
export const SET_CODE: Statement = {
  name: 'set_otp_code',
  text: `UPDATE challenges SET secret_hash = $3 WHERE id = $2 AND shop_id = $1
  AND state = 'pending' AND sealed IS NOT NULL AND expires_at > now()`,
}
/** $1 shop, $2 id: the number is not needed any more. */
export const CODE_SENT: Statement = {
  name: 'otp_code_sent',
  text: `UPDATE challenges SET sealed = NULL WHERE id = $2 AND shop_id = $1`,
}
/** $1 shop, $2 id, $3 tries at most. Counts the try before anybody knows whether it is right. */
export const TRY_CODE: Statement = {
  name: 'try_otp_code',
  text: `UPDATE challenges SET attempts = attempts + 1
WHERE id = $2 AND shop_id = $1 AND kind = 'otp' AND state = 'pending' AND expires_at > now()
  AND attempts < $3
RETURNING ${COLUMNS}`,
}
/**
 * $1 shop, $2 id, $3 state, $4 reason, $5 score. The order is decided again by a job of the same
 * transaction. No row: it was settled before.
 */
export const SETTLE_CHALLENGE: Statement = {
  name: 'settle_challenge',
  text: `
WITH done AS (
  UPDATE challenges SET state = $3, reason = $4, score = $5, sealed = NULL, settled_at = now()
  WHERE id = $2 AND shop_id = $1 AND state = 'pending' RETURNING id, decision_id),
job AS (
  INSERT INTO jobs (shop_id, queue, unique_key, payload)
  SELECT $1, 'challenged', decision_id::text, jsonb_build_object('decision', decision_id)
  FROM done ON CONFLICT DO NOTHING)
SELECT id FROM done`,
}
/** $1 before when, milliseconds. */
export const FORGET_CHALLENGES: Statement = {
  name: 'forget_challenges',
  text: `DELETE FROM challenges WHERE created_at < to_timestamp($1::float8 / 1000)`,
}
