import type { Migration } from './migration.ts'

/** Until when a webhook is not told again of what it was told: an attack is one thing, not 10,000. */
export const quietAlerts: Migration = {
  id: '202611301100-quiet-alerts',
  sql: `
CREATE TABLE quiet_alerts (
  quiet_until timestamptz NOT NULL,
  webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
  subject text COLLATE "C" NOT NULL,
  PRIMARY KEY (webhook_id, subject)
);
`,
}
