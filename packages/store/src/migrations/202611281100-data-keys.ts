import type { Migration } from './migration.ts'

/**
 * Data keys of sealed format 2: what is stored of a key is a salt (see `DataKey`). A subject is a
 * token under a key of its shop, so it names the shop too. The index is over a 32-bit hash, and not
 * unique: a key that arrives with two batches at once may stand twice. `subject_keys` keeps the
 * keys of format 1.
 */
export const dataKeys: Migration = {
  id: '202611281100-data-keys',
  sql: `
CREATE TABLE data_keys (
  subject uuid NOT NULL,
  salt uuid NOT NULL
);
CREATE INDEX data_keys_by_subject ON data_keys (uuid_hash(subject));
`,
}
