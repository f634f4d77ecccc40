import type { Migration } from './migration.ts'

/**
 * Models of a shop, each under the SHA-256 of its file; at one checkpoint one decides and one may
 * be tried beside it. Who changed what stays.
 */
export const models: Migration = {
  id: '202612010900-models',
  sql: `
CREATE TABLE models (
  created_at timestamptz NOT NULL DEFAULT now(),
  trees int NOT NULL,
  features int NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  model_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  checkpoint text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL
    CHECK (state IN ('candidate', 'challenger', 'champion', 'retired')),
  author text NOT NULL,
  author_key text,
  about jsonb NOT NULL,
  file bytea NOT NULL,
  PRIMARY KEY (shop_id, model_id)
);
CREATE UNIQUE INDEX models_one_champion ON models (shop_id, checkpoint) WHERE state = 'champion';
CREATE UNIQUE INDEX models_one_challenger ON models (shop_id, checkpoint)
  WHERE state = 'challenger';

CREATE TABLE model_changes (
  changed_at timestamptz NOT NULL DEFAULT now(),
  change_id bigint GENERATED ALWAYS AS IDENTITY,
  shop_id text COLLATE "C" NOT NULL,
  model_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  author text NOT NULL,
  author_key text,
  note text NOT NULL,
  PRIMARY KEY (shop_id, change_id),
  FOREIGN KEY (shop_id, model_id) REFERENCES models
);
`,
}
