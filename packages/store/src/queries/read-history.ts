import type { Statement } from '../connection/sql.ts'
import { EVENT_ID } from './find-record.ts'

export interface HistoryRow {
  readonly id: string
  readonly event_id: string | null
  readonly transaction_id: string | null
  readonly checkpoint: string
  readonly ruleset_version: string | null
  readonly window_event: Buffer | null
  readonly body: Buffer
}

/**
 * $1 shop, $2 from this id, $3 before this id, $4 checkpoints, $5 rows at most. First decisions of
 * events, oldest first: a re-scored one would count its order twice. Kind 0 is a decision.
 */
export const READ_HISTORY: Statement = {
  name: 'read_history',
  text: `
SELECT id, ${EVENT_ID}, transaction_id, checkpoint, ruleset_version, window_event, body FROM journal
WHERE shop_id = $1 AND id >= $2::uuid AND id < $3::uuid AND kind = 0
  AND checkpoint = ANY ($4::text[]) AND rescored_from IS NULL
ORDER BY id LIMIT $5`,
}
