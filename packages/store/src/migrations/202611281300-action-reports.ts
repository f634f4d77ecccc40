import type { Migration } from './migration.ts'

/** What shops say of the actions that decisions asked for: the last word on each. */
export const actionReports: Migration = {
  id: '202611281300-action-reports',
  sql: `
CREATE TABLE action_reports (
  reported_at timestamptz NOT NULL DEFAULT now(),
  decision_id uuid NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('done', 'failed')),
  note text NOT NULL,
  reported_by text NOT NULL,
  PRIMARY KEY (decision_id, shop_id, kind)
);
`,
}
