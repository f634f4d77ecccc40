import type { Migration } from './migration.ts'

/**
 * Sites that somebody asked about, for all shops: what was seen of each, what ties it to others,
 * what was said of it. Fixed-width columns first. Reports hold tokens, no person and no address.
 */
export const sites: Migration = {
  id: '202612030200-sites',
  sql: `
CREATE TABLE campaigns (
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  campaign_id uuid PRIMARY KEY,
  merged_into uuid REFERENCES campaigns (campaign_id),
  found integer NOT NULL DEFAULT 0,
  blocked integer NOT NULL DEFAULT 0,
  similarity double precision NOT NULL DEFAULT 0,
  coverage double precision NOT NULL DEFAULT 0,
  name text NOT NULL,
  forecast jsonb NOT NULL DEFAULT '[]',
  story jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX campaigns_updated ON campaigns (updated_at DESC, campaign_id);
CREATE TABLE sites (
  first_seen_at timestamptz NOT NULL,
  asked_at timestamptz NOT NULL,
  judged_at timestamptz,
  expires_at timestamptz,
  retest_at timestamptz,
  campaign_id uuid REFERENCES campaigns (campaign_id),
  revision integer NOT NULL DEFAULT 0,
  is_blocked boolean NOT NULL DEFAULT false,
  kind text COLLATE "C" NOT NULL,
  verdict text COLLATE "C" NOT NULL DEFAULT 'unknown',
  site_key text COLLATE "C" PRIMARY KEY,
  investigation text COLLATE "C" NOT NULL DEFAULT 'none'
    CHECK (investigation IN ('none', 'waiting', 'running', 'done')),
  judgement jsonb,
  membership jsonb,
  observations jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT sites_verdict CHECK (verdict IN ('malicious', 'suspicious', 'unknown', 'benign'))
);
CREATE INDEX sites_campaign ON sites (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX sites_blocked ON sites (site_key) WHERE is_blocked;
CREATE INDEX sites_retest ON sites (retest_at) WHERE retest_at IS NOT NULL;
CREATE TABLE site_edges (
  kind text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  site_key text COLLATE "C" NOT NULL REFERENCES sites (site_key) ON DELETE CASCADE,
  PRIMARY KEY (kind, value, site_key)
);
CREATE INDEX site_edges_site ON site_edges (site_key);
CREATE TABLE site_bands (
  band bigint NOT NULL,
  site_key text COLLATE "C" NOT NULL REFERENCES sites (site_key) ON DELETE CASCADE,
  PRIMARY KEY (band, site_key)
);
CREATE INDEX site_bands_site ON site_bands (site_key);
CREATE TABLE site_events (
  at timestamptz NOT NULL,
  number bigint GENERATED ALWAYS AS IDENTITY,
  site_key text COLLATE "C" NOT NULL REFERENCES sites (site_key) ON DELETE CASCADE,
  code text COLLATE "C" NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (site_key, number)
);
CREATE TABLE link_checks (
  submitted_at timestamptz NOT NULL,
  check_id uuid PRIMARY KEY,
  shop_id text COLLATE "C",
  site_key text COLLATE "C" NOT NULL REFERENCES sites (site_key),
  link text NOT NULL
);
CREATE INDEX link_checks_shop ON link_checks (shop_id, check_id DESC) WHERE shop_id IS NOT NULL;
CREATE INDEX link_checks_site ON link_checks (site_key);
CREATE TABLE site_reports (
  at timestamptz NOT NULL,
  report_id uuid PRIMARY KEY,
  counts boolean NOT NULL,
  site_key text COLLATE "C" NOT NULL REFERENCES sites (site_key) ON DELETE CASCADE,
  reason text COLLATE "C" NOT NULL,
  reporter bytea NOT NULL,
  network bytea
);
CREATE INDEX site_reports_site ON site_reports (site_key, at DESC);
CREATE TABLE new_domains (
  registered_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  domain text COLLATE "C" PRIMARY KEY,
  registrar text COLLATE "C",
  privacy_service text COLLATE "C",
  source text COLLATE "C" NOT NULL,
  name_servers text[] NOT NULL DEFAULT '{}',
  patterns text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX new_domains_registered ON new_domains (registered_at);
CREATE INDEX new_domains_patterns ON new_domains USING gin (patterns);
`,
}
