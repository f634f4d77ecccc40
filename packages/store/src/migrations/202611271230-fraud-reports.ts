import type { Migration } from './migration.ts'

/**
 * Orders that were reported as fraud, by what links them to others. `key` is the window key of the
 * entity as the order's row has it: 8 bytes of a keyed token.
 */
export const fraudReports: Migration = {
  id: '202611271230-fraud-reports',
  sql: `
CREATE TABLE fraud_reports (
  reported_at timestamptz NOT NULL DEFAULT now(),
  record_id uuid NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  key bytea NOT NULL,
  PRIMARY KEY (shop_id, record_id, key)
);
`,
}
