import type { SqlPool } from '../connection/sql.ts'
import {
  ACTIVE_RUNS,
  END_RUN,
  type RunKind,
  type RunRow,
  RUNS_OF,
  START_RUN,
} from '../queries/ruleset-runs.ts'
import { LOCK_RULESET } from '../queries/rulesets.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'

const RUNS_MAX = 1000

/** A version of a ruleset that runs, or ran, beside the live one. */
export interface RulesetRun {
  readonly runId: number
  readonly name: string
  readonly version: number
  readonly kind: RunKind
  /** Share of the traffic, 0 to 100; `null` in shadow. */
  readonly percent: number | null
  readonly startedAtMs: number
  readonly startedBy: string
  /** `null`: it runs. */
  readonly endedAtMs: number | null
  readonly endedBy: string | null
  readonly note: string
}

/** One that runs, with what it decides by. */
export interface ActiveRun extends RulesetRun {
  readonly document: unknown
}

export interface RunChange {
  readonly shopId: string
  readonly name: string
  readonly kind: RunKind
  /** By whom. */
  readonly author: string
}

export interface RulesetRuns {
  active(shopId: string): Promise<readonly ActiveRun[]>
  /** Of all versions of a ruleset, newest first. */
  of(shopId: string, name: string): Promise<readonly RulesetRun[]>
  /**
   * Ends the run of this kind that the ruleset has, if any, and starts this one. Throws
   * `StoreError` `stale` when the version is gone.
   */
  start(change: RunChange, version: number, note: string, percent?: number): Promise<RulesetRun>
  /** Whether there was one to end. */
  end(change: RunChange): Promise<boolean>
}

export function openRulesetRuns(pool: SqlPool): RulesetRuns {
  return {
    active: async (shopId) =>
      (await pool.rows<RunRow & { document: unknown }>(ACTIVE_RUNS, [shopId])).map((row) => ({
        ...runOf(row),
        document: row.document,
      })),
    of: async (shopId, name) =>
      (await pool.rows<RunRow>(RUNS_OF, [shopId, name, RUNS_MAX])).map(runOf),
    start: ({ shopId, name, kind, author }, version, note, percent) =>
      pool.transaction(async (sql) => {
        // Writing the draft over would take its contents away from the run.
        await sql.rows(LOCK_RULESET, [shopId, name])
        await sql.run(END_RUN, [shopId, name, kind, author])
        const values = [shopId, name, version, kind, author, note, percent ?? null]
        const [row] = await sql.rows<RunRow>(START_RUN, values)
        if (row === undefined) {
          throw new StoreError(
            'stale',
            `version ${version} of \`${name}\` is not there any more: read the draft again`,
          )
        }
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return runOf(row)
      }),
    end: ({ shopId, name, kind, author }) =>
      pool.transaction(async (sql) => {
        const ended = await sql.run(END_RUN, [shopId, name, kind, author])
        if (ended > 0) await sql.rows(NOTIFY_CONFIG, [shopId])
        return ended > 0
      }),
  }
}

function runOf(row: RunRow): RulesetRun {
  return {
    runId: row.run_id,
    name: row.name,
    version: row.version,
    kind: row.kind,
    percent: row.percent,
    startedAtMs: row.started_at,
    startedBy: row.started_by,
    endedAtMs: row.ended_at,
    endedBy: row.ended_by,
    note: row.note,
  }
}
