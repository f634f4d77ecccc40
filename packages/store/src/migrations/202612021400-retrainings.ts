import type { Migration } from './migration.ts'

/** When the schedule of a shop last asked for a training. */
export const retrainings: Migration = {
  id: '202612021400-retrainings',
  sql: `
CREATE TABLE retrainings (
  asked_at timestamptz NOT NULL,
  shop_id text COLLATE "C" PRIMARY KEY
);
`,
}
