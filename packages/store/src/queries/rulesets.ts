import type { Statement } from '../connection/sql.ts'

/** `shelved`: a draft that ran beside the live version and was written over since. */
export type RulesetState = 'draft' | 'shelved' | 'published' | 'retired'

export interface RulesetRow {
  readonly shop_id: string
  readonly name: string
  readonly version: number
  readonly state: RulesetState
  readonly document: unknown
  readonly author: string
  readonly note: string
  readonly created_at: number
  readonly published_at: number | null
  readonly author_key: string | null
  readonly approved_by: string | null
  readonly approved_by_key: string | null
  readonly approved_at: number | null
  readonly published_by: string | null
}

const COLUMNS = `shop_id, name, version, state, document, author, note, created_at, published_at,
  author_key, approved_by, approved_by_key, approved_at, published_by`

/** $1 shop. What the gate decides by. */
export const PUBLISHED_RULESETS: Statement = {
  name: 'published_rulesets',
  text: `SELECT ${COLUMNS} FROM rulesets WHERE shop_id = $1 AND state = 'published' ORDER BY name`,
}
/** $1 shop, $2 name, $3 rows at most. */
export const RULESET_HISTORY: Statement = {
  name: 'ruleset_history',
  text: `SELECT ${COLUMNS} FROM rulesets WHERE shop_id = $1 AND name = $2
ORDER BY version DESC LIMIT $3`,
}
/** $1 shop, $2 rows at most: the newest version of each name. */
export const LIST_RULESETS: Statement = {
  name: 'list_rulesets',
  text: `SELECT DISTINCT ON (name) ${COLUMNS} FROM rulesets WHERE shop_id = $1
ORDER BY name, version DESC LIMIT $2`,
}
/** $1 shop, $2 name, $3 version. */
export const FIND_RULESET: Statement = {
  name: 'find_ruleset',
  text: `SELECT ${COLUMNS} FROM rulesets WHERE shop_id = $1 AND name = $2 AND version = $3`,
}
/** $1 shop, $2 name: serialises writers of one ruleset. */
export const LOCK_RULESET: Statement = {
  name: 'lock_ruleset',
  text: `SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 1))`,
}
/** $1 shop, $2 name. A draft that ran is not written over: what it decided names it. */
export const SHELVE_DRAFT: Statement = {
  name: 'shelve_draft',
  text: `UPDATE rulesets SET state = 'shelved'
WHERE shop_id = $1 AND name = $2 AND state = 'draft' AND EXISTS (
  SELECT FROM ruleset_runs r WHERE r.shop_id = $1 AND r.name = $2 AND r.version = rulesets.version)`,
}
/**
 * $1 shop: serialises who publishes, so that two rulesets that change places wait for each other
 * instead of in a ring.
 */
export const LOCK_PUBLISHED: Statement = {
  name: 'lock_published',
  text: `SELECT pg_advisory_xact_lock(hashtextextended($1, 2))`,
}
/** The constraint by which a segment has one ruleset at a checkpoint. */
export const ONE_PER_CHECKPOINT = 'ruleset_checkpoints_one'
/**
 * $1 shop, $2 name, $3 document, $4 author, $5 note, $6 author's key. The draft gets a new number, so
 * that a number always means the same contents; who approved the old ones has not seen the new.
 */
export const REPLACE_DRAFT: Statement = {
  name: 'replace_draft',
  text: `UPDATE rulesets SET document = $3, author = $4, note = $5, author_key = $6, created_at = now(),
  approved_by = NULL, approved_by_key = NULL, approved_at = NULL,
  version = (SELECT max(version) + 1 FROM rulesets WHERE shop_id = $1 AND name = $2)
WHERE shop_id = $1 AND name = $2 AND state = 'draft'
RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 name, $3 state, $4 document, $5 author, $6 note, $7 author's key. */
export const INSERT_RULESET: Statement = {
  name: 'insert_ruleset',
  text: `INSERT INTO rulesets
  (shop_id, name, version, state, document, author, note, author_key, published_at, published_by)
SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7,
  CASE WHEN $3::text = 'published' THEN now() END,
  CASE WHEN $3::text = 'published' THEN $5::text END
FROM rulesets WHERE shop_id = $1 AND name = $2
RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 name. */
export const RETIRE_PUBLISHED: Statement = {
  name: 'retire_published',
  text: `UPDATE rulesets SET state = 'retired'
WHERE shop_id = $1 AND name = $2 AND state = 'published'`,
}
/** $1 shop, $2 name, $3 version, $4 by whom, $5 note. */
export const PUBLISH_DRAFT: Statement = {
  name: 'publish_draft',
  text: `UPDATE rulesets SET state = 'published', published_by = $4, note = $5, published_at = now()
WHERE shop_id = $1 AND name = $2 AND version = $3 AND state IN ('draft', 'shelved')
RETURNING ${COLUMNS}`,
}
/** $1 shop, $2 name, $3 version, $4 by whom, $5 by which key. */
export const APPROVE_DRAFT: Statement = {
  name: 'approve_draft',
  text: `UPDATE rulesets SET approved_by = $4, approved_by_key = $5, approved_at = now()
WHERE shop_id = $1 AND name = $2 AND version = $3 AND state IN ('draft', 'shelved')
RETURNING ${COLUMNS}`,
}
