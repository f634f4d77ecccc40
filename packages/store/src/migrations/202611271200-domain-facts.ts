import type { Migration } from './migration.ts'

/**
 * What the DNS and the registries say about domains: public facts that belong to no shop, so there
 * is no `shop_id`, and what one shop's order asked for serves the next one's.
 */
export const domainFacts: Migration = {
  id: '202611271200-domain-facts',
  sql: `
CREATE TABLE domain_facts (
  looked_up_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  topic text COLLATE "C" NOT NULL CHECK (topic IN ('names', 'registration')),
  domain text COLLATE "C" NOT NULL,
  facts jsonb NOT NULL,
  PRIMARY KEY (domain, topic)
);
CREATE INDEX domain_facts_by_expiry ON domain_facts (expires_at);
`,
}
