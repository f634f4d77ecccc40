import type { Statement } from '../connection/sql.ts'

export interface DomainFactsRow {
  readonly domain: string
  readonly topic: string
  readonly facts: unknown
  readonly expires_at: number
}

/** $1 domains and $2 topics, side by side; $3 now in milliseconds: what has expired is no answer. */
export const FIND_DOMAIN_FACTS: Statement = {
  name: 'find_domain_facts',
  text: `
SELECT domain, topic, facts, expires_at FROM domain_facts
JOIN unnest($1::text[], $2::text[]) AS asked(domain, topic) USING (domain, topic)
WHERE expires_at > to_timestamp($3 / 1000.0)`,
}
/** $1 rows at most, $2 now in milliseconds: what was learned last. */
export const RECENT_DOMAIN_FACTS: Statement = {
  name: 'recent_domain_facts',
  text: `
SELECT domain, topic, facts, expires_at FROM domain_facts
WHERE expires_at > to_timestamp($2 / 1000.0) ORDER BY expires_at DESC LIMIT $1`,
}
/** $1 domain, $2 topic, $3 facts as JSON, $4 looked up, $5 expires, in milliseconds. */
export const PUT_DOMAIN_FACTS: Statement = {
  name: 'put_domain_facts',
  text: `
INSERT INTO domain_facts (domain, topic, facts, looked_up_at, expires_at)
VALUES ($1, $2, $3::jsonb, to_timestamp($4 / 1000.0), to_timestamp($5 / 1000.0))
ON CONFLICT (domain, topic) DO UPDATE SET facts = excluded.facts,
  looked_up_at = excluded.looked_up_at, expires_at = excluded.expires_at
WHERE domain_facts.looked_up_at <= excluded.looked_up_at`,
}
/** $1 expired before, in milliseconds, $2 rows at most. */
export const EXPIRE_DOMAIN_FACTS: Statement = {
  name: 'expire_domain_facts',
  text: `
DELETE FROM domain_facts WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM domain_facts WHERE expires_at < to_timestamp($1 / 1000.0) LIMIT $2))`,
}
