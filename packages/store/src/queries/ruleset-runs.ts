import type { Statement } from '../connection/sql.ts'

/** `shadow`: decides beside the live version. `rollout`: in its place, for a part of the traffic. */
export type RunKind = 'shadow' | 'rollout'

export interface RunRow {
  readonly run_id: number
  readonly shop_id: string
  readonly name: string
  readonly version: number
  readonly kind: RunKind
  readonly percent: number | null
  readonly started_at: number
  readonly started_by: string
  readonly ended_at: number | null
  readonly ended_by: string | null
  readonly note: string
}

const COLUMNS =
  'run_id, shop_id, name, version, kind, percent, started_at, started_by, ended_at, ended_by, note'

/** $1 shop. With the document of each. */
export const ACTIVE_RUNS: Statement = {
  name: 'active_runs',
  text: `SELECT run_id, shop_id, name, version, kind, percent, started_at, started_by, ended_at, ended_by,
  r.note, document
FROM ruleset_runs r JOIN rulesets USING (shop_id, name, version)
WHERE shop_id = $1 AND ended_at IS NULL ORDER BY run_id`,
}
/** $1 shop, $2 name, $3 rows at most. Newest first. */
export const RUNS_OF: Statement = {
  name: 'runs_of',
  text: `SELECT ${COLUMNS} FROM ruleset_runs WHERE shop_id = $1 AND name = $2
ORDER BY run_id DESC LIMIT $3`,
}
/** $1 shop, $2 name, $3 kind, $4 by whom. */
export const END_RUN: Statement = {
  name: 'end_run',
  text: `UPDATE ruleset_runs SET ended_at = now(), ended_by = $4
WHERE shop_id = $1 AND name = $2 AND kind = $3 AND ended_at IS NULL`,
}
/**
 * $1 shop, $2 name, $3 version, $4 kind, $5 by whom, $6 note, $7 percent. No row: there is no such
 * version.
 */
export const START_RUN: Statement = {
  name: 'start_run',
  text: `INSERT INTO ruleset_runs (shop_id, name, version, kind, started_by, note, percent)
SELECT shop_id, name, version, $4, $5, $6, $7::double precision FROM rulesets
WHERE shop_id = $1 AND name = $2 AND version = $3
RETURNING ${COLUMNS}`,
}
