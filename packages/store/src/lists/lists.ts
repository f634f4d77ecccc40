import type { SqlPool } from '../connection/sql.ts'
import {
  ACTIVE_ITEMS,
  type ActiveItemRow,
  ALL_LISTS,
  type CountedListRow,
  DELETE_LIST,
  FIND_ITEM,
  FIND_LIST,
  INSERT_LIST,
  type ListItemRow,
  type ListRow,
  PAGE_ITEMS,
  PAGE_LISTS,
} from '../queries/lists.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'
import { changeList, ListFullError } from './change-list.ts'
import { readItemCursor, writeItemCursor } from './list-cursor.ts'

/** Items of one call; a larger import calls again. */
export const LIST_ITEMS_PER_CALL_MAX = 10_000
const PAGE_MAX = 1000
const ACTIVE_PAGE_ITEMS = 10_000

export interface ItemList {
  readonly shopId: string
  readonly name: string
  /** What its values are: `email`, `ip`, `card` ... */
  readonly type: string
  readonly description: string
  /** Grows with every change. */
  readonly revision: number
  readonly updatedAtMs: number
}

/** A list and how many items it has, expired ones included. */
export interface CountedList extends ItemList {
  readonly itemsCount: number
}

export interface NewListItem {
  /** A token (base64url) where the value is personal, else the normalised value. */
  readonly value: string
  /** Who or what put it there. */
  readonly source: string
  readonly note?: string | null
  /** Milliseconds since the epoch; `null` or absent: never. */
  readonly expiresAtMs?: number | null
}

export interface ListItem {
  readonly listName: string
  readonly value: string
  readonly source: string
  readonly note: string | null
  readonly createdAtMs: number
  readonly expiresAtMs: number | null
}

/** As much of an item as is compared. */
export type ActiveItem = Pick<ListItem, 'value' | 'expiresAtMs'>

/** What is done to a list in one transaction: values are taken out first, then items put in. */
export interface ListChange {
  readonly put: readonly NewListItem[]
  readonly take: readonly string[]
  /** The change is refused as a whole when the list would hold more. */
  readonly itemsMax: number
}

export type ListChangeResult =
  | {
      readonly state: 'changed'
      readonly added: number
      readonly renewed: number
      readonly removed: number
    }
  | { readonly state: 'no_list' }
  | { readonly state: 'full' }

export interface ListItemPage {
  readonly items: readonly ListItem[]
  readonly nextCursor: string | null
}

export interface Lists {
  /** By name. */
  all(shopId: string): Promise<readonly ItemList[]>
  /** By name, at most `limit` (1 to 1000) after the given one. */
  page(shopId: string, afterName: string, limit: number): Promise<readonly CountedList[]>
  find(shopId: string, name: string): Promise<CountedList | undefined>
  /** The list that was made; `undefined` when the shop has one of this name. */
  create(
    shopId: string,
    name: string,
    type: string,
    description: string,
  ): Promise<ItemList | undefined>
  /** Makes the list if it is not there. */
  ensure(shopId: string, name: string, type: string, description: string): Promise<void>
  /** Whether there was such a list. Its items go with it. */
  remove(shopId: string, name: string): Promise<boolean>
  /**
   * Adds, renews and removes items: all or none. Throws `StoreError` `invalid` for more than
   * `LIST_ITEMS_PER_CALL_MAX` of either.
   */
  change(shopId: string, name: string, change: ListChange): Promise<ListChangeResult>
  item(shopId: string, name: string, value: string): Promise<ListItem | undefined>
  /**
   * Newest first, at most `limit` (1 to 1000). Throws `StoreError` `invalid` for a cursor that is
   * not from a page before.
   */
  items(
    shopId: string,
    name: string,
    page: { readonly cursor?: string; readonly limit: number },
  ): Promise<ListItemPage>
  /** Everything on a list that has not expired, for a snapshot. */
  active(shopId: string, name: string, nowMs: number): AsyncIterable<readonly ActiveItem[]>
}

export function openLists(pool: SqlPool): Lists {
  const create: Lists['create'] = async (shopId, name, type, description) => {
    const [row] = await pool.rows<ListRow>(INSERT_LIST, [shopId, name, type, description])
    if (row === undefined) return undefined
    await pool.rows(NOTIFY_CONFIG, [shopId])
    return listOf(row)
  }
  return {
    all: async (shopId) => (await pool.rows<ListRow>(ALL_LISTS, [shopId])).map(listOf),
    async page(shopId, afterName, limit) {
      const values = [shopId, afterName, Math.min(limit, PAGE_MAX)]
      return (await pool.rows<CountedListRow>(PAGE_LISTS, values)).map(countedListOf)
    },
    async find(shopId, name) {
      const [row] = await pool.rows<CountedListRow>(FIND_LIST, [shopId, name])
      return row === undefined ? undefined : countedListOf(row)
    },
    create,
    async ensure(shopId, name, type, description) {
      await create(shopId, name, type, description)
    },
    async remove(shopId, name) {
      const removed = await pool.run(DELETE_LIST, [shopId, name])
      if (removed > 0) await pool.rows(NOTIFY_CONFIG, [shopId])
      return removed > 0
    },
    async change(shopId, name, change) {
      refuseTooMany(change.put.length)
      refuseTooMany(change.take.length)
      try {
        return await pool.transaction((sql) => changeList(sql, shopId, name, change))
      } catch (error) {
        if (error instanceof ListFullError) return { state: 'full' }
        throw error
      }
    },
    async item(shopId, name, value) {
      const [row] = await pool.rows<ListItemRow>(FIND_ITEM, [shopId, name, value])
      return row === undefined ? undefined : itemOf(row)
    },
    async items(shopId, name, { cursor, limit }) {
      const after = cursor === undefined ? undefined : readItemCursor(cursor)
      const rowsMax = Math.min(limit, PAGE_MAX)
      const rows = await pool.rows<ListItemRow>(PAGE_ITEMS, [
        shopId,
        name,
        after?.createdAtMs ?? null,
        after?.value ?? '',
        // One more than asked for says whether there is a next page.
        rowsMax + 1,
      ])
      const items = rows.slice(0, rowsMax).map(itemOf)
      const hasMore = rows.length > rowsMax
      return { items, nextCursor: hasMore ? writeItemCursor(items.at(-1)!) : null }
    },
    async *active(shopId, name, nowMs) {
      let after = ''
      for (;;) {
        const values = [shopId, name, nowMs / 1000, after, ACTIVE_PAGE_ITEMS]
        const rows = await pool.rows<ActiveItemRow>(ACTIVE_ITEMS, values)
        if (rows.length > 0) {
          yield rows.map(({ value, expires_at: expiresAtMs }) => ({ value, expiresAtMs }))
        }
        const last = rows.at(-1)
        if (last === undefined || rows.length < ACTIVE_PAGE_ITEMS) return
        after = last.value
      }
    },
  }
}

function refuseTooMany(count: number): void {
  if (count > LIST_ITEMS_PER_CALL_MAX) {
    throw new StoreError(
      'invalid',
      `${count} items in one call: send at most ${LIST_ITEMS_PER_CALL_MAX}`,
    )
  }
}

function countedListOf(row: CountedListRow): CountedList {
  return { ...listOf(row), itemsCount: row.items_count }
}

function listOf(row: ListRow): ItemList {
  return {
    shopId: row.shop_id,
    name: row.name,
    type: row.type,
    description: row.description,
    revision: row.revision,
    updatedAtMs: row.updated_at,
  }
}

function itemOf(row: ListItemRow): ListItem {
  return {
    listName: row.list_name,
    value: row.value,
    source: row.source,
    note: row.note,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
  }
}
