import type { SqlPool } from '../connection/sql.ts'
import {
  ADD_HISTORY,
  CHANGED_HISTORY,
  type HistoryCountRow,
  NEWEST_HISTORY,
  REPORT_HISTORY,
  UNREPORT_HISTORY,
} from '../queries/circle-history.ts'
import { CIRCLE_MEMBERS, type MemberRow } from '../queries/circles.ts'

const CHANGED_ROWS_MAX = 50_000

/** How often a token ordered at one member. */
export interface HistoryCount {
  readonly circle: string
  readonly member: string
  readonly kind: string
  readonly token: Uint8Array
  readonly orders: number
  readonly approved: number
  readonly fraud: number
  readonly firstAtMs: number
  readonly lastAtMs: number
}

/** What is added to a count; its `fraud` is not. */
export type HistoryAddition = Omit<HistoryCount, 'fraud'>

/** What became of orders at the shops that share it: see `Membership.sharesHistory`. */
export interface CircleHistory {
  /** @returns the counts as they are now */
  add(additions: readonly HistoryAddition[]): Promise<readonly HistoryCount[]>
  /** An order counts as fraud, once. */
  report(
    shopId: string,
    recordId: string,
    tokens: readonly {
      readonly circle: string
      readonly kind: string
      readonly token: Uint8Array
    }[],
  ): Promise<void>
  /** It does not. */
  takeBack(shopId: string, recordId: string): Promise<void>
  /** Those of the newest orders, at most `limit`. */
  newest(circle: string, limit: number): Promise<readonly HistoryCount[]>
  /** What has changed since on any node, and until when was read. */
  changed(
    sinceMs: number,
  ): Promise<{ readonly counts: readonly HistoryCount[]; readonly untilMs: number }>
}

export function openCircleHistory(pool: SqlPool, slow: SqlPool): CircleHistory {
  const membersOf = async (shopId: string) =>
    (await pool.rows<MemberRow>(CIRCLE_MEMBERS, [null, shopId])).filter((row) => row.shares_history)
  return {
    async add(additions) {
      const rows = additions.map((each) => ({
        circle: each.circle,
        member: each.member,
        kind: each.kind,
        token: Buffer.from(each.token).toString('hex'),
        orders: each.orders,
        approved: each.approved,
        first_ms: each.firstAtMs,
        last_ms: each.lastAtMs,
      }))
      return (await pool.rows<HistoryCountRow>(ADD_HISTORY, [JSON.stringify(rows)])).map(countOf)
    },
    async report(shopId, recordId, tokens) {
      for (const { circle, member } of await membersOf(shopId)) {
        const own = tokens.filter((each) => each.circle === circle)
        const kinds = own.map(({ kind }) => kind)
        const bytes = own.map(({ token }) => Buffer.from(token))
        await pool.run(REPORT_HISTORY, [circle, member, recordId, kinds, bytes])
      }
    },
    async takeBack(shopId, recordId) {
      for (const { circle, member } of await membersOf(shopId)) {
        await pool.run(UNREPORT_HISTORY, [circle, member, recordId])
      }
    },
    newest: async (circle, limit) =>
      (await slow.rows<HistoryCountRow>(NEWEST_HISTORY, [circle, limit])).map(countOf),
    async changed(sinceMs) {
      const rows = await slow.rows<HistoryCountRow>(CHANGED_HISTORY, [sinceMs, CHANGED_ROWS_MAX])
      return { counts: rows.map(countOf), untilMs: rows.at(-1)?.updated_at ?? sinceMs }
    },
  }
}

function countOf(row: HistoryCountRow): HistoryCount {
  return {
    circle: row.circle,
    member: row.member,
    kind: row.kind,
    token: row.token,
    orders: row.orders,
    approved: row.approved,
    fraud: row.fraud,
    firstAtMs: row.first_at,
    lastAtMs: row.last_at,
  }
}
