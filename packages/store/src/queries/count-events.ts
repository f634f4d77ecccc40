import type { Statement } from '../connection/sql.ts'

export interface EventCountRow {
  readonly event_type: string
  readonly events: string
  readonly newest: string
}

/**
 * $1 shop, $2 first id, $3 rows at most. Kind 2 is a label (JOURNAL_KINDS); a re-score is no event
 * of its own. Reads the newest rows by the index over ids, without their bodies.
 */
export const COUNT_EVENTS: Statement = {
  name: 'count_events',
  text: `
SELECT event_type, count(*) AS events, max(id::text) AS newest FROM (
  SELECT event_type, id FROM journal
  WHERE id >= $2::uuid AND shop_id = $1 AND kind <> 2 AND rescored_from IS NULL
  ORDER BY id DESC LIMIT $3
) AS newest_events
GROUP BY event_type ORDER BY event_type COLLATE "C"`,
}

/** $1 shop, $2 from this id, $3 before this id. Kind 0 is a decision (JOURNAL_KINDS). */
export const COUNT_DECISIONS: Statement = {
  name: 'count_decisions',
  text: `
SELECT count(*) AS decisions FROM journal
WHERE shop_id = $1 AND id >= $2::uuid AND id < $3::uuid AND kind = 0`,
}
