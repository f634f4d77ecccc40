import type { Statement } from '../connection/sql.ts'
import { EVENT_ID } from './find-record.ts'

export interface ShadowedRow {
  readonly id: string
  readonly event_id: string | null
  readonly transaction_id: string | null
  readonly risk_score: number | null
  readonly ruleset_version: string | null
  readonly window_event: Buffer | null
  readonly shadow: Buffer
}

/** $1 shop, $2 from this id, $3 before this id, $4 rows at most. Newest first; bodies stay where they are. */
export const READ_SHADOWED: Statement = {
  name: 'read_shadowed',
  text: `
SELECT id, ${EVENT_ID}, transaction_id, risk_score, ruleset_version, window_event, shadow FROM journal
WHERE shop_id = $1 AND id >= $2::uuid AND id < $3::uuid AND shadow IS NOT NULL
ORDER BY id DESC LIMIT $4`,
}
