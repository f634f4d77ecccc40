import type { Migration } from './migration.ts'

/**
 * The first schema. Ids are `COLLATE "C"`: byte order, the same on every server. Columns of
 * `journal` stand in alignment order, which saves 8 bytes a row.
 */
export const foundation: Migration = {
  id: '202611231800-foundation',
  sql: `
CREATE TABLE meta (
  name text COLLATE "C" PRIMARY KEY,
  value bytea NOT NULL
);

CREATE TABLE shops (
  shop_id text COLLATE "C" PRIMARY KEY,
  parent_shop_id text COLLATE "C" REFERENCES shops,
  settings jsonb NOT NULL,
  revision int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  key_hash bytea PRIMARY KEY,
  shop_id text COLLATE "C" NOT NULL REFERENCES shops,
  key_id uuid NOT NULL UNIQUE,
  name text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz
);
CREATE INDEX api_keys_by_shop ON api_keys (shop_id);

-- The time in a UUID v7: when the row's event was received. (uuid_extract_timestamp is newer than
-- the floor of PostgreSQL 15.)
CREATE FUNCTION received_at(id uuid) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0) $$;

CREATE TABLE journal (
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  event_time timestamptz NOT NULL,
  risk_score real,
  kind smallint NOT NULL,
  outcome smallint,
  is_degraded boolean NOT NULL,
  id uuid NOT NULL,
  rescored_from uuid,
  shop_id text COLLATE "C" NOT NULL,
  event_type text COLLATE "C" NOT NULL,
  checkpoint text COLLATE "C",
  event_id text COLLATE "C",
  transaction_id text COLLATE "C",
  ruleset_version text COLLATE "C",
  subject bytea,
  window_event bytea,
  sealed bytea,
  body bytea NOT NULL
) PARTITION BY RANGE (id);
-- What is written is compressed or encrypted already.
ALTER TABLE journal ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE journal ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX journal_by_id ON journal (id);
CREATE INDEX journal_by_tx ON journal (tx);
-- Over 32-bit hashes: half the size of indexes over the texts. Queries name hash and text.
CREATE INDEX journal_by_event ON journal (hashtext(event_id)) WHERE event_id IS NOT NULL;
CREATE INDEX journal_by_transaction ON journal (hashtext(transaction_id))
  WHERE transaction_id IS NOT NULL;
CREATE TABLE journal_default PARTITION OF journal DEFAULT;

-- What \`journal.body\` is coded with; a row names its model for ever.
CREATE TABLE body_models (
  model_id smallint PRIMARY KEY,
  created_at timestamptz NOT NULL DEFAULT now(),
  counts bytea NOT NULL
);

-- \`request\` is the first half of the SHA-256 of shop, route and key: 16 bytes, whatever the key.
CREATE TABLE idempotency (
  created_at timestamptz NOT NULL,
  status smallint NOT NULL,
  request uuid PRIMARY KEY,
  journal_id uuid,
  body_hash bytea NOT NULL,
  answer bytea,
  CHECK ((journal_id IS NULL) <> (answer IS NULL))
);
CREATE INDEX idempotency_by_age ON idempotency USING brin (created_at);

CREATE TABLE labels (
  time timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  amount_minor bigint,
  id uuid NOT NULL PRIMARY KEY,
  shop_id text COLLATE "C" NOT NULL,
  event_id text COLLATE "C",
  transaction_id text COLLATE "C",
  label text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  note text,
  CHECK (event_id IS NOT NULL OR transaction_id IS NOT NULL)
);
CREATE INDEX labels_by_event ON labels (shop_id, event_id) WHERE event_id IS NOT NULL;
CREATE INDEX labels_by_transaction ON labels (shop_id, transaction_id) WHERE transaction_id IS NOT NULL;

CREATE TABLE rulesets (
  shop_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version int NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
  document jsonb NOT NULL,
  author text NOT NULL,
  note text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  published_at timestamptz,
  PRIMARY KEY (shop_id, name, version)
);
CREATE UNIQUE INDEX rulesets_one_draft ON rulesets (shop_id, name) WHERE state = 'draft';
CREATE UNIQUE INDEX rulesets_one_published ON rulesets (shop_id, name) WHERE state = 'published';

CREATE TABLE lists (
  shop_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  description text NOT NULL,
  revision bigint NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, name)
);
CREATE TABLE list_items (
  expires_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  shop_id text COLLATE "C" NOT NULL,
  list_name text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  source text NOT NULL,
  note text,
  PRIMARY KEY (shop_id, list_name, value),
  FOREIGN KEY (shop_id, list_name) REFERENCES lists ON DELETE CASCADE
);

CREATE TABLE subject_keys (
  shop_id text COLLATE "C" NOT NULL,
  subject bytea NOT NULL,
  key_id bytea NOT NULL,
  wrapped bytea NOT NULL,
  PRIMARY KEY (shop_id, subject, key_id)
);

CREATE TABLE jobs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_at timestamptz NOT NULL DEFAULT now(),
  leased_until timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  attempts int NOT NULL DEFAULT 0,
  lease uuid,
  state text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'dead')),
  shop_id text COLLATE "C" NOT NULL,
  queue text COLLATE "C" NOT NULL,
  unique_key text COLLATE "C",
  payload jsonb NOT NULL,
  last_error text
);
CREATE INDEX jobs_due ON jobs (queue, run_at) WHERE state = 'waiting';
CREATE UNIQUE INDEX jobs_unique ON jobs (shop_id, queue, unique_key)
  WHERE unique_key IS NOT NULL AND state = 'waiting' AND lease IS NULL;
`,
}
