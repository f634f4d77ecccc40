import type { Statement } from '../connection/sql.ts'

export interface WindowsRow {
  readonly packed: Buffer | null
  readonly events: number
  readonly last: string | null
}

/** $1 after this id, $2 up to this id, $3 rows at most. The server joins the values: one per page. */
export const READ_WINDOWS: Statement = {
  name: 'read_windows',
  text: `
SELECT string_agg(window_event, ''::bytea ORDER BY id) AS packed, count(window_event)::int AS events,
  (array_agg(id ORDER BY id DESC))[1] AS last
FROM (SELECT id, window_event FROM journal WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3) page`,
}
