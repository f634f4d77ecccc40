import type { Sql } from '../connection/sql.ts'
import {
  type ActionReportRow,
  LIST_ACTION_REPORTS,
  MISS_ACTION,
  SAVE_ACTION_REPORT,
} from '../queries/action-reports.ts'

/** What a shop said of an action that a decision asked for. */
export interface ActionReport {
  readonly kind: string
  /** `done` or `failed`. */
  readonly state: string
  readonly note: string
  readonly reportedAtMs: number
  readonly reportedBy: string
}

export type NewActionReport = Omit<ActionReport, 'reportedAtMs'> & {
  readonly shopId: string
  readonly decisionId: string
}

export interface ActionReports {
  /** The last word on an action stands. */
  save(report: NewActionReport): Promise<ActionReport>
  /** Nobody said anything in time: it counts as failed, unless somebody did. @returns the word that stands */
  miss(report: Omit<NewActionReport, 'state'>): Promise<ActionReport>
  /** Oldest first. */
  of(shopId: string, decisionId: string): Promise<readonly ActionReport[]>
}

export function openActionReports(sql: Sql): ActionReports {
  return {
    async save({ shopId, decisionId, kind, state, note, reportedBy }) {
      const values = [shopId, decisionId, kind, state, note, reportedBy]
      const [row] = await sql.rows<ActionReportRow>(SAVE_ACTION_REPORT, values)
      return reportOf(row!)
    },
    async miss({ shopId, decisionId, kind, note, reportedBy }) {
      const values = [shopId, decisionId, kind, 'failed', note, reportedBy]
      const [row] = await sql.rows<ActionReportRow>(MISS_ACTION, values)
      return reportOf(row!)
    },
    async of(shopId, decisionId) {
      const rows = await sql.rows<ActionReportRow>(LIST_ACTION_REPORTS, [shopId, decisionId])
      return rows.map(reportOf)
    },
  }
}

function reportOf(row: ActionReportRow): ActionReport {
  return {
    kind: row.kind,
    state: row.state,
    note: row.note,
    reportedAtMs: row.reported_at,
    reportedBy: row.reported_by,
  }
}
