import type { Migration } from './migration.ts'

/** Trainings of models that the server runs, with what came of each. */
export const trainings: Migration = {
  id: '202612020310-trainings',
  sql: `
CREATE TABLE trainings (
  created_at timestamptz NOT NULL DEFAULT now(),
  decisions int NOT NULL DEFAULT 0,
  progress real NOT NULL DEFAULT 0,
  id uuid NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'waiting'
    CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  created_by text NOT NULL,
  created_by_key text,
  request jsonb NOT NULL,
  error text,
  model_id text COLLATE "C",
  report jsonb,
  PRIMARY KEY (shop_id, id)
);
`,
}
