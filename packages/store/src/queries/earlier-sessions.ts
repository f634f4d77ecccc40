import type { Statement } from '../connection/sql.ts'

/** $1 application name. Sessions of this database that bear it, but for the one that asks. */
export const NAMED_SESSIONS: Statement = {
  name: 'named_sessions',
  text: `
SELECT pid, backend_start::text AS "startedAt" FROM pg_stat_activity
WHERE application_name = $1 AND datname = current_database() AND pid <> pg_backend_pid()`,
}
