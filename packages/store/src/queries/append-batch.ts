/**
 * One batch of the journal with everything that belongs to its transaction.
 *
 * $1 rows, $2 all binary values of the batch in one piece (sent as they are: neither hex nor
 * base64), $3 labels, $4 jobs. A row's binary values stand one after another from byte `o`:
 * window (`w` bytes), subject (`u`), sealed (`s`), body (`b`), salt of a new key (`k`),
 * body hash (`h`), answer (`a`), shadow (`sh`); length 0 is NULL.
 *
 * Of a customer (`ca`) a row may say the trust that an order left (`co` its first decision, `ct`),
 * and what became of the account (`cc`, by whom `cb`, note `cn`). Customers are written in order, so
 * that two batches do not wait for each other in a ring; what is older than what is known is passed
 * over, so that a spool may be drained late.
 *
 * A row whose idempotency key is already taken is not written; its number comes back. Idempotency
 * keys are inserted in order, so that two nodes do not wait for each other in a ring.
 */
export const APPEND_BATCH = `
WITH input AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS r(
    n int, id uuid, shop text, kind smallint, et bigint, cp text, ty text, ev text,
    tr text, oc smallint, rs real, dg boolean, rv text, rf uuid,
    o int, w int, u int, s int, b int, k int, h int, a int, sh int,
    rq uuid, st smallint, ca bigint, co uuid, ct real, cc text, cb text, cn text)
),
keyed AS (
  INSERT INTO idempotency AS t (created_at, status, journal_id, request, body_hash, answer)
  SELECT received_at(id), st, CASE WHEN a = 0 THEN id END, rq,
    substring($2::bytea FROM o + w + u + s + b + k FOR h),
    substring($2::bytea FROM o + w + u + s + b + k + h FOR NULLIF(a, 0))
  FROM input WHERE rq IS NOT NULL
  ORDER BY rq
  ON CONFLICT (request) DO UPDATE SET
    created_at = excluded.created_at, status = excluded.status, journal_id = excluded.journal_id,
    body_hash = excluded.body_hash, answer = excluded.answer
  WHERE t.created_at < excluded.created_at - interval '24 hours'
  RETURNING request
),
refused AS (
  SELECT n FROM input i WHERE rq IS NOT NULL AND NOT EXISTS (
    SELECT FROM keyed k WHERE k.request = i.rq)
),
accepted AS MATERIALIZED (
  SELECT * FROM input i WHERE NOT EXISTS (SELECT FROM refused f WHERE f.n = i.n)
),
key_rows AS (
  INSERT INTO data_keys (subject, salt)
  SELECT DISTINCT encode(substring($2::bytea FROM o + w FOR u), 'hex')::uuid,
    encode(substring($2::bytea FROM o + w + u + s + b FOR k), 'hex')::uuid
  FROM accepted WHERE k > 0
),
label_rows AS (
  INSERT INTO labels
    (id, shop_id, event_id, transaction_id, label, source, time, amount_minor)
  SELECT l.id, l.shop, l.ev, l.tr, l.label, l.source, to_timestamp(l.ms / 1000.0), l.amount
  FROM json_to_recordset($3::json) AS l(n int, id uuid, shop text, ev text, tr text, label text,
    source text, ms bigint, amount bigint)
  JOIN accepted USING (n)
),
job_rows AS (
  INSERT INTO jobs (shop_id, queue, unique_key, run_at, payload)
  SELECT j.shop, j.queue, j.uk, to_timestamp(j.ms / 1000.0), j.payload
  FROM json_to_recordset($4::json) AS j(n int, shop text, queue text, uk text, ms bigint,
    payload jsonb)
  JOIN accepted USING (n)
  ON CONFLICT DO NOTHING
),
customer_rows AS (
  INSERT INTO customers AS c (account, as_of, ruling_id, trust, shop_id)
  SELECT DISTINCT ON (ca) ca, co, NULLIF(id, co), ct, shop FROM accepted
  WHERE ct IS NOT NULL ORDER BY ca, co DESC, id DESC
  ON CONFLICT (account) DO UPDATE SET tx = excluded.tx, as_of = excluded.as_of,
    ruling_id = excluded.ruling_id, order_id = NULL, trust = excluded.trust
  WHERE (excluded.as_of, COALESCE(excluded.ruling_id, excluded.as_of))
    > (c.as_of, COALESCE(c.ruling_id, c.as_of))
),
customer_change_rows AS (
  INSERT INTO customer_changes (account, id, order_id, shop_id, change, changed_by, note)
  SELECT ca, id, co, shop, cc, cb, COALESCE(cn, '') FROM accepted WHERE cc IS NOT NULL
),
journal_rows AS (
  INSERT INTO journal (event_time, risk_score, kind, outcome, is_degraded, id,
    rescored_from, shop_id, event_type, checkpoint, event_id, transaction_id, ruleset_version,
    window_event, subject, sealed, body, shadow)
  SELECT to_timestamp(et / 1000.0), rs, kind, oc, dg, id, rf, shop, ty,
    cp, ev, tr, rv,
    substring($2::bytea FROM o FOR NULLIF(w, 0)),
    substring($2::bytea FROM o + w FOR NULLIF(u, 0)),
    substring($2::bytea FROM o + w + u FOR NULLIF(s, 0)),
    substring($2::bytea FROM o + w + u + s FOR b),
    substring($2::bytea FROM o + w + u + s + b + k + h + a FOR NULLIF(sh, 0))
  FROM accepted
)
SELECT n FROM refused`
