import type { Statement } from '../connection/sql.ts'

export interface CircleRow {
  readonly name: string
  readonly sealed_key: Buffer
  readonly revision: number
}

export interface MemberRow {
  readonly circle: string
  readonly member: string
  readonly title: string
  readonly owner: string
  readonly shop_id: string | null
  readonly lists: readonly string[]
  readonly shares_labels: boolean
  readonly shares_history: boolean
  readonly is_muted: boolean
  readonly public_key: Buffer
  readonly url: string | null
  readonly sealed_api_key: Buffer | null
  readonly seq: number
  readonly issued_at: number | null
  readonly pulled_at: number | null
  readonly problem: string | null
  readonly created_at: number
}

const MEMBER_COLUMNS = `circle, member, title, owner, shop_id, lists, shares_labels, shares_history,
  is_muted, public_key, url, sealed_api_key, seq, issued_at, pulled_at, problem, created_at`

export const ALL_CIRCLES: Statement = {
  name: 'all_circles',
  text: 'SELECT name, sealed_key, revision FROM circles ORDER BY name',
}
/** $1 name, $2 key. */
export const INSERT_CIRCLE: Statement = {
  name: 'insert_circle',
  text: 'INSERT INTO circles (name, sealed_key) VALUES ($1, $2) ON CONFLICT DO NOTHING',
}
/** $1 name. Its members and what they said go with it; the log stays. */
export const DELETE_CIRCLE: Statement = {
  name: 'delete_circle',
  text: 'DELETE FROM circles WHERE name = $1',
}
/** $1 name: whoever holds what is in it in memory reads it again. */
export const TOUCH_CIRCLE: Statement = {
  name: 'touch_circle',
  text: 'UPDATE circles SET revision = revision + 1 WHERE name = $1',
}
/** $1 circle (null: of all), $2 shop (null: of all and of others). */
export const CIRCLE_MEMBERS: Statement = {
  name: 'circle_members',
  text: `SELECT ${MEMBER_COLUMNS} FROM circle_members
WHERE ($1::text IS NULL OR circle = $1) AND ($2::text IS NULL OR shop_id = $2)
ORDER BY circle, created_at, member`,
}
/** The same, locked: who says or takes in something does so one after the other. */
export const LOCK_SHOP_MEMBERS: Statement = {
  name: 'lock_shop_members',
  text: `SELECT ${MEMBER_COLUMNS} FROM circle_members WHERE shop_id = $1
ORDER BY circle FOR UPDATE`,
}
/** $1 circle, $2 member. */
export const LOCK_MEMBER: Statement = {
  name: 'lock_circle_member',
  text: `SELECT ${MEMBER_COLUMNS} FROM circle_members WHERE circle = $1 AND member = $2 FOR UPDATE`,
}
/**
 * $1 circle, $2 member, $3 title, $4 owner, $5 shop, $6 lists, $7 labels, $8 history, $9 public key,
 * $10 url, $11 key of its API. One that is there is changed.
 */
export const PUT_MEMBER: Statement = {
  name: 'put_circle_member',
  text: `
INSERT INTO circle_members (circle, member, title, owner, shop_id, lists, shares_labels,
  shares_history, public_key, url, sealed_api_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (circle, member) DO UPDATE SET title = excluded.title, owner = excluded.owner,
  lists = excluded.lists, shares_labels = excluded.shares_labels,
  shares_history = excluded.shares_history, url = excluded.url,
  sealed_api_key = excluded.sealed_api_key, problem = NULL`,
}
/** $1 circle, $2 member. */
export const DELETE_MEMBER: Statement = {
  name: 'delete_circle_member',
  text: 'DELETE FROM circle_members WHERE circle = $1 AND member = $2',
}
/** $1 circle, $2 member, $3 whether. */
export const MUTE_MEMBER: Statement = {
  name: 'mute_circle_member',
  text: 'UPDATE circle_members SET is_muted = $3 WHERE circle = $1 AND member = $2',
}
/** $1 circle, $2 member, $3 problem. */
export const MEMBER_FAILED: Statement = {
  name: 'circle_member_failed',
  text: `UPDATE circle_members SET problem = $3, pulled_at = now()
WHERE circle = $1 AND member = $2`,
}
/** $1 circle, $2 member, $3 number of its last change, $4 when the page was made (seconds). */
export const MEMBER_TAKEN: Statement = {
  name: 'circle_member_taken',
  text: `UPDATE circle_members SET seq = greatest(seq, $3), problem = NULL, pulled_at = now(),
  issued_at = greatest(issued_at, to_timestamp($4))
WHERE circle = $1 AND member = $2`,
}
/** $1 circle, $2 member, $3 by how much. */
export const MEMBER_SAID: Statement = {
  name: 'circle_member_said',
  text: 'UPDATE circle_members SET seq = seq + $3 WHERE circle = $1 AND member = $2',
}

export interface TokenRow {
  readonly kind: string
  readonly token: Buffer
}
/** $1 circle, $2 member, $3 list (empty: orders), $4 what they come from. */
export const TAKE_SOURCES: Statement = {
  name: 'take_circle_sources',
  text: `DELETE FROM circle_sources
WHERE circle = $1 AND member = $2 AND list_name = $3 AND ref = ANY ($4::text[])
RETURNING kind, token`,
}
/** $1 circle, $2 member, $3 list, $4 shop: those whose item is gone. */
export const TAKE_ORPHANED_SOURCES: Statement = {
  name: 'take_orphaned_circle_sources',
  text: `DELETE FROM circle_sources s
WHERE circle = $1 AND member = $2 AND list_name = $3 AND NOT EXISTS (
  SELECT FROM list_items i WHERE i.shop_id = $4 AND i.list_name = $3 AND i.value = s.ref)
RETURNING kind, token`,
}
/** $1 circle, $2 member, $3 list: all of it. */
export const TAKE_LIST_SOURCES: Statement = {
  name: 'take_list_circle_sources',
  text: `DELETE FROM circle_sources WHERE circle = $1 AND member = $2 AND list_name = $3
RETURNING kind, token`,
}
/** $1 circle, $2 member, $3 kind, $4 shop, $5 list: what stands on that list too. */
export const TAKE_LISTED_SOURCES: Statement = {
  name: 'take_listed_circle_sources',
  text: `DELETE FROM circle_sources s USING list_items i
WHERE s.circle = $1 AND s.member = $2 AND s.kind = $3
  AND i.shop_id = $4 AND i.list_name = $5 AND i.value = s.local
RETURNING s.kind, s.token`,
}
/** $1 circle, $2 member, $3 kind, $4 values as the lists of the shop keep them. */
export const TAKE_LOCAL_SOURCES: Statement = {
  name: 'take_local_circle_sources',
  text: `DELETE FROM circle_sources
WHERE circle = $1 AND member = $2 AND kind = $3 AND local = ANY ($4::text[])
RETURNING kind, token`,
}
/** $1 circle, $2 member: those of lists that are not named in $3, and of orders unless $4. */
export const TAKE_UNSHARED_SOURCES: Statement = {
  name: 'take_unshared_circle_sources',
  text: `DELETE FROM circle_sources
WHERE circle = $1 AND member = $2
  AND CASE WHEN list_name = '' THEN NOT $4::boolean ELSE list_name <> ALL ($3::text[]) END
RETURNING kind, token`,
}
/**
 * $1 circle, $2 member, $3 shop, $4 sources as JSON, $5 rows at most. What is on an allow list of the
 * shop is left out.
 */
export const PUT_SOURCES: Statement = {
  name: 'put_circle_sources',
  text: `
INSERT INTO circle_sources (circle, member, kind, token, list_name, ref, local, reason, severity,
  since, expires_at)
SELECT DISTINCT ON (kind, token, list_name, ref) $1, $2, kind, decode(token, 'hex'), list_name, ref,
  local, reason, severity, to_timestamp(since_ms / 1000.0), to_timestamp(expires_ms / 1000.0)
FROM json_to_recordset($4::json) AS s(kind text, token text, list_name text, ref text, local text,
  reason text, severity smallint, since_ms float8, expires_ms float8)
WHERE NOT EXISTS (SELECT FROM list_items i JOIN lists l ON l.shop_id = i.shop_id
    AND l.name = i.list_name
  WHERE i.shop_id = $3 AND l.standing = 'allow' AND l.type = s.kind AND i.value = s.local)
LIMIT $5
ON CONFLICT (circle, member, kind, token, list_name, ref) DO UPDATE SET
  reason = excluded.reason, severity = excluded.severity, expires_at = excluded.expires_at
RETURNING kind, token`,
}
/** The same from what an import has staged. $1 circle, $2 member, $3 shop, $4 list, $5 rows at most. */
export const PUT_STAGED_SOURCES: Statement = {
  name: 'put_staged_circle_sources',
  text: `
INSERT INTO circle_sources (circle, member, kind, token, list_name, ref, local, reason, severity,
  since, expires_at)
SELECT DISTINCT ON (kind, token, value) $1, $2, kind, token, $4, value, value, reason, severity,
  to_timestamp(since_ms / 1000.0), to_timestamp(expires_ms / 1000.0)
FROM staged_shares s
WHERE circle = $1 AND NOT EXISTS (SELECT FROM list_items i JOIN lists l ON l.shop_id = i.shop_id
    AND l.name = i.list_name
  WHERE i.shop_id = $3 AND l.standing = 'allow' AND l.type = s.kind AND i.value = s.value)
LIMIT $5
ON CONFLICT (circle, member, kind, token, list_name, ref) DO UPDATE SET
  reason = excluded.reason, severity = excluded.severity, expires_at = excluded.expires_at
RETURNING kind, token`,
}

export interface ResaidRow {
  readonly said: number
  readonly withdrawn: number
}
/**
 * Makes items of what their sources say now. $1 circle, $2 member, $3 number before, $4 kinds,
 * $5 tokens.
 */
export const RESAY: Statement = {
  name: 'resay_circle_items',
  text: `
WITH touched AS (
  SELECT DISTINCT kind, token FROM unnest($4::text[], $5::bytea[]) AS t(kind, token)
), standing AS (
  SELECT t.kind, t.token, min(s.since) AS first_seen, max(s.since) AS last_seen,
    max(s.expires_at) AS expires_at, max(s.severity) AS severity,
    (array_agg(s.reason ORDER BY s.severity DESC, s.since))[1] AS reason,
    count(s.ref) > 0 AS stands
  FROM touched t LEFT JOIN circle_sources s
    ON s.circle = $1 AND s.member = $2 AND s.kind = t.kind AND s.token = t.token
  GROUP BY t.kind, t.token
), numbered AS (
  SELECT *, $3::bigint + row_number() OVER (ORDER BY kind, token) AS seq FROM standing
), withdrawn AS (
  UPDATE circle_items i SET is_withdrawn = true, seq = n.seq FROM numbered n
  WHERE NOT n.stands AND i.circle = $1 AND i.member = $2 AND i.kind = n.kind AND i.token = n.token
  RETURNING 1
), said AS (
  INSERT INTO circle_items AS kept (circle, member, kind, token, seq, reason, severity, first_seen,
    last_seen, expires_at, is_withdrawn)
  SELECT $1, $2, kind, token, seq, reason, severity, first_seen, last_seen, expires_at, false
  FROM numbered WHERE stands
  ON CONFLICT (circle, kind, token, member) DO UPDATE SET seq = excluded.seq,
    reason = excluded.reason, severity = excluded.severity, last_seen = excluded.last_seen,
    expires_at = excluded.expires_at, is_withdrawn = false,
    first_seen = CASE WHEN kept.is_withdrawn THEN excluded.first_seen
      ELSE least(kept.first_seen, excluded.first_seen) END
  RETURNING 1
)
SELECT (SELECT count(*) FROM said) AS said, (SELECT count(*) FROM withdrawn) AS withdrawn`,
}

/** $1 circle, $2 member: rows, those that are withdrawn too. */
export const COUNT_ITEMS: Statement = {
  name: 'count_circle_items',
  text: 'SELECT count(*) AS items FROM circle_items WHERE circle = $1 AND member = $2',
}
/** $1 circle, $2 days: what nobody asks for any more. */
export const FORGET_ITEMS: Statement = {
  name: 'forget_circle_items',
  text: `DELETE FROM circle_items WHERE circle = $1
  AND expires_at < now() - make_interval(days => $2::int)`,
}

export interface CircleItemRow {
  readonly seq: number
  readonly member: string
  readonly kind: string
  readonly token: Buffer
  readonly reason: string
  readonly severity: number
  readonly first_seen: number
  readonly last_seen: number
  readonly expires_at: number
  readonly is_withdrawn: boolean
}
const ITEM_COLUMNS =
  'seq, member, kind, token, reason, severity, first_seen, last_seen, expires_at, is_withdrawn'
/** $1 circle, $2 member, $3 after this number, $4 rows at most. */
export const ITEMS_AFTER: Statement = {
  name: 'circle_items_after',
  text: `SELECT ${ITEM_COLUMNS} FROM circle_items
WHERE circle = $1 AND member = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
}
/** $1 circle, $2 kind, $3 and $4 after this token and member, $5 seconds since the epoch, $6 rows at most. */
export const ITEMS_IN_FORCE: Statement = {
  name: 'circle_items_in_force',
  text: `SELECT ${ITEM_COLUMNS} FROM circle_items
WHERE circle = $1 AND kind = $2 AND (token, member) > ($3::bytea, $4::text)
  AND NOT is_withdrawn AND expires_at > to_timestamp($5)
ORDER BY token, member LIMIT $6`,
}
/**
 * Takes in what a member says; what is older than what is there changes nothing. $1 circle, $2 member,
 * $3 items as JSON.
 */
export const TAKE_ITEMS: Statement = {
  name: 'take_circle_items',
  text: `
INSERT INTO circle_items AS kept (circle, member, kind, token, seq, reason, severity, first_seen,
  last_seen, expires_at, is_withdrawn)
SELECT DISTINCT ON (kind, token) $1, $2, kind, decode(token, 'hex'), seq, reason, severity,
  to_timestamp(first_seen), to_timestamp(last_seen), to_timestamp(expires_at), is_withdrawn
FROM json_to_recordset($3::json) AS i(kind text, token text, seq bigint, reason text,
  severity smallint, first_seen float8, last_seen float8, expires_at float8, is_withdrawn boolean)
ORDER BY kind, token, seq DESC
ON CONFLICT (circle, kind, token, member) DO UPDATE SET seq = excluded.seq,
  reason = excluded.reason, severity = excluded.severity, first_seen = excluded.first_seen,
  last_seen = excluded.last_seen, expires_at = excluded.expires_at,
  is_withdrawn = excluded.is_withdrawn
WHERE kept.seq < excluded.seq`,
}

/** $1 circle, $2 member, $3 action, $4 author, $5 said, $6 withdrawn, $7 detail. */
export const LOG_CIRCLE: Statement = {
  name: 'log_circle',
  text: `INSERT INTO circle_log (circle, member, action, author, said, withdrawn, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7)`,
}
export interface CircleLogRow {
  readonly at: number
  readonly member: string
  readonly action: string
  readonly author: string
  readonly said: number
  readonly withdrawn: number
  readonly detail: string
}
/** $1 circle, $2 rows at most. Newest first. */
export const PAGE_CIRCLE_LOG: Statement = {
  name: 'page_circle_log',
  text: `SELECT at, member, action, author, said, withdrawn, detail FROM circle_log
WHERE circle = $1 ORDER BY id DESC LIMIT $2`,
}
/** $1 circle. */
export const COUNT_CIRCLE_ITEMS: Statement = {
  name: 'count_all_circle_items',
  text: 'SELECT count(*) AS items FROM circle_items WHERE circle = $1',
}
