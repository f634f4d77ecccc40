import type { Sql, SqlPool } from '../connection/sql.ts'
import {
  CHANGED_CUSTOMERS,
  type CustomerChangeRow,
  FIND_CUSTOMER_CHANGES,
  FIND_RANKINGS,
  NEW_CUSTOMER_CHANGES,
  NEW_RANKINGS,
  PAGE_RANKINGS,
  type PackedRankings,
  type RankingRow,
  READ_HORIZON,
  SAVE_CUSTOMER_CHANGE,
  SAVE_REPORTED_RANKING,
} from '../queries/customers.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import type { CustomerChange, StoredCustomer, StoredRanking } from './customer.ts'

const PAGE_ROWS = 20_000
const CHANGES_OF_ONE_MAX = 1000
/** Below every account. */
const FIRST_ACCOUNT = '-9223372036854775808'

export interface NewCustomerChange {
  readonly id: string
  readonly shopId: string
  readonly account: string
  readonly change: CustomerChange
  readonly orderId: string | null
  /** `null`: no person did it. */
  readonly by: string | null
  readonly note: string
}

export interface NewCustomers {
  /** See `unpackRankings`. */
  readonly packed: readonly Uint8Array[]
  /** Accounts of which the log says something new. */
  readonly changed: readonly string[]
  /** Where to read on: a transaction. */
  readonly next: string
}

/** What is remembered of registered customers. What orders leave is written with them. */
export interface Customers {
  /** As it stands, with the log; an unknown account has neither ranking nor changes. */
  find(accounts: readonly string[]): Promise<readonly StoredCustomer[]>
  /** Every ranking, packed (`unpackRankings`), page by page. */
  rankings(): AsyncIterable<Uint8Array>
  /** Accounts that the log names, page by page. */
  changed(): AsyncIterable<readonly string[]>
  /** Where `since` may begin: what is committed before lies below it. */
  horizon(): Promise<string>
  /** What was written from that transaction on. */
  since(transaction: string): Promise<NewCustomers>
  /** Writes a line of the log; every node hears of it. */
  change(change: NewCustomerChange): Promise<void>
  /** An order turned out to be fraud: it speaks for the customer, whatever came after it. */
  report(report: {
    readonly id: string
    readonly shopId: string
    readonly account: string
    readonly orderId: string
    readonly trust: number
  }): Promise<void>
}

export function openCustomers(pool: SqlPool, slow: Sql): Customers {
  const write = (sql: Sql, change: NewCustomerChange) => {
    const { id, shopId, account, orderId, by, note } = change
    return sql.run(SAVE_CUSTOMER_CHANGE, [account, id, orderId, shopId, change.change, by, note])
  }
  const horizon = async () => {
    const [row] = await pool.rows<{ next: string }>(READ_HORIZON)
    return row!.next
  }
  return {
    async find(accounts) {
      const [rankings, changes] = await Promise.all([
        pool.rows<RankingRow>(FIND_RANKINGS, [accounts]),
        pool.rows<CustomerChangeRow>(FIND_CUSTOMER_CHANGES, [accounts, CHANGES_OF_ONE_MAX]),
      ])
      return accounts.map((account) => {
        const row = rankings.find((each) => each.account === account)
        return {
          account,
          ranking: row === undefined ? null : rankingOf(row),
          changes: changes
            .filter((each) => each.account === account)
            .map(({ id, change, order_id: orderId, changed_by: changedBy, note }) => ({
              id,
              account,
              change: change as CustomerChange,
              orderId,
              changedBy,
              note,
            })),
        }
      })
    },
    async *rankings() {
      let after = FIRST_ACCOUNT
      for (;;) {
        const [page] = await slow.rows<PackedRankings>(PAGE_RANKINGS, [after, PAGE_ROWS])
        if (page === undefined || page.packed === null) return
        yield page.packed
        if (page.rows < PAGE_ROWS) return
        after = page.next
      }
    },
    async *changed() {
      let after = FIRST_ACCOUNT
      for (;;) {
        const rows = await slow.rows<{ account: string }>(CHANGED_CUSTOMERS, [after, PAGE_ROWS])
        const last = rows.at(-1)
        if (last === undefined) return
        yield rows.map(({ account }) => account)
        if (rows.length < PAGE_ROWS) return
        after = last.account
      }
    },
    horizon,
    async since(transaction) {
      // What still runs now is read again the next time, so nothing is passed by.
      const next = await horizon()
      const changes = await pool.rows<{ account: string }>(NEW_CUSTOMER_CHANGES, [transaction])
      const packed: Uint8Array[] = []
      for (let from = transaction; ;) {
        const [page] = await pool.rows<PackedRankings>(NEW_RANKINGS, [from, PAGE_ROWS])
        if (page === undefined || page.packed === null) break
        packed.push(page.packed)
        if (page.rows < PAGE_ROWS) break
        from = page.next
      }
      return { packed, changed: changes.map(({ account }) => account), next }
    },
    change: (change) =>
      pool.transaction(async (sql) => {
        await write(sql, change)
        await sql.rows(NOTIFY_CONFIG, [change.shopId])
      }),
    report: ({ id, shopId, account, orderId, trust }) =>
      pool.transaction(async (sql) => {
        await sql.run(SAVE_REPORTED_RANKING, [account, id, orderId, shopId, trust])
        const change = 'reported' as const
        await write(sql, { id, shopId, account, change, orderId, by: null, note: '' })
        await sql.rows(NOTIFY_CONFIG, [shopId])
      }),
  }
}

function rankingOf(row: RankingRow): StoredRanking {
  return {
    account: row.account,
    trust: row.trust,
    asOf: row.as_of,
    orderId: row.order_id ?? row.as_of,
    rulingId: row.ruling_id ?? row.as_of,
  }
}

const RANKING_BYTES = 28

/**
 * Hands out every ranking of a page: the account in two halves of 32 bits, when the order that left
 * it was decided (milliseconds since the epoch), and the trust.
 */
export function unpackRankings(
  packed: Uint8Array,
  each: (hi: number, lo: number, asOfMs: number, trust: number) => void,
): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  for (let at = 0; at < packed.length; at += RANKING_BYTES) {
    // A UUID v7 begins with its time, 48 bits.
    const asOfMs = view.getUint32(at + 8) * 2 ** 16 + view.getUint16(at + 12)
    each(view.getUint32(at), view.getUint32(at + 4), asOfMs, view.getFloat32(at + 24))
  }
}
