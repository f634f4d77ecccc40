import type { Statement } from '../connection/sql.ts'

export interface SiteRow {
  readonly site_key: string
  readonly kind: string
  readonly first_seen_at: number
  readonly asked_at: number
  readonly judged_at: number | null
  readonly expires_at: number | null
  readonly retest_at: number | null
  readonly campaign_id: string | null
  readonly revision: number
  readonly is_blocked: boolean
  readonly verdict: string
  readonly investigation: string
  readonly judgement: unknown
  readonly membership: unknown
  readonly observations: Readonly<Record<string, unknown>>
}
export interface CheckRow extends SiteRow {
  readonly check_id: string
  readonly shop_id: string | null
  readonly submitted_at: number
  readonly link: string
}
export interface EdgeRow {
  readonly site_key: string
  readonly kind: string
  readonly value: string
}
export interface SiteEventRow {
  readonly site_key: string
  readonly at: number
  readonly code: string
  readonly text: string
}
export interface CampaignRow {
  readonly campaign_id: string
  readonly name: string
  readonly created_at: number
  readonly updated_at: number
  readonly found: number
  readonly blocked: number
  readonly similarity: number
  readonly coverage: number
  readonly forecast: unknown
  readonly story: unknown
}
export interface ReportRow {
  readonly at: number
  readonly counts: boolean
  readonly reporter: Uint8Array
  readonly network: Uint8Array | null
}
export interface NewDomainRow {
  readonly domain: string
  readonly registered_at: number
  readonly registrar: string | null
  readonly privacy_service: string | null
  readonly name_servers: readonly string[]
  readonly source: string
  readonly patterns: readonly string[]
}

const SITE = `s.site_key, s.kind, s.first_seen_at, s.asked_at, s.judged_at, s.expires_at,
  s.retest_at, s.campaign_id, s.revision, s.is_blocked, s.verdict, s.investigation, s.judgement,
  s.membership, s.observations`
const CAMPAIGN = `campaign_id, name, created_at, updated_at, found, blocked, similarity, coverage,
  forecast, story`
const at = (parameter: string) => `to_timestamp(${parameter}::bigint / 1000.0)`

/** $1 key, $2 kind, $3 now. */
export const ASK_SITE: Statement = {
  name: 'ask_site',
  text: `INSERT INTO sites AS s (site_key, kind, first_seen_at, asked_at)
VALUES ($1, $2, ${at('$3')}, ${at('$3')})
ON CONFLICT (site_key) DO UPDATE SET asked_at = greatest(s.asked_at, excluded.asked_at)
RETURNING ${SITE}`,
}
/** $1 id, $2 shop or null, $3 key, $4 link, $5 now. */
export const ADD_CHECK: Statement = {
  name: 'add_link_check',
  text: `INSERT INTO link_checks (check_id, shop_id, site_key, link, submitted_at)
VALUES ($1, $2, $3, $4, ${at('$5')})`,
}
/** $1 id. */
export const FIND_CHECK: Statement = {
  name: 'find_link_check',
  text: `SELECT c.check_id, c.shop_id, c.submitted_at, c.link, ${SITE}
FROM link_checks c JOIN sites s USING (site_key) WHERE c.check_id = $1`,
}
/** $1 shop, $2 verdict or null, $3 before this id or null, $4 rows at most. */
export const LIST_CHECKS: Statement = {
  name: 'list_link_checks',
  text: `SELECT c.check_id, c.shop_id, c.submitted_at, c.link, ${SITE}
FROM link_checks c JOIN sites s USING (site_key)
WHERE c.shop_id = $1 AND ($2::text IS NULL OR s.verdict = $2) AND ($3::uuid IS NULL OR c.check_id < $3)
ORDER BY c.check_id DESC LIMIT $4`,
}
/** $1 keys. */
export const FIND_SITES: Statement = {
  name: 'find_sites',
  text: `SELECT ${SITE} FROM sites s WHERE s.site_key = ANY ($1::text[])`,
}
/** $1 key, $2 topic, $3 observation as JSON. */
export const OBSERVE_SITE: Statement = {
  name: 'observe_site',
  text: `UPDATE sites SET revision = revision + 1,
  observations = observations || jsonb_build_object($2::text, $3::jsonb)
WHERE site_key = $1`,
}
/** $1 keys, $2 state. */
export const SET_INVESTIGATION: Statement = {
  name: 'set_site_investigation',
  text: 'UPDATE sites SET investigation = $2 WHERE site_key = ANY ($1::text[])',
}
/** $1 key, $2 kinds, $3 values. The edges of the site that it no longer shows go. */
export const CLEAR_EDGES: Statement = {
  name: 'clear_site_edges',
  text: `DELETE FROM site_edges e WHERE e.site_key = $1 AND NOT EXISTS (
  SELECT FROM unnest($2::text[], $3::text[]) AS n(kind, value)
  WHERE n.kind = e.kind AND n.value = e.value)`,
}
/** As `CLEAR_EDGES`. */
export const ADD_EDGES: Statement = {
  name: 'add_site_edges',
  text: `INSERT INTO site_edges (site_key, kind, value)
SELECT $1, n.kind, n.value FROM unnest($2::text[], $3::text[]) AS n(kind, value)
ON CONFLICT DO NOTHING`,
}
/** $1 key, $2 times, $3 codes, $4 texts. */
export const ADD_EVENTS: Statement = {
  name: 'add_site_events',
  text: `INSERT INTO site_events (site_key, at, code, text)
SELECT $1, to_timestamp(n.at / 1000.0), n.code, n.text
FROM unnest($2::bigint[], $3::text[], $4::text[]) WITH ORDINALITY AS n(at, code, text, place)
ORDER BY n.place`,
}
/** $1 keys, $2 rows at most: the newest, newest first. */
export const LIST_EVENTS: Statement = {
  name: 'list_site_events',
  text: `SELECT site_key, at, code, text FROM site_events WHERE site_key = ANY ($1::text[])
ORDER BY at DESC, number DESC LIMIT $2`,
}
/** Verdicts, campaigns and the blocklist change one after the other, on whichever node. */
export const LOCK_SITES: Statement = {
  name: 'lock_sites',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('gatehouse sites', 0))`,
}
/**
 * $1 keys, $2 sites of one edge at most, $3 rows at most, $4 kinds or null. The edges that these sites share
 * with others, and those others; what more sites have in common than $2 ties nobody to anybody.
 */
export const NEIGHBOURS: Statement = {
  name: 'neighbour_sites',
  text: `WITH shared AS (
  SELECT DISTINCT e.kind, e.value FROM site_edges e
  WHERE e.site_key = ANY ($1::text[]) AND ($4::text[] IS NULL OR e.kind = ANY ($4::text[]))
), met AS (
  SELECT o.kind, o.value, o.site_key FROM shared JOIN LATERAL (
    SELECT e.kind, e.value, e.site_key FROM site_edges e
    WHERE e.kind = shared.kind AND e.value = shared.value
    LIMIT $2 + 1
  ) o ON true
)
SELECT m.kind, m.value, m.site_key FROM met m JOIN (
  SELECT kind, value FROM met GROUP BY kind, value HAVING count(*) BETWEEN 2 AND $2
) few USING (kind, value)
LIMIT $3`,
}
/** $1 keys. */
export const EDGES_OF: Statement = {
  name: 'edges_of_sites',
  text: 'SELECT site_key, kind, value FROM site_edges WHERE site_key = ANY ($1::text[])',
}
/** $1 keys, $2 sites that are counted at most. What two or more of the sites show. */
export const EDGE_DEGREES: Statement = {
  name: 'degrees_of_edges',
  text: `SELECT shown.kind, shown.value, few.sites FROM (
  SELECT e.kind, e.value FROM site_edges e WHERE e.site_key = ANY ($1::text[])
  GROUP BY e.kind, e.value HAVING count(*) > 1
) shown JOIN LATERAL (
  SELECT count(*)::int AS sites FROM (
    SELECT 1 FROM site_edges o WHERE o.kind = shown.kind AND o.value = shown.value LIMIT $2
  ) counted
) few ON true`,
}
/** $1 key, $2 verdict, $3 judgement, $4 now, $5 expires, $6 retest, $7 campaign, $8 membership, $9 blocked. */
export const JUDGE_SITE: Statement = {
  name: 'judge_site',
  text: `UPDATE sites SET verdict = $2, judgement = $3, judged_at = ${at('$4')},
  expires_at = ${at('$5')}, retest_at = ${at('$6')}, campaign_id = $7, membership = $8,
  is_blocked = $9
WHERE site_key = $1`,
}
/** $1 id, $2 name, $3 now, $4 found, $5 blocked, $6 similarity, $7 coverage, $8 forecast. */
export const PUT_CAMPAIGN: Statement = {
  name: 'put_campaign',
  text: `INSERT INTO campaigns (campaign_id, name, created_at, updated_at, found, blocked,
  similarity, coverage, forecast)
VALUES ($1, $2, ${at('$3')}, ${at('$3')}, $4, $5, $6, $7, $8)
ON CONFLICT (campaign_id) DO UPDATE SET updated_at = excluded.updated_at, found = excluded.found,
  blocked = excluded.blocked, similarity = excluded.similarity, coverage = excluded.coverage,
  forecast = excluded.forecast`,
}
/** $1 campaigns that went into $2. */
export const MERGE_CAMPAIGNS: Statement = {
  name: 'merge_campaigns',
  text: `WITH moved AS (
  UPDATE sites SET campaign_id = $2 WHERE campaign_id = ANY ($1::uuid[])
)
UPDATE campaigns SET found = 0, blocked = 0, merged_into = $2
WHERE campaign_id = ANY ($1::uuid[]) OR merged_into = ANY ($1::uuid[])`,
}
/** $1 ids. Of campaigns that a site has left: they hold what is still there. */
export const RECOUNT_CAMPAIGNS: Statement = {
  name: 'recount_campaigns',
  text: `UPDATE campaigns c SET (found, blocked) = (
  SELECT count(*)::int, count(*) FILTER (WHERE s.is_blocked)::int FROM sites s
  WHERE s.campaign_id = c.campaign_id AND s.kind = 'site')
WHERE c.campaign_id = ANY ($1::uuid[]) AND c.merged_into IS NULL`,
}
/** $1 id. One that went into another is the other. */
export const FIND_CAMPAIGN: Statement = {
  name: 'find_campaign',
  text: `SELECT ${CAMPAIGN} FROM campaigns WHERE campaign_id = (
  SELECT coalesce(merged_into, campaign_id) FROM campaigns WHERE campaign_id = $1)`,
}
/** $1 updated before (milliseconds) or null, $2 rows at most. */
export const LIST_CAMPAIGNS: Statement = {
  name: 'list_campaigns',
  text: `SELECT ${CAMPAIGN} FROM campaigns
WHERE found > 0 AND ($1::bigint IS NULL OR updated_at < ${at('$1')})
ORDER BY updated_at DESC, campaign_id LIMIT $2`,
}
/** $1 id, $2 rows at most. */
export const CAMPAIGN_SITES: Statement = {
  name: 'campaign_sites',
  text: `SELECT ${SITE} FROM sites s WHERE s.campaign_id = $1 AND s.kind = 'site'
ORDER BY s.first_seen_at, s.site_key LIMIT $2`,
}
/** $1 id, $2 story. */
export const PUT_STORY: Statement = {
  name: 'put_campaign_story',
  text: `UPDATE campaigns SET story = $2::jsonb
WHERE campaign_id = $1 AND found > 0`,
}
/**
 * $1 id, $2 key, $3 now, $4 reason, $5 reporter, $6 network, $7 the same reporter counts again after
 * (milliseconds), $8 reports of one network in that time. Whether it counts.
 */
export const ADD_REPORT: Statement = {
  name: 'add_site_report',
  text: `INSERT INTO site_reports (report_id, site_key, at, reason, reporter, network, counts)
SELECT $1, $2, ${at('$3')}, $4, $5, $6, NOT EXISTS (
  SELECT FROM site_reports r WHERE r.site_key = $2 AND r.reporter = $5 AND r.counts
    AND r.at > ${at('$3')} - $7::bigint * interval '1 millisecond'
) AND ($6::bytea IS NULL OR (
  SELECT count(*) FROM site_reports r WHERE r.site_key = $2 AND r.network = $6 AND r.counts
    AND r.at > ${at('$3')} - $7::bigint * interval '1 millisecond'
) < $8)
RETURNING counts`,
}
/** $1 key, $2 since (milliseconds), $3 rows at most: the newest of those that count. */
export const LIST_REPORTS: Statement = {
  name: 'list_site_reports',
  text: `SELECT at, counts, reporter, network FROM site_reports
WHERE site_key = $1 AND counts AND at >= ${at('$2')} ORDER BY at DESC LIMIT $3`,
}
/** $1 rows as JSON, $2 now. */
export const PUT_NEW_DOMAINS: Statement = {
  name: 'put_new_domains',
  text: `INSERT INTO new_domains (domain, registered_at, seen_at, registrar, privacy_service, source,
  name_servers, patterns)
SELECT n.domain, to_timestamp(n.registered_at / 1000.0), ${at('$2')}, n.registrar,
  n.privacy_service, n.source, n.name_servers, n.patterns
FROM json_to_recordset($1::json) AS n(domain text, registered_at bigint, registrar text,
  privacy_service text, source text, name_servers text[], patterns text[])
ON CONFLICT (domain) DO UPDATE SET registered_at = excluded.registered_at,
  registrar = coalesce(excluded.registrar, new_domains.registrar),
  privacy_service = coalesce(excluded.privacy_service, new_domains.privacy_service),
  name_servers = CASE WHEN cardinality(excluded.name_servers) > 0 THEN excluded.name_servers
    ELSE new_domains.name_servers END,
  patterns = excluded.patterns`,
}
/** $1 patterns, $2 from, $3 to (milliseconds), $4 rows at most. */
export const NEW_DOMAINS_LIKE: Statement = {
  name: 'new_domains_like',
  text: `SELECT domain, registered_at, registrar, privacy_service, name_servers, source, patterns
FROM new_domains WHERE patterns && $1::text[] AND registered_at >= ${at('$2')}
  AND registered_at < ${at('$3')}
ORDER BY registered_at, domain LIMIT $4`,
}
/** $1 names. */
export const NEW_DOMAINS_NAMED: Statement = {
  name: 'new_domains_named',
  text: `SELECT domain, registered_at, registrar, privacy_service, name_servers, source, patterns
FROM new_domains WHERE domain = ANY ($1::text[])`,
}
/** $1 patterns, $2 from, $3 to (milliseconds). How many have each, of at most 100,000. */
export const COUNT_PATTERNS: Statement = {
  name: 'count_new_domain_patterns',
  text: `SELECT p.pattern, count(*)::int AS domains FROM (
  SELECT patterns FROM new_domains WHERE patterns && $1::text[]
    AND registered_at >= ${at('$2')} AND registered_at < ${at('$3')} LIMIT 100000
) n CROSS JOIN LATERAL unnest(n.patterns) AS p(pattern)
WHERE p.pattern = ANY ($1::text[]) GROUP BY p.pattern`,
}
/** From when on new registrations have been watched (milliseconds). */
export const WATCHED_SINCE: Statement = {
  name: 'new_domains_watched_since',
  text: 'SELECT min(registered_at) AS since FROM new_domains',
}
/** $1 key, $2 bands. */
export const CLEAR_BANDS: Statement = {
  name: 'clear_site_bands',
  text: 'DELETE FROM site_bands WHERE site_key = $1 AND band <> ALL ($2::bigint[])',
}
/** As `CLEAR_BANDS`. */
export const ADD_BANDS: Statement = {
  name: 'add_site_bands',
  text: `INSERT INTO site_bands (band, site_key) SELECT b.band, $1 FROM unnest($2::bigint[]) AS b(band)
ON CONFLICT DO NOTHING`,
}
/**
 * $1 keys, $2 sites of one band at most, $3 rows at most. Sites that share a band with these; what
 * more sites share than $2 is a theme that is sold, and leads to nobody.
 */
export const BAND_NEIGHBOURS: Statement = {
  name: 'band_neighbour_sites',
  text: `WITH mine AS (
  SELECT DISTINCT b.band FROM site_bands b WHERE b.site_key = ANY ($1::text[])
), met AS (
  SELECT o.band, o.site_key FROM mine JOIN LATERAL (
    SELECT b.band, b.site_key FROM site_bands b WHERE b.band = mine.band LIMIT $2 + 1
  ) o ON true
)
SELECT DISTINCT m.site_key FROM met m JOIN (
  SELECT band FROM met GROUP BY band HAVING count(*) BETWEEN 2 AND $2
) few USING (band)
LIMIT $3`,
}
/** $1 now, $2 asked about or blocked since (milliseconds), $3 rows at most. */
export const SITES_TO_RETEST: Statement = {
  name: 'sites_to_retest',
  text: `SELECT s.site_key FROM sites s
WHERE s.retest_at <= ${at('$1')} AND s.kind = 'site' AND s.investigation <> 'waiting'
  AND (s.is_blocked OR s.asked_at >= ${at('$2')})
ORDER BY s.retest_at LIMIT $3`,
}
/** $1 keys, $2 to when (milliseconds): the verdict to come says better. */
export const POSTPONE_RETEST: Statement = {
  name: 'postpone_site_retest',
  text: `UPDATE sites SET retest_at = ${at('$2')} WHERE site_key = ANY ($1::text[])`,
}
/** $1 rows at most. With the judgement, without the observations that it came from. */
export const BLOCKED_SITES: Statement = {
  name: 'blocked_sites',
  text: `SELECT s.site_key, s.kind, s.first_seen_at, s.asked_at, s.judged_at, s.expires_at,
  s.retest_at, s.campaign_id, s.revision, s.is_blocked, s.verdict, s.investigation, s.judgement,
  NULL AS membership, '{}'::jsonb AS observations
FROM sites s WHERE s.is_blocked AND s.kind = 'site' AND s.expires_at > now() ORDER BY s.site_key LIMIT $1`,
}
