import type { Migration } from './migration.ts'

/**
 * Whom a shop wants told. A secret is not stored: it is derived from the salt (`Keyring`). A webhook
 * is told of transactions from `from_tx` on. The cursor is how far the relay has come in the
 * journal; while nobody is told it stands still, and the next webhook leaps over what lies between.
 */
export const webhooks: Migration = {
  id: '202611281200-webhooks',
  sql: `
CREATE TABLE webhooks (
  created_at timestamptz NOT NULL DEFAULT now(),
  old_until timestamptz,
  failing_since timestamptz,
  last_error_at timestamptz,
  alerts_since timestamptz,
  alerts_sent int NOT NULL DEFAULT 0,
  alerts_held int NOT NULL DEFAULT 0,
  from_tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  webhook_id uuid PRIMARY KEY,
  salt uuid NOT NULL,
  old_salt uuid,
  is_enabled boolean NOT NULL,
  shop_id text COLLATE "C" NOT NULL REFERENCES shops,
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('events', 'chat')),
  url text NOT NULL,
  events text[] COLLATE "C" NOT NULL,
  created_by text NOT NULL,
  last_error text
);
CREATE INDEX webhooks_by_shop ON webhooks (shop_id, webhook_id);
CREATE INDEX webhooks_first ON webhooks (from_tx) WHERE is_enabled;

CREATE TABLE outbox_cursors (
  name text COLLATE "C" PRIMARY KEY,
  tx xid8 NOT NULL,
  id uuid NOT NULL
);
INSERT INTO outbox_cursors VALUES
  ('webhooks', pg_current_xact_id(), '00000000-0000-0000-0000-000000000000');

CREATE INDEX jobs_of_webhook ON jobs ((payload ->> 'webhook'), id) WHERE queue = 'webhook';
`,
}
