import { actAs } from '../audit/act-as.ts'
import type { SqlPool } from '../connection/sql.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import {
  ACTIVE_SNOOZES,
  DELETE_SNOOZE,
  INSERT_SNOOZE,
  PAGE_SNOOZES,
  PRUNE_SNOOZES,
  type SnoozeRow,
} from '../queries/snoozes.ts'
import { isId, LAST_ID } from '../reading/id-bounds.ts'
import { StoreError } from '../store-error.ts'

/** All of them are held in memory by every node: some 2 MB. */
const SNOOZES_MAX = 10_000

/** A rule that is switched off for one entity, for a time. */
export interface Snooze {
  readonly id: string
  /** Id of the rule in whichever ruleset decides. */
  readonly rule: string
  /** `email`, `card` ...: what the token stands for. */
  readonly entity: string
  /** Keyed token of the value, base64url. */
  readonly token: string
  readonly untilMs: number
  readonly why: string
  readonly createdAtMs: number
  readonly createdBy: string
}

export type NewSnooze = Omit<Snooze, 'createdAtMs'> & { readonly shopId: string }

export interface Snoozes {
  /** Those that are over are forgotten. Throws `StoreError` `invalid` when the shop has 10,000. */
  create(snooze: NewSnooze, nowMs: number): Promise<Snooze>
  /** All that are not over. */
  active(shopId: string, nowMs: number): Promise<readonly Snooze[]>
  /** The same in pages, newest first, before this id; the empty text for the first page. */
  page(shopId: string, nowMs: number, before: string, limit: number): Promise<readonly Snooze[]>
  /** Whether there was one. */
  remove(shopId: string, id: string, by?: string): Promise<boolean>
}

export function openSnoozes(pool: SqlPool): Snoozes {
  return {
    create: (snooze, nowMs) =>
      pool.transaction(async (sql) => {
        const { id, shopId, rule, entity, token, untilMs, why, createdBy } = snooze
        await sql.run(PRUNE_SNOOZES, [shopId, nowMs])
        const values = [id, shopId, rule, entity, token, untilMs, why, createdBy, SNOOZES_MAX]
        const [row] = await sql.rows<SnoozeRow>(INSERT_SNOOZE, values)
        if (row === undefined) {
          throw new StoreError(
            'invalid',
            `the shop has ${SNOOZES_MAX} snoozes: change the rule instead, or delete some`,
          )
        }
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return snoozeOf(row)
      }),
    active: async (shopId, nowMs) =>
      (await pool.rows<SnoozeRow>(ACTIVE_SNOOZES, [shopId, nowMs])).map(snoozeOf),
    async page(shopId, nowMs, before, limit) {
      const values = [shopId, nowMs, before === '' ? LAST_ID : before, limit]
      return (await pool.rows<SnoozeRow>(PAGE_SNOOZES, values)).map(snoozeOf)
    },
    remove: (shopId, id, by) =>
      pool.transaction(async (sql) => {
        await actAs(sql, by)
        const removed = isId(id) ? await sql.run(DELETE_SNOOZE, [shopId, id]) : 0
        if (removed > 0) await sql.rows(NOTIFY_CONFIG, [shopId])
        return removed > 0
      }),
  }
}

function snoozeOf(row: SnoozeRow): Snooze {
  return {
    id: row.id,
    rule: row.rule_id,
    entity: row.entity,
    token: row.token,
    untilMs: row.until,
    why: row.why,
    createdAtMs: row.created_at,
    createdBy: row.created_by,
  }
}
