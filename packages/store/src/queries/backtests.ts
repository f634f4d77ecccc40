import type { Statement } from '../connection/sql.ts'
import { passStatements, type PassRow } from './passes.ts'

export interface BacktestRow extends PassRow {
  readonly ruleset: string
  /** Of one that is asked for by its id. */
  readonly request: unknown
  readonly result: unknown
}

export const BACKTESTS = passStatements({
  table: 'backtests',
  item: 'backtest',
  asked: ['ruleset', 'request'],
  listed: ['ruleset'],
  found: ['ruleset', 'request', 'result'],
  result: ['decisions', 'result'],
})

/**
 * $1 queue, $2 shop, $3 ids. A job that waits as the n-th of its shop comes after n of every other
 * shop, as far as that has as many.
 */
export const WAITING_BEFORE: Statement = {
  name: 'waiting_before',
  text: `
WITH waiting AS (
  SELECT shop_id, payload ->> 'id' AS id,
    row_number() OVER (PARTITION BY shop_id ORDER BY run_at, id) AS place
  FROM jobs WHERE queue = $1 AND state = 'waiting'
    AND (leased_until IS NULL OR leased_until < clock_timestamp()))
SELECT own.id, (own.place - 1 + (
  SELECT count(*) FROM waiting other WHERE other.shop_id <> $2 AND other.place <= own.place))::int AS before
FROM waiting own WHERE own.shop_id = $2 AND own.id = ANY ($3::text[])`,
}
