import type { Migration } from './migration.ts'

/**
 * What proves that nobody has touched the record: rows that the database keeps from being changed,
 * seals that say what they were, and a log of what was done to the configuration. Entries of a seal
 * are 32 bytes a row: its id, and half of a SHA-256 over its columns (`Seal`).
 */
export const recordChain: Migration = {
  id: '202612021300-record-chain',
  sql: `
-- 0 the journal, 1 the audit log.
CREATE TABLE seals (
  seal_no bigint NOT NULL,
  sealed_at timestamptz NOT NULL,
  tx xid8 NOT NULL,
  rows int NOT NULL,
  chain smallint NOT NULL,
  format smallint NOT NULL,
  hash bytea NOT NULL,
  mac bytea NOT NULL,
  entries bytea NOT NULL,
  PRIMARY KEY (chain, seal_no)
);
ALTER TABLE seals ALTER COLUMN entries SET STORAGE EXTERNAL;
CREATE TRIGGER seals_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON seals
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- \`shop_id\` is null where the whole installation is meant.
CREATE TABLE audit_log (
  tx xid8 NOT NULL DEFAULT journal_tx(pg_current_xact_id()),
  at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  shop_id text COLLATE "C",
  kind text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  actor text NOT NULL,
  note text NOT NULL,
  before jsonb,
  after jsonb
);
CREATE INDEX audit_log_by_tx ON audit_log (tx);
CREATE INDEX audit_log_by_time ON audit_log (shop_id, at DESC, id DESC);
CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Triggers for each row reach every partition, those that are attached later too.
CREATE FUNCTION keep_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('gatehouse.moving', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'journal is only ever added to';
END $$;
CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE ON journal
  FOR EACH ROW EXECUTE FUNCTION keep_journal();
CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON journal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE FUNCTION keep_partition(partition regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER journal_is_not_emptied BEFORE TRUNCATE ON %s
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', partition);
END $$;
SELECT keep_partition(inhrelid::regclass) FROM pg_inherits WHERE inhparent = 'journal'::regclass;

-- The one way in which a row may leave a table of the journal: into the partition where it belongs.
CREATE FUNCTION move_into_partition(partition regclass, from_id uuid, to_id uuid)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  moved bigint;
BEGIN
  PERFORM set_config('gatehouse.moving', 'on', true);
  EXECUTE format('WITH moved AS (DELETE FROM journal_default WHERE id >= $1 AND id < $2 RETURNING *)
    INSERT INTO %s SELECT * FROM moved', partition) USING from_id, to_id;
  GET DIAGNOSTICS moved = ROW_COUNT;
  PERFORM set_config('gatehouse.moving', 'off', true);
  RETURN moved;
END $$;
`,
}
