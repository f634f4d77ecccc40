import type { Bodies } from '../body/bodies.ts'
import type { Sql } from '../connection/sql.ts'
import type { StoredRecord } from '../journal/record.ts'
import type { JournalRow } from '../queries/find-record.ts'
import { PAGE_ROWS_MAX, searchStatement } from './search.ts'
import { storedRecord } from './stored-record.ts'

/** A decision; or, where its row cannot be read any more, what is wrong with it. */
export type ReadDecision =
  | { readonly id: string; readonly record: StoredRecord }
  | { readonly id: string; readonly fault: string }

/** Newest first. A row that somebody has damaged does not keep the others from being read. */
export async function* readDecisions(
  sql: Sql,
  bodies: Pick<Bodies, 'decode'>,
  filter: { readonly shopId: string; readonly fromMs: number; readonly toMs: number },
): AsyncGenerator<readonly ReadDecision[]> {
  let cursor: string | undefined
  for (;;) {
    const { statement, values } = searchStatement({
      ...filter,
      kind: 'decision',
      limit: PAGE_ROWS_MAX,
      ...(cursor === undefined ? {} : { cursor }),
    })
    // One more than asked for comes: the next page begins with it.
    const rows = (await sql.rows<JournalRow>(statement, values)).slice(0, PAGE_ROWS_MAX)
    if (rows.length > 0) yield await Promise.all(rows.map((row) => readRow(row, bodies)))
    if (rows.length < PAGE_ROWS_MAX) return
    cursor = rows.at(-1)!.id
  }
}

async function readRow(row: JournalRow, bodies: Pick<Bodies, 'decode'>): Promise<ReadDecision> {
  try {
    return { id: row.id, record: await storedRecord(row, bodies) }
  } catch (error) {
    if (error instanceof Error) return { id: row.id, fault: error.message }
    throw error
  }
}
