import type { Statement } from '../connection/sql.ts'

export interface WindowsRow {
  readonly shop_id: string
  readonly packed: Buffer | null
  readonly events: number
  /** Of the page as a whole. */
  readonly last: string
}

/**
 * $1 after this id, $2 up to this id, $3 rows at most. A row for each shop of the page: the server
 * joins its values in the order of their ids.
 */
export const READ_WINDOWS: Statement = {
  name: 'read_windows',
  text: `
WITH page AS MATERIALIZED (
  SELECT id, shop_id, window_event FROM journal WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3
)
SELECT shop_id, string_agg(window_event, ''::bytea ORDER BY id) AS packed,
  count(window_event)::int AS events, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last
FROM page GROUP BY shop_id`,
}
