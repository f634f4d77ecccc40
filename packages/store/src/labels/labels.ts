import type { Sql } from '../connection/sql.ts'
import { FIND_LABELS, type LabelRow } from '../queries/labels.ts'
import type { StoredLabel } from './label.ts'

const LABELS_MAX = 1000

/** Labels are written with the journal record that brought them (`AppendExtras.label`). */
export interface Labels {
  /** All labels of an event or of its transaction, newest first. */
  of(
    shopId: string,
    about: { readonly eventId: string | null; readonly transactionId: string | null },
  ): Promise<readonly StoredLabel[]>
}

export function openLabels(sql: Sql): Labels {
  return {
    async of(shopId, about) {
      const rows = await sql.rows<LabelRow>(FIND_LABELS, [
        shopId,
        about.eventId,
        about.transactionId,
        LABELS_MAX,
      ])
      return rows.map((row) => ({
        id: row.id,
        shopId: row.shop_id,
        eventId: row.event_id,
        transactionId: row.transaction_id,
        label: row.label,
        source: row.source,
        timeMs: row.time,
        amountMinor: row.amount_minor,
        note: row.note,
        sealed:
          row.sealed === null || row.subject === null
            ? null
            : { subject: row.subject, bytes: row.sealed },
      }))
    },
  }
}
