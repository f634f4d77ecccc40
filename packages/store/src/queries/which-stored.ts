import type { Statement } from '../connection/sql.ts'

/** $1 ids. */
export const WHICH_STORED: Statement = {
  name: 'which_stored',
  text: 'SELECT id FROM journal WHERE id = ANY ($1::uuid[])',
}
/**
 * $1 process numbers, $2 when each began. Ends those that are still there and answers them; no row:
 * none of them can write any more.
 */
export const END_SESSIONS: Statement = {
  name: 'end_sessions',
  text: `
SELECT a.pid, pg_terminate_backend(a.pid)
FROM unnest($1::int[], $2::text[]) AS lost (pid, started_at)
JOIN pg_stat_activity a ON a.pid = lost.pid AND a.backend_start = lost.started_at::timestamptz`,
}
