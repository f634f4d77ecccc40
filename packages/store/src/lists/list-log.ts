import type { Sql } from '../connection/sql.ts'
import {
  CHANGE_ITEMS_BETWEEN,
  CHANGE_ITEMS_FROM,
  FIND_LIST_CHANGE,
  FIRST_CHANGE_ITEMS,
  INSERT_LIST_CHANGE,
  LIST_HEADS,
  type ListChangeItemsRow,
  type ListChangeRow,
  type ListHeadRow,
  type LoggedItemTuple,
  PAGE_LIST_CHANGES,
} from '../queries/list-log.ts'
import type { Standing } from './list.ts'

export type ListAction = 'created' | 'described' | 'changed' | 'imported' | 'replaced' | 'deleted'

/** One entry of a list's log. */
export interface LoggedChange {
  /** The list's revision after it. */
  readonly revision: number
  readonly atMs: number
  /** What the values of the list are. */
  readonly type: string
  readonly action: ListAction
  /** Who did it: the name of a key, or who was at the command line. */
  readonly author: string
  /** Where the items came from; empty when they do not say the same. */
  readonly source: string
  readonly added: number
  readonly renewed: number
  readonly removed: number
  /** Items that are in the log: those that are new, gone, or renewed with something new to say. */
  readonly logged: number
  /** What these were set to; `null`: they stayed. */
  readonly standing: Standing | null
  readonly description: string | null
}

/** An item as it was stored, or for one that was removed as it had been. */
export interface LoggedItem {
  readonly change: 'added' | 'renewed' | 'removed'
  readonly value: string
  readonly source: string
  readonly note: string | null
  readonly expiresAtMs: number | null
}

/** A change with the first of its items. */
export interface ShownChange extends LoggedChange {
  readonly items: readonly LoggedItem[]
}

/** One entry of the log of one of a shop's lists, without what it says of items. */
export interface LoggedHead extends Pick<
  LoggedChange,
  'revision' | 'atMs' | 'type' | 'action' | 'standing'
> {
  readonly name: string
}

/** A hundred items each. */
const PAGE_PARTS = 100

/** Reads the log of a list, which outlives the list. */
export interface ListLog {
  /**
   * Newest first, at most `limit` before a revision (`null`: of all), each with at most `itemsMax`
   * (0 to 100) of its items.
   */
  page(
    shopId: string,
    name: string,
    page: { readonly before: number | null; readonly limit: number; readonly itemsMax: number },
  ): Promise<readonly ShownChange[]>
  find(shopId: string, name: string, revision: number): Promise<LoggedChange | undefined>
  /** At most `limit`, from the item of this number on. */
  items(
    shopId: string,
    name: string,
    revision: number,
    page: { readonly from: number; readonly limit: number },
  ): Promise<readonly LoggedItem[]>
  /** Every change of every list of the shop, by list and revision: of lists that are gone too. */
  heads(shopId: string): Promise<readonly LoggedHead[]>
  /** What happened to items from one revision of a list to another, in its order. */
  itemsBetween(
    shopId: string,
    name: string,
    from: number,
    to: number,
  ): AsyncIterable<readonly LoggedItem[]>
}

export function openListLog(sql: Sql): ListLog {
  return {
    async page(shopId, name, { before, limit, itemsMax }) {
      const values = [shopId, name, before, limit]
      const changes = await sql.rows<ListChangeRow>(PAGE_LIST_CHANGES, values)
      const revisions = changes.map(({ revision }) => revision)
      const wanted = [shopId, name, revisions, itemsMax]
      const parts =
        itemsMax === 0 ? [] : await sql.rows<ListChangeItemsRow>(FIRST_CHANGE_ITEMS, wanted)
      return changes.map((row) => {
        const items = parts
          .filter(({ revision }) => revision === row.revision)
          .flatMap((part) => part.items)
        return { ...changeOf(row), items: items.slice(0, itemsMax).map(itemOf) }
      })
    },
    async find(shopId, name, revision) {
      const [row] = await sql.rows<ListChangeRow>(FIND_LIST_CHANGE, [shopId, name, revision])
      return row === undefined ? undefined : changeOf(row)
    },
    async items(shopId, name, revision, { from, limit }) {
      const values = [shopId, name, revision, from, from + limit]
      const parts = await sql.rows<ListChangeItemsRow>(CHANGE_ITEMS_FROM, values)
      const numbered = parts.flatMap(({ first, items }) =>
        items.map((item, at) => [first + at, item] as const),
      )
      return numbered
        .filter(([number]) => number >= from && number < from + limit)
        .map(([, item]) => itemOf(item))
    },
    async heads(shopId) {
      const rows = await sql.rows<ListHeadRow>(LIST_HEADS, [shopId])
      return rows.map(({ list_name: name, at: atMs, action, standing, ...row }) => ({
        ...row,
        name,
        atMs,
        action: action as ListAction,
        standing: standing as Standing | null,
      }))
    },
    async *itemsBetween(shopId, name, from, to) {
      let after = { revision: from, first: -1 }
      for (;;) {
        const values = [shopId, name, from, to, after.revision, after.first, PAGE_PARTS]
        const parts = await sql.rows<ListChangeItemsRow>(CHANGE_ITEMS_BETWEEN, values)
        if (parts.length > 0) yield parts.flatMap(({ items }) => items.map(itemOf))
        if (parts.length < PAGE_PARTS) return
        after = parts.at(-1)!
      }
    },
  }
}

/** Writes an entry. Runs in the transaction of the change. */
export async function logChange(
  sql: Sql,
  shopId: string,
  name: string,
  change: Pick<LoggedChange, 'revision' | 'type' | 'action' | 'author'> & Partial<LoggedChange>,
): Promise<void> {
  await sql.run(INSERT_LIST_CHANGE, [
    shopId,
    name,
    change.revision,
    change.action,
    change.author,
    change.source ?? '',
    change.added ?? 0,
    change.renewed ?? 0,
    change.removed ?? 0,
    change.logged ?? 0,
    change.standing ?? null,
    change.description ?? null,
    change.type,
  ])
}

function changeOf(row: ListChangeRow): LoggedChange {
  const { at, action, standing, ...same } = row
  return {
    ...same,
    atMs: at,
    action: action as ListAction,
    standing: standing as Standing | null,
  }
}

function itemOf([change, value, source, note, expiresAtMs]: LoggedItemTuple): LoggedItem {
  return { change: change as LoggedItem['change'], value, source, note, expiresAtMs }
}
