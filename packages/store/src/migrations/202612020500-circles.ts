import type { Migration } from './migration.ts'

/**
 * Sharing circles: who is in them, what each member says, and where what an own shop says comes from.
 * `seq` counts the changes of what a member says: of an own shop the last one given out, of another
 * the last one taken in. An own item stands for as long as one of its sources does.
 */
export const circles: Migration = {
  id: '202612020500-circles',
  sql: `
CREATE TABLE circles (
  created_at timestamptz NOT NULL DEFAULT now(),
  revision bigint NOT NULL DEFAULT 1,
  name text COLLATE "C" PRIMARY KEY,
  sealed_key bytea NOT NULL
);

CREATE TABLE circle_members (
  created_at timestamptz NOT NULL DEFAULT now(),
  issued_at timestamptz,
  pulled_at timestamptz,
  seq bigint NOT NULL DEFAULT 0,
  is_muted boolean NOT NULL DEFAULT false,
  shares_labels boolean NOT NULL DEFAULT false,
  shares_history boolean NOT NULL DEFAULT false,
  circle text COLLATE "C" NOT NULL REFERENCES circles ON DELETE CASCADE,
  member text COLLATE "C" NOT NULL,
  title text NOT NULL,
  owner text COLLATE "C" NOT NULL,
  shop_id text COLLATE "C" REFERENCES shops,
  lists text[] COLLATE "C" NOT NULL DEFAULT '{}',
  public_key bytea NOT NULL,
  url text,
  sealed_api_key bytea,
  problem text,
  PRIMARY KEY (circle, member)
);
CREATE UNIQUE INDEX circle_members_by_shop ON circle_members (shop_id, circle)
  WHERE shop_id IS NOT NULL;

CREATE TABLE circle_items (
  seq bigint NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  severity smallint NOT NULL,
  is_withdrawn boolean NOT NULL,
  circle text COLLATE "C" NOT NULL,
  member text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  token bytea NOT NULL,
  PRIMARY KEY (circle, kind, token, member),
  FOREIGN KEY (circle, member) REFERENCES circle_members ON DELETE CASCADE
);
CREATE INDEX circle_items_by_seq ON circle_items (circle, member, seq);

CREATE TABLE circle_sources (
  since timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  severity smallint NOT NULL,
  circle text COLLATE "C" NOT NULL,
  member text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  reason text COLLATE "C" NOT NULL,
  list_name text COLLATE "C" NOT NULL,
  ref text COLLATE "C" NOT NULL,
  local text COLLATE "C" NOT NULL,
  token bytea NOT NULL,
  PRIMARY KEY (circle, member, kind, token, list_name, ref),
  FOREIGN KEY (circle, member) REFERENCES circle_members ON DELETE CASCADE
);
CREATE INDEX circle_sources_by_ref ON circle_sources (circle, member, list_name, ref);
CREATE INDEX circle_sources_by_local ON circle_sources (circle, member, kind, local);

CREATE TABLE circle_log (
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  said int NOT NULL DEFAULT 0,
  withdrawn int NOT NULL DEFAULT 0,
  circle text COLLATE "C" NOT NULL,
  member text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  author text NOT NULL,
  detail text NOT NULL DEFAULT ''
);
CREATE INDEX circle_log_by_circle ON circle_log (circle, id);
`,
}
