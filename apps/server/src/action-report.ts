import type { ActionReport } from '@gatehouse/contract'
import type { ActionReport as StoredReport } from '@gatehouse/store'

/** What a shop said of an action, as the API shows it. */
export function shownReport(report: StoredReport): ActionReport {
  return {
    kind: report.kind as ActionReport['kind'],
    state: report.state as ActionReport['state'],
    note: report.note,
    reported_at: new Date(report.reportedAtMs).toISOString(),
    reported_by: report.reportedBy,
  }
}
