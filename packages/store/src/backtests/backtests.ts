import type { SqlPool } from '../connection/sql.ts'
import { type NewJob } from '../jobs/job.ts'
import { jobRows } from '../jobs/jobs.ts'
import {
  type BacktestRow,
  type BacktestState,
  DELETE_BACKTEST,
  END_BACKTEST,
  FIND_BACKTEST,
  INSERT_BACKTEST,
  LIST_BACKTESTS,
  PROGRESS_BACKTEST,
  PRUNE_BACKTESTS,
  WAITING_BEFORE,
} from '../queries/backtests.ts'
import { ENQUEUE_JOBS } from '../queries/jobs.ts'
import { isId, LAST_ID } from '../reading/id-bounds.ts'

/** A shop keeps its latest; a result is up to some 500 KB. */
const KEPT_MAX = 50
const ERROR_CHARACTERS_MAX = 2000

/** One backtest: what was asked for, how far it is. */
export interface StoredBacktest {
  readonly id: string
  readonly shopId: string
  readonly state: BacktestState
  /** 0 to 1. */
  readonly progress: number
  readonly decisions: number
  /** Name of the ruleset. */
  readonly ruleset: string
  readonly createdAtMs: number
  readonly createdBy: string
  readonly error: string | null
}

export interface BacktestEnd {
  readonly decisions: number
  readonly result: unknown
  /** Why it failed; `null`: it did not. */
  readonly error: string | null
}

export interface NewBacktest {
  /** UUID v7. */
  readonly id: string
  readonly shopId: string
  readonly ruleset: string
  readonly author: string
  /** What the worker needs; the store does not read it. */
  readonly request: unknown
}

/** Backtests and their results, kept until 50 newer ones of the shop are there. */
export interface Backtests {
  /** Both the row and the job that works on it, or neither. */
  create(backtest: NewBacktest, job: NewJob): Promise<StoredBacktest>
  find(
    shopId: string,
    id: string,
  ): Promise<(StoredBacktest & { readonly request: unknown; readonly result: unknown }) | undefined>
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
  /** Newest first, before this id; the empty text for the first page. */
  page(shopId: string, before: string, limit: number): Promise<readonly StoredBacktest[]>
  /** `false`: it is gone or has ended, so the work is for nobody. */
  progress(shopId: string, id: string, share: number, decisions: number): Promise<boolean>
  end(shopId: string, id: string, end: BacktestEnd): Promise<void>
  /** Whether there was one. */
  remove(shopId: string, id: string): Promise<boolean>
}

export function openBacktests(sql: SqlPool): Backtests {
  return {
    create: ({ id, shopId, ruleset, author, request }, job) =>
      sql.transaction(async (each) => {
        const values = [id, shopId, ruleset, author, JSON.stringify(request)]
        const [row] = await each.rows<BacktestRow>(INSERT_BACKTEST, values)
        await each.run(PRUNE_BACKTESTS, [shopId, KEPT_MAX])
        await each.run(ENQUEUE_JOBS, [jobRows([job])])
        return backtestOf(row!)
      }),
    async waitingBefore(shopId, queue, ids) {
      const rows = await sql.rows<{ id: string; before: number }>(WAITING_BEFORE, [
        queue,
        shopId,
        ids,
      ])
      return new Map(rows.map(({ id, before }) => [id, before]))
    },
    async find(shopId, id) {
      if (!isId(id)) return undefined
      const [row] = await sql.rows<BacktestRow & { request: unknown; result: unknown }>(
        FIND_BACKTEST,
        [shopId, id],
      )
      if (row === undefined) return undefined
      return { ...backtestOf(row), request: row.request, result: row.result }
    },
    async page(shopId, before, limit) {
      const values = [shopId, before === '' ? LAST_ID : before, limit]
      return (await sql.rows<BacktestRow>(LIST_BACKTESTS, values)).map(backtestOf)
    },
    progress: async (shopId, id, share, decisions) =>
      (await sql.run(PROGRESS_BACKTEST, [shopId, id, share, decisions])) > 0,
    async end(shopId, id, { decisions, result, error }) {
      const json = result === null ? null : JSON.stringify(result)
      const why = error === null ? null : error.slice(0, ERROR_CHARACTERS_MAX)
      await sql.run(END_BACKTEST, [shopId, id, decisions, json, why])
    },
    remove: async (shopId, id) => isId(id) && (await sql.run(DELETE_BACKTEST, [shopId, id])) > 0,
  }
}

function backtestOf(row: BacktestRow): StoredBacktest {
  return {
    id: row.id,
    shopId: row.shop_id,
    state: row.state,
    progress: row.progress,
    decisions: row.decisions,
    ruleset: row.ruleset,
    createdAtMs: row.created_at,
    createdBy: row.created_by,
    error: row.error,
  }
}
