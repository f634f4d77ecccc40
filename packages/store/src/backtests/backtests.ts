import type { Sql } from '../connection/sql.ts'
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
} from '../queries/backtests.ts'
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
  create(backtest: NewBacktest): Promise<StoredBacktest>
  find(
    shopId: string,
    id: string,
  ): Promise<(StoredBacktest & { readonly request: unknown; readonly result: unknown }) | undefined>
  /** Newest first, before this id; the empty text for the first page. */
  page(shopId: string, before: string, limit: number): Promise<readonly StoredBacktest[]>
  /** `false`: it is gone or has ended, so the work is for nobody. */
  progress(shopId: string, id: string, share: number, decisions: number): Promise<boolean>
  end(shopId: string, id: string, end: BacktestEnd): Promise<void>
  /** Whether there was one. */
  remove(shopId: string, id: string): Promise<boolean>
}

export function openBacktests(sql: Sql): Backtests {
  return {
    async create({ id, shopId, ruleset, author, request }) {
      const values = [id, shopId, ruleset, author, JSON.stringify(request)]
      const [row] = await sql.rows<BacktestRow>(INSERT_BACKTEST, values)
      await sql.run(PRUNE_BACKTESTS, [shopId, KEPT_MAX])
      return backtestOf(row!)
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
