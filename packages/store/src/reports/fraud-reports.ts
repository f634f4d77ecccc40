import type { SqlPool } from '../connection/sql.ts'
import {
  FIND_FRAUD_REPORTS,
  type FraudReportRow,
  FIND_REPORTED_WINDOWS,
  PUT_FRAUD_REPORT,
  type ReportedWindowRow,
  TAKE_FRAUD_REPORT,
} from '../queries/fraud-reports.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'

/** About 100 bytes each in memory. */
const ROWS_MAX = 100_000

export interface FraudReport {
  /** The first decision about the order. */
  readonly recordId: string
  /** 8 bytes: what another order is linked to it by. */
  readonly key: Uint8Array
}

export interface ReportedWindow {
  readonly recordId: string
  readonly window: Uint8Array
}

/** Rows of one answer: about a megabyte. */
const WINDOWS_PAGE_ROWS = 5000

/** Orders that were reported as fraud. Every node hears of a change. */
export interface FraudReports {
  put(shopId: string, recordId: string, keys: readonly Uint8Array[]): Promise<void>
  /** It was no fraud after all. */
  take(shopId: string, recordId: string): Promise<void>
  /** At most 100,000 rows, of the newest orders. */
  all(shopId: string): Promise<readonly FraudReport[]>
  /** Packed window events of records, as far as the journal still has them. */
  windows(shopId: string, recordIds: readonly string[]): Promise<readonly ReportedWindow[]>
}

export function openFraudReports(pool: SqlPool): FraudReports {
  return {
    put: (shopId, recordId, keys) =>
      pool.transaction(async (sql) => {
        await sql.run(PUT_FRAUD_REPORT, [shopId, recordId, keys.map((key) => Buffer.from(key))])
        await sql.rows(NOTIFY_CONFIG, [shopId])
      }),
    take: (shopId, recordId) =>
      pool.transaction(async (sql) => {
        await sql.run(TAKE_FRAUD_REPORT, [shopId, recordId])
        await sql.rows(NOTIFY_CONFIG, [shopId])
      }),
    all: async (shopId) =>
      (await pool.rows<FraudReportRow>(FIND_FRAUD_REPORTS, [shopId, ROWS_MAX])).map(
        ({ record_id: recordId, key }) => ({ recordId, key }),
      ),
    async windows(shopId, recordIds) {
      const found: ReportedWindow[] = []
      for (let from = 0; from < recordIds.length; from += WINDOWS_PAGE_ROWS) {
        const page = recordIds.slice(from, from + WINDOWS_PAGE_ROWS)
        const rows = await pool.rows<ReportedWindowRow>(FIND_REPORTED_WINDOWS, [shopId, page])
        for (const { id, window_event: window } of rows) found.push({ recordId: id, window })
      }
      return found
    },
  }
}
