import type { Sql } from '../connection/sql.ts'
import {
  DELETE_ITEMS,
  IS_OVERFULL,
  type PutRow,
  TOUCH_LIST,
  UPSERT_ITEMS,
} from '../queries/lists.ts'
import { NOTE_LIST_CHANGED } from '../queries/list-changed.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import type { ListChange, ListChangeResult, NewListItem } from './lists.ts'

/** Thrown inside the transaction, so that nothing of the change stays. */
export class ListFullError extends Error {}

/**
 * The change, the list's new revision, the note to the other nodes. Runs inside a transaction.
 * @throws ListFullError when the list would hold more than `itemsMax`
 */
export async function changeList(
  sql: Sql,
  shopId: string,
  name: string,
  { put, take, itemsMax }: ListChange,
): Promise<ListChangeResult> {
  const key = [shopId, name]
  // The list's row is locked first, so that two writers of one list do not deadlock.
  if ((await sql.run(TOUCH_LIST, key)) === 0) return { state: 'no_list' }
  const removed = take.length === 0 ? 0 : await sql.run(DELETE_ITEMS, [...key, take])
  const { added, renewed } =
    put.length === 0
      ? { added: 0, renewed: 0 }
      : (await sql.rows<PutRow>(UPSERT_ITEMS, [...key, JSON.stringify(put.map(putRow))]))[0]!
  if (added > 0) {
    const [row] = await sql.rows<{ is_overfull: boolean }>(IS_OVERFULL, [...key, itemsMax])
    if (row?.is_overfull === true) throw new ListFullError()
  }
  await noteChanged(sql, key, [...put.map(({ value }) => value), ...take])
  await sql.rows(NOTIFY_CONFIG, [shopId])
  return { state: 'changed', added, renewed, removed }
}

/** Changed values that one job names; of more, every open order is looked at. */
const VALUES_MAX = 200

/** Open orders that the change concerns are scored again: that is written with the change. */
async function noteChanged(sql: Sql, key: readonly string[], values: string[]): Promise<void> {
  if (values.length === 0) return
  const named = values.length > VALUES_MAX ? null : values
  await sql.run(NOTE_LIST_CHANGED, [...key, JSON.stringify(named), VALUES_MAX])
}

function putRow({ value, source, note, expiresAtMs }: NewListItem): object {
  return { value, source, note: note ?? null, expires_ms: expiresAtMs ?? null }
}
