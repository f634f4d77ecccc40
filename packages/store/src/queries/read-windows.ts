import type { Statement } from '../connection/sql.ts'

export interface WindowsRow {
  readonly shop_id: string
  readonly packed: Buffer | null
  /** 16 bytes for each event in `packed`. */
  readonly ids: Buffer | null
  readonly events: number
  /** Of the page as a whole. */
  readonly last: string
}

/** What is committed now, for `READ_WINDOWS` and `READ_LATE_WINDOWS`. */
export const READ_SNAPSHOT: Statement = {
  name: 'read_snapshot',
  text: 'SELECT pg_current_snapshot()::text AS snapshot',
}

/**
 * $1 after this id, $2 up to this id, $3 rows at most, $4 a snapshot that has to see them (NULL:
 * any). A row for each shop of the page: the server joins its values in the order of their ids.
 */
export const READ_WINDOWS: Statement = {
  name: 'read_windows',
  text: `
WITH page AS MATERIALIZED (
  SELECT id, shop_id, window_event FROM journal
  WHERE id > $1 AND id <= $2
    AND ($4::pg_snapshot IS NULL OR pg_visible_in_snapshot(server_tx(tx), $4::pg_snapshot))
  ORDER BY id LIMIT $3
)
SELECT shop_id, string_agg(window_event, ''::bytea ORDER BY id) AS packed,
  string_agg(uuid_send(id), ''::bytea ORDER BY id) FILTER (WHERE window_event IS NOT NULL) AS ids,
  count(window_event)::int AS events, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last
FROM page GROUP BY shop_id`,
}

export interface LateWindowsRow {
  readonly shop_id: string
  readonly packed: Buffer
  readonly ids: Buffer
  readonly events: number
}

/** $1 a snapshot, $2 before this id: what was received before and committed after the snapshot. */
export const READ_LATE_WINDOWS: Statement = {
  name: 'read_late_windows',
  text: `
SELECT shop_id, string_agg(window_event, ''::bytea ORDER BY id) AS packed,
  string_agg(uuid_send(id), ''::bytea ORDER BY id) AS ids, count(*)::int AS events
FROM journal
WHERE tx >= journal_tx(pg_snapshot_xmin($1::pg_snapshot))
  AND NOT pg_visible_in_snapshot(server_tx(tx), $1::pg_snapshot)
  AND id < $2 AND window_event IS NOT NULL
GROUP BY shop_id`,
}
