import type { SqlPool } from '../connection/sql.ts'
import { REMOVE_ALL_ITEMS, type WrittenRow } from '../queries/change-list-items.ts'
import {
  ACTIVE_ITEMS,
  type ActiveItemRow,
  ALL_LISTS,
  type CountedListRow,
  DELETE_LIST,
  FIND_ITEM,
  FIND_LIST,
  INSERT_LIST,
  ITEMS_BY_VALUE,
  LIST_STATE,
  type ListItemRow,
  type ListRow,
  PAGE_ITEMS,
  PAGE_LISTS,
  TOUCH_LIST,
  UPDATE_LIST,
} from '../queries/lists.ts'
import {
  EXPIRED_ITEMS,
  type ExpiredRow,
  NEXT_EXPIRY,
  type NextExpiryRow,
} from '../queries/list-changed.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'
import {
  asFull,
  changeList,
  type ListChange,
  type ListChangeResult,
  type TouchedRow,
  VALUES_MAX,
} from './change-list.ts'
import {
  type ActiveItem,
  type CountedList,
  countedListOf,
  type ItemList,
  itemOf,
  type ListItem,
  listOf,
  type NewList,
  type Standing,
} from './list.ts'
import { sayDeleted, sayRestood } from '../circles/say-listed.ts'
import { readItemCursor, writeItemCursor } from './list-cursor.ts'
import type { ListImport } from './list-import.ts'
import { type ListLog, logChange, openListLog } from './list-log.ts'

/** Items of one call; a larger import calls again. */
export const LIST_ITEMS_PER_CALL_MAX = 10_000
const PAGE_MAX = 1000
const ACTIVE_PAGE_ITEMS = 10_000
/** Who makes the lists that a shop starts with. */
const OURSELVES = 'gatehouse'

export interface ListItemPage {
  readonly items: readonly ListItem[]
  readonly nextCursor: string | null
}

export interface Lists {
  readonly log: ListLog
  /** By name. */
  all(shopId: string): Promise<readonly ItemList[]>
  /** By name, at most `limit` (1 to 1000) after the given one. */
  page(shopId: string, afterName: string, limit: number): Promise<readonly CountedList[]>
  find(shopId: string, name: string): Promise<CountedList | undefined>
  /** The list that was made; `undefined` when the shop has one of this name. */
  create(shopId: string, list: NewList, author: string): Promise<ItemList | undefined>
  /** Makes the list if it is not there. */
  ensure(shopId: string, list: NewList): Promise<void>
  /** Whether there was such a list. */
  describe(
    shopId: string,
    name: string,
    settings: { readonly standing?: Standing; readonly description?: string },
    author: string,
  ): Promise<boolean>
  /** Whether there was such a list. Its items go with it; its log stays. */
  remove(shopId: string, name: string, author: string): Promise<boolean>
  /**
   * Adds, renews and removes items: all or none. Throws `StoreError` `invalid` for more than
   * `LIST_ITEMS_PER_CALL_MAX` of either.
   */
  change(shopId: string, name: string, change: ListChange): Promise<ListChangeResult>
  /** For more items than one call takes. On a connection of its own: close it. */
  import(shopId: string, name: string): Promise<ListImport>
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
  /** Everything on a list by value, expired items too; what changes meanwhile may be missed. */
  everything(shopId: string, name: string): AsyncIterable<readonly ListItem[]>
  /**
   * What expired after one time and until another, and when something does next. `values` is `null`
   * where they are too many to name.
   */
  expired(shopId: string, name: string, sinceMs: number, toMs: number): Promise<ExpiredItems>
  /**
   * Everything on a list that has not expired, in at least one part, as it was at one moment.
   * @returns the list as it was then; `undefined` when there is none
   */
  active(
    shopId: string,
    name: string,
    nowMs: number,
    onItems: (items: readonly ActiveItem[], list: ItemList) => void,
  ): Promise<ItemList | undefined>
}

export interface ExpiredItems {
  readonly values: readonly string[] | null
  readonly nextMs: number | null
}

/** `slow`: for long lists as a whole. */
export function openLists(
  pool: SqlPool,
  slow: SqlPool,
  openImport: (shopId: string, name: string) => Promise<ListImport>,
): Lists {
  const create: Lists['create'] = (shopId, list, author) =>
    pool.transaction(async (sql) => {
      const { name, type, standing, description } = list
      const values = [shopId, name, type, standing, description]
      const [row] = await sql.rows<ListRow>(INSERT_LIST, values)
      if (row === undefined) return undefined
      const { revision } = row
      await logChange(sql, shopId, name, { ...list, revision, action: 'created', author })
      await sql.rows(NOTIFY_CONFIG, [shopId])
      return listOf(row)
    })
  return {
    log: openListLog(pool),
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
    async ensure(shopId, list) {
      await create(shopId, list, OURSELVES)
    },
    describe: (shopId, name, { standing = null, description = null }, author) =>
      pool.transaction(async (sql) => {
        const values = [shopId, name, standing, description]
        const [touched] = await sql.rows<TouchedRow>(UPDATE_LIST, values)
        if (touched === undefined) return false
        const change = { ...touched, action: 'described', author, standing, description } as const
        await logChange(sql, shopId, name, change)
        if (standing !== null) {
          const list = { name, type: touched.type, standing }
          await sayRestood(sql, shopId, list, author)
        }
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return true
      }),
    remove: (shopId, name, author) =>
      slow.transaction(async (sql) => {
        const [touched] = await sql.rows<TouchedRow>(TOUCH_LIST, [shopId, name])
        if (touched === undefined) return false
        const values = [shopId, name, touched.revision, 0]
        const [gone] = await sql.rows<WrittenRow>(REMOVE_ALL_ITEMS, values)
        const removed = gone!.written
        await sql.run(DELETE_LIST, [shopId, name])
        await sayDeleted(sql, shopId, name, author)
        const change = { ...touched, action: 'deleted', author, removed, logged: removed } as const
        await logChange(sql, shopId, name, change)
        await sql.rows(NOTIFY_CONFIG, [shopId])
        return true
      }),
    async change(shopId, name, change) {
      refuseTooMany(change.put.length)
      refuseTooMany(change.take.length)
      return pool.transaction((sql) => changeList(sql, shopId, name, change)).catch(asFull)
    },
    import: openImport,
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
    async *everything(shopId, name) {
      let after = ''
      for (;;) {
        const values = [shopId, name, after, PAGE_MAX]
        const rows = await pool.rows<ListItemRow>(ITEMS_BY_VALUE, values)
        if (rows.length > 0) yield rows.map(itemOf)
        if (rows.length < PAGE_MAX) return
        after = rows.at(-1)!.value
      }
    },
    async expired(shopId, name, sinceMs, toMs) {
      const values = [shopId, name, Math.floor(sinceMs), Math.floor(toMs), VALUES_MAX + 1]
      const rows = await pool.rows<ExpiredRow>(EXPIRED_ITEMS, values)
      const [row] = await pool.rows<NextExpiryRow>(NEXT_EXPIRY, [shopId, name, Math.floor(toMs)])
      return {
        values: rows.length > VALUES_MAX ? null : rows.map(({ value }) => value),
        nextMs: row?.next ?? null,
      }
    },
    active: (shopId, name, nowMs, onItems) =>
      slow.snapshot(async (sql) => {
        const [row] = await sql.rows<ListRow>(LIST_STATE, [shopId, name])
        if (row === undefined) return undefined
        const list = listOf(row)
        let after = ''
        for (;;) {
          const values = [shopId, name, nowMs / 1000, after, ACTIVE_PAGE_ITEMS]
          const rows = await sql.rows<ActiveItemRow>(ACTIVE_ITEMS, values)
          onItems(
            rows.map(({ value, expires_at }) => ({ value, expiresAtMs: expires_at })),
            list,
          )
          if (rows.length < ACTIVE_PAGE_ITEMS) return list
          after = rows.at(-1)!.value
        }
      }),
  }
}

function refuseTooMany(count: number): void {
  if (count <= LIST_ITEMS_PER_CALL_MAX) return
  throw new StoreError(
    'invalid',
    `at most ${LIST_ITEMS_PER_CALL_MAX} items in one call: send several`,
  )
}
