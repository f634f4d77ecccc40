import type { Migration } from './migration.ts'

/**
 * What happens to a ruleset besides being published: versions that run beside the live one, and
 * what they would have decided.
 */
export const rulesetLife: Migration = {
  id: '202611281000-ruleset-life',
  sql: `
-- A draft that ran is kept when the next draft is written: its results name it.
ALTER TABLE rulesets DROP CONSTRAINT rulesets_state_check;
ALTER TABLE rulesets ADD CONSTRAINT rulesets_state_check
  CHECK (state IN ('draft', 'shelved', 'published', 'retired'));

-- Who wrote, approved and published it: names to show, ids of keys to tell persons apart by.
ALTER TABLE rulesets
  ADD COLUMN author_key text COLLATE "C",
  ADD COLUMN approved_by text,
  ADD COLUMN approved_by_key text COLLATE "C",
  ADD COLUMN approved_at timestamptz,
  ADD COLUMN published_by text;
UPDATE rulesets SET published_by = author WHERE published_at IS NOT NULL;

-- \`run_id\` is small, because it stands in every journal row that the run decided too.
CREATE TABLE ruleset_runs (
  run_id int GENERATED ALWAYS AS IDENTITY,
  version int NOT NULL,
  percent double precision,
  started_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  shop_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('shadow', 'rollout')),
  started_by text NOT NULL,
  ended_by text,
  note text NOT NULL,
  PRIMARY KEY (shop_id, run_id),
  FOREIGN KEY (shop_id, name, version) REFERENCES rulesets
);
CREATE UNIQUE INDEX ruleset_runs_one ON ruleset_runs (shop_id, name, kind) WHERE ended_at IS NULL;

-- What rulesets in shadow made of the event: \`packShadow\`, one after another.
ALTER TABLE journal ADD COLUMN shadow bytea;
ALTER TABLE journal ALTER COLUMN shadow SET STORAGE EXTERNAL;

-- A rule that is off for one entity. \`token\` is base64url, as on lists.
CREATE TABLE snoozes (
  until timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  id uuid NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  rule_id text COLLATE "C" NOT NULL,
  entity text COLLATE "C" NOT NULL,
  token text COLLATE "C" NOT NULL,
  why text NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (shop_id, id)
);

CREATE TABLE backtests (
  created_at timestamptz NOT NULL DEFAULT now(),
  decisions int NOT NULL DEFAULT 0,
  progress real NOT NULL DEFAULT 0,
  id uuid NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  ruleset text COLLATE "C" NOT NULL,
  created_by text NOT NULL,
  request jsonb NOT NULL,
  error text,
  result jsonb,
  PRIMARY KEY (shop_id, id)
);
`,
}
