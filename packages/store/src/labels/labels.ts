import type { Sql } from '../connection/sql.ts'
import {
  FIND_LABELS,
  FIND_LABELS_OF_MANY,
  type BareLabelRow,
  type LabelRow,
} from '../queries/labels.ts'
import type { NewLabel, StoredLabel } from './label.ts'

const LABELS_MAX = 1000
/** Labels of one page of records: an order has a handful. */
const LABELS_OF_MANY_MAX = 100_000

/** What a label may be about. */
export interface Labelled {
  readonly eventId: string | null
  readonly transactionId: string | null
}

/** Labels are written with the journal record that brought them (`AppendExtras.label`). */
export interface Labels {
  /** All labels of an event or of its transaction, newest first. */
  of(shopId: string, about: Labelled): Promise<readonly StoredLabel[]>
  /** Labels of many events in one query: for each, in their order, its own, newest first. */
  ofEach(shopId: string, about: readonly Labelled[]): Promise<readonly (readonly NewLabel[])[]>
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
        ...labelOf(row),
        note: row.note,
        sealed:
          row.sealed === null || row.subject === null
            ? null
            : { subject: row.subject, bytes: row.sealed },
      }))
    },
    async ofEach(shopId, about) {
      const known = (ids: readonly (string | null)[]) => ids.filter((id) => id !== null)
      const rows = await sql.rows<BareLabelRow>(FIND_LABELS_OF_MANY, [
        shopId,
        known(about.map(({ eventId }) => eventId)),
        known(about.map(({ transactionId }) => transactionId)),
        LABELS_OF_MANY_MAX,
      ])
      const labels = rows.map(labelOf)
      const byEvent = grouped(labels, ({ eventId }) => eventId)
      const byTransaction = grouped(labels, ({ transactionId }) => transactionId)
      return about.map(({ eventId, transactionId }) => {
        const own = new Set([
          ...((eventId === null ? undefined : byEvent.get(eventId)) ?? []),
          ...((transactionId === null ? undefined : byTransaction.get(transactionId)) ?? []),
        ])
        return [...own].sort(newestFirst)
      })
    },
  }
}

function grouped(
  labels: readonly NewLabel[],
  keyOf: (label: NewLabel) => string | null,
): ReadonlyMap<string, readonly NewLabel[]> {
  const groups = new Map<string, NewLabel[]>()
  for (const label of labels) {
    const key = keyOf(label)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [label])
    else group.push(label)
  }
  return groups
}

function newestFirst(a: NewLabel, b: NewLabel): number {
  return b.timeMs - a.timeMs || (b.id > a.id ? 1 : -1)
}

function labelOf(row: BareLabelRow): NewLabel {
  return {
    id: row.id,
    shopId: row.shop_id,
    eventId: row.event_id,
    transactionId: row.transaction_id,
    label: row.label,
    source: row.source,
    timeMs: row.time,
    amountMinor: row.amount_minor,
  }
}
