import type { SqlPool } from '../connection/sql.ts'
import { LOCK_ORDER } from '../queries/order-locks.ts'

/** Lets one at a time act on an order, on whichever server of this database they are. */
export interface OrderLocks {
  /**
   * Does the work while nobody else holds the order. The work goes over other connections: what it
   * has committed is there for who comes next.
   * @param firstId the id of the order's first decision
   * @throws StoreError `database_unreachable`
   */
  hold<Result>(shopId: string, firstId: string, work: () => Promise<Result>): Promise<Result>
}

/** @param pool of its own: whoever holds an order needs the connections of the others */
export function openOrderLocks(pool: SqlPool): OrderLocks {
  return {
    hold: (shopId, firstId, work) =>
      pool.transaction(async (sql) => {
        await sql.rows(LOCK_ORDER, [shopId, firstId])
        return work()
      }),
  }
}
