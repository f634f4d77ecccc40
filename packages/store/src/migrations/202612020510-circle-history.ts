import type { Migration } from './migration.ts'

/**
 * What people did at the shops that share it with their circle: counts by token and shop, and which
 * orders are counted as fraud, so that none is twice.
 */
export const circleHistory: Migration = {
  id: '202612020510-circle-history',
  sql: `
CREATE TABLE circle_history (
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  orders int NOT NULL,
  approved int NOT NULL,
  fraud int NOT NULL,
  circle text COLLATE "C" NOT NULL,
  member text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  token bytea NOT NULL,
  PRIMARY KEY (circle, kind, token, member),
  FOREIGN KEY (circle, member) REFERENCES circle_members ON DELETE CASCADE
) WITH (fillfactor = 80);
CREATE INDEX circle_history_by_change ON circle_history (updated_at);
CREATE INDEX circle_history_by_age ON circle_history (circle, last_at);

CREATE TABLE circle_fraud (
  reported_at timestamptz NOT NULL DEFAULT now(),
  record_id uuid NOT NULL,
  circle text COLLATE "C" NOT NULL,
  member text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  token bytea NOT NULL,
  PRIMARY KEY (circle, member, record_id, kind, token),
  FOREIGN KEY (circle, member) REFERENCES circle_members ON DELETE CASCADE
);
`,
}
