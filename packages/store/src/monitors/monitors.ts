import type { SqlPool } from '../connection/sql.ts'
import {
  BEGIN_ALERTS,
  END_ALERTS,
  FIND_ALERT,
  FIND_REPORT,
  KEEP_REPORT,
  LIST_ALERTS,
  type MonitorAlertRow,
  TELL_ALERTS,
  UNWATCHED_SHOPS,
} from '../queries/monitors.ts'
import { isId } from '../reading/id-bounds.ts'

const SHOPS_MAX = 1000

/** A change that somebody is told of. */
export interface SeenAlert {
  readonly id: string
  readonly kind: string
  /** A signal, or what else changed. */
  readonly subject: string
  readonly text: string
}

export interface StoredAlert extends SeenAlert {
  readonly beganAtMs: number
  /** `null`: it lasts. */
  readonly endedAtMs: number | null
}

/** What was last seen of the signals and scores of each shop. */
export interface Monitors {
  /**
   * Keeps a report in the place of the one before. An alert that is new is told to the webhooks that
   * want it; one that lasts is not told again; one that is no longer seen has ended, where enough was
   * looked at to say so.
   * @returns the new ones
   */
  keep(
    shopId: string,
    report: unknown,
    seen: readonly SeenAlert[],
    nowMs: number,
    isConclusive: boolean,
  ): Promise<readonly StoredAlert[]>
  report(shopId: string): Promise<unknown>
  /** Those that last first, then the newest. */
  alerts(shopId: string, limit: number): Promise<readonly StoredAlert[]>
  alert(shopId: string, id: string): Promise<StoredAlert | undefined>
  /** Shops that nobody has looked at since. */
  unwatched(sinceMs: number): Promise<readonly string[]>
}

export function openMonitors(pool: SqlPool): Monitors {
  return {
    keep: (shopId, report, seen, nowMs, isConclusive) =>
      pool.transaction(async (sql) => {
        const values = [shopId, nowMs, JSON.stringify(seen)]
        // The row of the report first: of two that look at once the second waits here.
        await sql.run(KEEP_REPORT, [shopId, nowMs, JSON.stringify(report)])
        if (isConclusive) await sql.run(END_ALERTS, values)
        const begun = await sql.rows<MonitorAlertRow>(BEGIN_ALERTS, values)
        const ids = begun.map(({ alert_id: id }) => id)
        if (ids.length > 0) await sql.run(TELL_ALERTS, [shopId, ids, nowMs])
        return begun.map(alertOf)
      }),
    async report(shopId) {
      const [row] = await pool.rows<{ report: unknown }>(FIND_REPORT, [shopId])
      return row?.report ?? null
    },
    alerts: async (shopId, limit) =>
      (await pool.rows<MonitorAlertRow>(LIST_ALERTS, [shopId, limit])).map(alertOf),
    async alert(shopId, id) {
      if (!isId(id)) return undefined
      const [row] = await pool.rows<MonitorAlertRow>(FIND_ALERT, [shopId, id])
      return row === undefined ? undefined : alertOf(row)
    },
    async unwatched(sinceMs) {
      const rows = await pool.rows<{ shop_id: string }>(UNWATCHED_SHOPS, [sinceMs, SHOPS_MAX])
      return rows.map(({ shop_id: shopId }) => shopId)
    },
  }
}

function alertOf(row: MonitorAlertRow): StoredAlert {
  return {
    id: row.alert_id,
    kind: row.kind,
    subject: row.subject,
    text: row.text,
    beganAtMs: row.began_at,
    endedAtMs: row.ended_at,
  }
}
