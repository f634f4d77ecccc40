import type { Migration } from './migration.ts'

/** Who changed the settings of a shop, when and why: one row for every revision. */
export const shopVersions: Migration = {
  id: '202611270730-shop-versions',
  sql: `
CREATE TABLE shop_versions (
  shop_id text COLLATE "C" NOT NULL REFERENCES shops,
  revision int NOT NULL,
  settings jsonb NOT NULL,
  author text NOT NULL,
  note text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, revision)
);
INSERT INTO shop_versions (shop_id, revision, settings, author, note, created_at)
SELECT shop_id, revision, settings, 'gatehouse', 'as it was found', updated_at FROM shops;
`,
}
