import type { Statement } from '../connection/sql.ts'

/** $1 name, $2 value. Answers the value that is there. */
export const CLAIM_META: Statement = {
  name: 'claim_meta',
  text: `
WITH made AS (INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING value)
SELECT value FROM made UNION ALL SELECT value FROM meta WHERE name = $1`,
}
