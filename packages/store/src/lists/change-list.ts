import type { Sql } from '../connection/sql.ts'
import {
  PUT_ITEMS,
  type PutRow,
  REMOVE_ITEMS,
  type WrittenRow,
} from '../queries/change-list-items.ts'
import { NOTE_LIST_CHANGED, NOTE_NEXT_EXPIRY } from '../queries/list-changed.ts'
import { IS_OVERFULL, TOUCH_LIST } from '../queries/lists.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { sayListed } from '../circles/say-listed.ts'
import type { NewListItem } from './list.ts'
import { logChange } from './list-log.ts'

/** What is done to a list in one transaction: values are taken out first, then items put in. */
export interface ListChange {
  readonly put: readonly NewListItem[]
  readonly take: readonly string[]
  /** The change is refused as a whole when the list would hold more. */
  readonly itemsMax: number
  /** Who does it, for the log. */
  readonly author: string
}

export interface ChangeCounts {
  readonly added: number
  readonly renewed: number
  readonly removed: number
}

export type ListChangeResult =
  | ({ readonly state: 'changed' } & ChangeCounts)
  | { readonly state: 'no_list' }
  | { readonly state: 'full' }

/** Thrown inside the transaction, so that nothing of the change stays. */
class ListFullError extends Error {}

/** For `catch` of a transaction that changes a list. */
export function asFull(error: unknown): { readonly state: 'full' } {
  if (error instanceof ListFullError) return { state: 'full' }
  throw error
}

/** A list whose row is locked, at its new revision. */
export interface TouchedRow {
  readonly revision: number
  readonly type: string
}

/**
 * The change, the list's new revision, its entry in the log, the note to the other nodes. Runs
 * inside a transaction; a list that would hold too much rejects it (`asFull`).
 */
export async function changeList(
  sql: Sql,
  shopId: string,
  name: string,
  { put, take, itemsMax, author }: ListChange,
): Promise<ListChangeResult> {
  const [touched] = await sql.rows<TouchedRow>(TOUCH_LIST, [shopId, name])
  if (touched === undefined) return { state: 'no_list' }
  const key = [shopId, name, touched.revision]
  const [taken] =
    take.length === 0 ? [] : await sql.rows<WrittenRow>(REMOVE_ITEMS, [...key, 0, take])
  const removed = taken?.written ?? 0
  const [given] =
    put.length === 0
      ? []
      : await sql.rows<PutRow>(PUT_ITEMS, [...key, removed, JSON.stringify(put.map(putRow))])
  const { added, renewed, written } = given ?? { added: 0, renewed: 0, written: 0 }
  const counts = { added, renewed, removed }
  if (counts.added > 0) await refuseOverfull(sql, shopId, name, itemsMax)
  await logChange(sql, shopId, name, {
    ...touched,
    ...counts,
    logged: removed + written,
    action: 'changed',
    author,
    source: commonSource(put),
  })
  await sayListed(sql, shopId, { name, type: touched.type, put, take, author })
  await noteChanged(sql, shopId, name, [...put.map(({ value }) => value), ...take])
  await sql.rows(NOTIFY_CONFIG, [shopId])
  return { state: 'changed', ...counts }
}

export async function refuseOverfull(
  sql: Sql,
  shopId: string,
  name: string,
  itemsMax: number,
): Promise<void> {
  const [row] = await sql.rows<{ is_overfull: boolean }>(IS_OVERFULL, [shopId, name, itemsMax])
  if (row?.is_overfull === true) throw new ListFullError()
}

function commonSource(items: readonly NewListItem[]): string {
  const sources = new Set(items.map(({ source }) => source))
  return sources.size === 1 ? [...sources][0]! : ''
}

/** Changed values that one job names; of more, every open order is looked at. */
export const VALUES_MAX = 200

/**
 * Open orders that the change concerns are scored again, now and when its items expire: that is
 * written with the change.
 * @param values `null`: too many to name
 */
export async function noteChanged(
  sql: Sql,
  shopId: string,
  name: string,
  values: readonly string[] | null,
): Promise<void> {
  if (values?.length === 0) return
  const named = values === null || values.length > VALUES_MAX ? null : values
  await sql.run(NOTE_LIST_CHANGED, [shopId, name, JSON.stringify(named), VALUES_MAX])
  await sql.run(NOTE_NEXT_EXPIRY, [shopId, name])
}

function putRow({ value, source, note, expiresAtMs }: NewListItem): object {
  return { value, source, note: note ?? null, expires_ms: expiresAtMs ?? null }
}
