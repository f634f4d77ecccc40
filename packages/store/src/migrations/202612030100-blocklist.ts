import type { Migration } from './migration.ts'

/**
 * The blocklist and what belongs to it. Public facts of sites that belong to nobody: no `shop_id`.
 * An entry is a row from the version that added it to the one that took it away, so that any version,
 * and what lies between two, is a condition on two numbers.
 */
export const blocklist: Migration = {
  id: '202612030100-blocklist',
  sql: `
CREATE TABLE blocklist_versions (
  version bigint PRIMARY KEY,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  entries int NOT NULL,
  added int NOT NULL,
  removed int NOT NULL,
  digest text COLLATE "C" NOT NULL,
  manifest text NOT NULL,
  signature bytea NOT NULL
);

CREATE TABLE blocklist_entries (
  version_added bigint NOT NULL,
  version_removed bigint,
  decided_at timestamptz NOT NULL,
  added_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  retest_at timestamptz NOT NULL,
  removed_at timestamptz,
  confidence real NOT NULL,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  verdict text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C",
  reasons text[] COLLATE "C" NOT NULL,
  sources text[] COLLATE "C" NOT NULL,
  by_first text,
  by_second text,
  removed_why text COLLATE "C",
  PRIMARY KEY (kind, key, version_added)
);
CREATE UNIQUE INDEX blocklist_entries_standing ON blocklist_entries (kind, key)
  WHERE version_removed IS NULL;
CREATE INDEX blocklist_entries_by_added ON blocklist_entries (version_added);
CREATE INDEX blocklist_entries_by_removed ON blocklist_entries (version_removed)
  WHERE version_removed IS NOT NULL;
CREATE INDEX blocklist_entries_by_retest ON blocklist_entries (retest_at)
  WHERE version_removed IS NULL;

CREATE TABLE own_domains (
  added_at timestamptz NOT NULL DEFAULT now(),
  domain text COLLATE "C" PRIMARY KEY,
  role text COLLATE "C" NOT NULL,
  note text NOT NULL DEFAULT '',
  added_by text NOT NULL
);

CREATE TABLE takedowns (
  created_at timestamptz NOT NULL,
  due_at timestamptz,
  revision int NOT NULL DEFAULT 1,
  id uuid PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  record jsonb NOT NULL
);
CREATE INDEX takedowns_by_key ON takedowns (kind, key);
CREATE INDEX takedowns_by_due ON takedowns (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE blocklist_appeals (
  created_at timestamptz NOT NULL,
  due_at timestamptz NOT NULL,
  decided_at timestamptz,
  id uuid PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'open',
  statement text NOT NULL,
  decided_by text,
  answer text
);
CREATE UNIQUE INDEX blocklist_appeals_open ON blocklist_appeals (kind, key) WHERE state = 'open';
CREATE INDEX blocklist_appeals_by_state ON blocklist_appeals (state, due_at);

CREATE FUNCTION audit_own_domain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    PERFORM audit(NULL, 'own_domain', OLD.domain, 'removed', NULL, NULL,
      jsonb_build_object('role', OLD.role), NULL);
  ELSE
    PERFORM audit(NULL, 'own_domain', NEW.domain, 'added', NEW.added_by, NEW.note, NULL,
      jsonb_build_object('role', NEW.role));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER own_domains_audited AFTER INSERT OR DELETE ON own_domains
  FOR EACH ROW EXECUTE FUNCTION audit_own_domain();
`,
}
