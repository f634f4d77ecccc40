import type { Statement } from '../connection/sql.ts'

export interface VersionRow {
  readonly version: number
  readonly created_at: number
  readonly expires_at: number
  readonly entries: number
  readonly digest: string
  readonly manifest: string
  readonly signature: Buffer
}

export interface EntryRow {
  readonly kind: string
  readonly key: string
  readonly verdict: string
  readonly confidence: number
  readonly campaign_id: string | null
  readonly reasons: readonly string[]
  readonly sources: readonly string[]
  readonly by_first: string | null
  readonly by_second: string | null
  readonly decided_at: number
  readonly added_at: number
  readonly expires_at: number
  readonly retest_at: number
}

export interface ChangeRow {
  readonly kind: string
  readonly key: string
  readonly at: number
  readonly is_removal: boolean
}

const COLUMNS = `kind, key, verdict, confidence, campaign_id, reasons, sources, by_first, by_second,
  decided_at, added_at, expires_at, retest_at`
const VERSION_COLUMNS = 'version, created_at, expires_at, entries, digest, manifest, signature'

/** Whoever publishes does so after whoever else does; reading goes on. */
export const LOCK_BLOCKLIST: Statement = {
  name: 'lock_blocklist',
  text: 'LOCK TABLE blocklist_versions IN SHARE ROW EXCLUSIVE MODE',
}
export const LAST_BLOCKLIST_VERSION: Statement = {
  name: 'last_blocklist_version',
  text: `SELECT ${VERSION_COLUMNS} FROM blocklist_versions ORDER BY version DESC LIMIT 1`,
}
/** $1 version. */
export const BLOCKLIST_VERSION: Statement = {
  name: 'blocklist_version',
  text: `SELECT ${VERSION_COLUMNS} FROM blocklist_versions WHERE version = $1`,
}
/** $1 version, $2 made, $3 expires (milliseconds), $4 entries, $5 added, $6 removed, $7 digest, $8 manifest, $9 signature. */
export const INSERT_BLOCKLIST_VERSION: Statement = {
  name: 'insert_blocklist_version',
  text: `INSERT INTO blocklist_versions (version, created_at, expires_at, entries, added, removed,
  digest, manifest, signature)
VALUES ($1, to_timestamp($2::bigint / 1000.0), to_timestamp($3::bigint / 1000.0), $4, $5, $6, $7,
  $8, $9)`,
}
/** $1 version. In no order. */
export const BLOCKLIST_ENTRIES_AT: Statement = {
  name: 'blocklist_entries_at',
  text: `SELECT ${COLUMNS} FROM blocklist_entries
WHERE version_added <= $1 AND (version_removed IS NULL OR version_removed > $1)`,
}
/** $1 kinds, $2 keys: of these the ones that stand. */
export const STANDING_ENTRIES: Statement = {
  name: 'standing_blocklist_entries',
  text: `SELECT ${COLUMNS} FROM blocklist_entries JOIN unnest($1::text[], $2::text[]) AS asked (k, v)
  ON kind = k AND key = v WHERE version_removed IS NULL`,
}
/** $1 version, $2 now (milliseconds), $3 why, $4 kinds, $5 keys. */
export const CLOSE_ENTRIES: Statement = {
  name: 'close_blocklist_entries',
  text: `UPDATE blocklist_entries SET version_removed = $1, removed_why = $3,
  removed_at = to_timestamp($2::bigint / 1000.0)
FROM unnest($4::text[], $5::text[]) AS asked (k, v)
WHERE kind = k AND key = v AND version_removed IS NULL`,
}
/** $1 version, $2 now (milliseconds). */
export const EXPIRE_ENTRIES: Statement = {
  name: 'expire_blocklist_entries',
  text: `UPDATE blocklist_entries SET version_removed = $1, removed_why = 'expired',
  removed_at = to_timestamp($2::bigint / 1000.0)
WHERE version_removed IS NULL AND expires_at <= to_timestamp($2::bigint / 1000.0)`,
}
/** $1 version, $2 rows. */
export const INSERT_ENTRIES: Statement = {
  name: 'insert_blocklist_entries',
  text: `INSERT INTO blocklist_entries (version_added, ${COLUMNS})
SELECT $1, kind, key, verdict, confidence, campaign_id, reasons, sources, by_first, by_second,
  to_timestamp(decided_ms / 1000.0), to_timestamp(added_ms / 1000.0),
  to_timestamp(expires_ms / 1000.0), to_timestamp(retest_ms / 1000.0)
FROM json_to_recordset($2) AS made (kind text, key text, verdict text, confidence real,
  campaign_id text, reasons text[], sources text[], by_first text, by_second text,
  decided_ms bigint, added_ms bigint, expires_ms bigint, retest_ms bigint)`,
}
/** $1 after this time (milliseconds), $2 rows. What came and what went; changed words are neither. */
export const BLOCKLIST_CHANGES: Statement = {
  name: 'blocklist_changes',
  text: `SELECT kind, key, created_at AS at, is_removal FROM (
  SELECT kind, key, version_added AS version, false AS is_removal FROM blocklist_entries e
  WHERE NOT EXISTS (SELECT FROM blocklist_entries b WHERE b.kind = e.kind AND b.key = e.key
    AND b.version_removed = e.version_added)
  UNION ALL
  SELECT kind, key, version_removed, true FROM blocklist_entries
  WHERE version_removed IS NOT NULL AND removed_why <> 'changed'
) AS made JOIN blocklist_versions USING (version)
WHERE created_at > to_timestamp($1::bigint / 1000.0) ORDER BY created_at, kind, key LIMIT $2`,
}
/** $1 now (milliseconds), $2 rows. */
export const DUE_FOR_RETEST: Statement = {
  name: 'blocklist_due_for_retest',
  text: `SELECT ${COLUMNS} FROM blocklist_entries
WHERE version_removed IS NULL AND retest_at <= to_timestamp($1::bigint / 1000.0)
ORDER BY retest_at LIMIT $2`,
}
/** $1 since (milliseconds): seconds from the verdict to the first version that has the entry. */
export const BLOCKLIST_LATENCY: Statement = {
  name: 'blocklist_latency',
  text: `SELECT count(*)::int AS entries,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS p50_s,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY seconds) AS p99_s, max(seconds) AS max_s
FROM (SELECT extract(epoch FROM v.created_at - e.decided_at)::float8 AS seconds
  FROM blocklist_entries e JOIN blocklist_versions v ON v.version = e.version_added
  WHERE v.created_at > to_timestamp($1::bigint / 1000.0)
    AND NOT EXISTS (SELECT FROM blocklist_entries b WHERE b.kind = e.kind AND b.key = e.key
      AND b.version_removed = e.version_added)) AS measured`,
}
