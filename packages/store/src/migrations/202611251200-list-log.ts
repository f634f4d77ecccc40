import type { Migration } from './migration.ts'

/**
 * What lists are for, and a log of what was done to them. Lists that shops were given before get the
 * standing that they had by their names. In texts a `*` at the end is a wildcard from now on; what
 * was written before meant the character.
 */
export const listLog: Migration = {
  id: '202611251200-list-log',
  sql: `
ALTER TABLE lists ADD COLUMN standing text COLLATE "C" NOT NULL DEFAULT 'none'
  CHECK (standing IN ('deny', 'allow', 'watch', 'none'));
UPDATE lists SET standing = 'deny' WHERE name IN ('blocked_emails', 'blocked_email_domains',
  'blocked_cards', 'blocked_devices', 'blocked_phones', 'blocked_addresses', 'blocked_ips',
  'blocked_ip_ranges', 'blocked_countries');
UPDATE lists SET standing = 'allow' WHERE name IN ('trusted_accounts', 'trusted_emails');

UPDATE list_items AS item SET value = replace(item.value, '*', '\\*')
FROM lists WHERE lists.shop_id = item.shop_id AND lists.name = item.list_name
  AND lists.type IN ('sku', 'string') AND item.value LIKE '%*%'
  AND NOT EXISTS (SELECT FROM list_items AS other WHERE other.shop_id = item.shop_id
    AND other.list_name = item.list_name AND other.value = replace(item.value, '*', '\\*'));

-- No reference to \`lists\`: the log of a list outlives it.
CREATE TABLE list_changes (
  revision bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  added int NOT NULL DEFAULT 0,
  renewed int NOT NULL DEFAULT 0,
  removed int NOT NULL DEFAULT 0,
  logged int NOT NULL DEFAULT 0,
  shop_id text COLLATE "C" NOT NULL,
  list_name text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL CHECK (action IN
    ('created', 'described', 'changed', 'imported', 'replaced', 'deleted')),
  author text NOT NULL,
  source text NOT NULL DEFAULT '',
  standing text COLLATE "C",
  description text,
  PRIMARY KEY (shop_id, list_name, revision)
);
-- A hundred items to a row: \`[change, value, source, note, expiry in milliseconds]\` each.
CREATE TABLE list_change_items (
  revision bigint NOT NULL,
  first int NOT NULL,
  shop_id text COLLATE "C" NOT NULL,
  list_name text COLLATE "C" NOT NULL,
  items json NOT NULL,
  PRIMARY KEY (shop_id, list_name, revision, first)
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME;
END $$;
CREATE TRIGGER list_changes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON list_changes
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER list_change_items_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON list_change_items
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`,
}
