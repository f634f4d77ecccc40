import type { SqlPool } from '../connection/sql.ts'
import type { NewJob } from '../jobs/job.ts'
import { keepPasses, passOf, type NewPass, type Passes, type StoredPass } from '../passes/passes.ts'
import { BACKTESTS, WAITING_BEFORE, type BacktestRow } from '../queries/backtests.ts'

/** One backtest: what was asked for, how far it is. */
export interface StoredBacktest extends StoredPass {
  /** Name of the ruleset. */
  readonly ruleset: string
}

/** With what the worker needs and what it made of it; the store reads neither. */
export interface FoundBacktest extends StoredBacktest {
  readonly request: unknown
  readonly result: unknown
}

export interface BacktestEnd {
  readonly decisions: number
  readonly result: unknown
  /** Why it failed; `null`: it did not. */
  readonly error: string | null
}

export interface NewBacktest extends NewPass {
  readonly ruleset: string
  /** What the worker needs; the store does not read it. */
  readonly request: unknown
}

/** Backtests and their results, kept until 50 newer ones of the shop are there. */
export interface Backtests extends Passes<StoredBacktest, FoundBacktest> {
  /** Both the row and the job that works on it, or neither. */
  create(backtest: NewBacktest, job: NewJob): Promise<StoredBacktest>
  /**
   * How many backtests are to begin before each of these: those of the shop that were asked for
   * earlier, and of every other shop as many as its turns come before. One that does not wait is not
   * in it.
   */
  waitingBefore(
    shopId: string,
    queue: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>>
  end(shopId: string, id: string, end: BacktestEnd): Promise<void>
}

export function openBacktests(pool: SqlPool): Backtests {
  const listed = (row: BacktestRow): StoredBacktest => ({ ...passOf(row), ruleset: row.ruleset })
  const passes = keepPasses(pool, BACKTESTS, listed, (row: BacktestRow): FoundBacktest => {
    return { ...listed(row), request: row.request, result: row.result }
  })
  return {
    ...passes,
    create: (backtest, job) => {
      const asked = [backtest.ruleset, JSON.stringify(backtest.request)]
      return pool.transaction((sql) => passes.create(sql, backtest, asked, job))
    },
    async waitingBefore(shopId, queue, ids) {
      const values = [queue, shopId, ids]
      const rows = await pool.rows<{ id: string; before: number }>(WAITING_BEFORE, values)
      return new Map(rows.map(({ id, before }) => [id, before]))
    },
    async end(shopId, id, { decisions, result, error }) {
      const json = result === null ? null : JSON.stringify(result)
      await passes.end(pool, shopId, id, error, [decisions, json])
    },
  }
}
