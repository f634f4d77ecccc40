import type { Migration } from './migration.ts'

/** The last look at what decisions of a shop are made from, and what was told of it. */
export const monitors: Migration = {
  id: '202612020400-monitors',
  sql: `
CREATE TABLE monitors (
  ran_at timestamptz NOT NULL,
  shop_id text COLLATE "C" PRIMARY KEY,
  report jsonb NOT NULL
);
CREATE TABLE monitor_alerts (
  began_at timestamptz NOT NULL,
  ended_at timestamptz,
  alert_id uuid NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (shop_id, alert_id)
);
CREATE UNIQUE INDEX monitor_alerts_open ON monitor_alerts (shop_id, kind, subject)
  WHERE ended_at IS NULL;
`,
}
