import type { Statement } from '../connection/sql.ts'

export interface WindowsRow {
  readonly packed: Buffer | null
  readonly events: number
  readonly last: string | null
}

/**
 * $1 after this id, $2 up to this id, $3 rows at most. The server joins the values, in the order in
 * which the page is read: by id.
 */
export const READ_WINDOWS: Statement = {
  name: 'read_windows',
  text: `
SELECT string_agg(window_event, ''::bytea) AS packed, count(window_event)::int AS events,
  (array_agg(id))[count(*)] AS last
FROM (SELECT id, window_event FROM journal WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3) page`,
}
