import type { Migration } from './migration.ts'

/**
 * The journal is read in the order of its transactions, and a server numbers them from the start: in
 * a database that was restored from a dump, new rows would stand below those that came with it, and
 * whoever has read those would pass the new ones by. So the journal has numbers of its own: those of
 * the server, moved up by what `followRestore` finds. Here: by nothing.
 */
export const journalNumbers: Migration = {
  id: '202612021200-journal-numbers',
  sql: `
CREATE FUNCTION journal_tx(of_server xid8) RETURNS xid8 LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT (of_server::text::bigint + 0)::text::xid8 $$;
-- What came with a dump lies below every transaction of this server.
CREATE FUNCTION server_tx(of_journal xid8) RETURNS xid8 LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT greatest(0, of_journal::text::bigint - 0)::text::xid8 $$;
ALTER TABLE journal ALTER COLUMN tx SET DEFAULT journal_tx(pg_current_xact_id());
ALTER TABLE webhooks ALTER COLUMN from_tx SET DEFAULT journal_tx(pg_current_xact_id());
`,
}
