import type { Sql, SqlPool } from '../connection/sql.ts'
import {
  ACTIVE_ITEMS,
  ALL_LISTS,
  DELETE_ITEMS,
  DELETE_LIST,
  INSERT_LIST,
  type ListItemRow,
  type ListRow,
  PAGE_ITEMS,
  TOUCH_LIST,
  UPSERT_ITEMS,
} from '../queries/lists.ts'
import { NOTIFY_CONFIG } from '../queries/shops.ts'
import { StoreError } from '../store-error.ts'

/** Items of one call; a larger import calls again. */
export const LIST_ITEMS_PER_CALL_MAX = 10_000
const PAGE_ITEMS_MAX = 1000
const ACTIVE_PAGE_ITEMS = 10_000

export interface ItemList {
  readonly shopId: string
  readonly name: string
  /** What its values are: `email`, `ip`, `card` ... */
  readonly type: string
  readonly description: string
  /** Grows with every change. */
  readonly revision: number
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

export interface Lists {
  all(shopId: string): Promise<readonly ItemList[]>
  /** Makes the list if it is not there. */
  ensure(shopId: string, name: string, type: string, description: string): Promise<void>
  /** Whether there was such a list. Its items go with it. */
  remove(shopId: string, name: string): Promise<boolean>
  /** Adds or replaces items. Throws `StoreError` `invalid`: no such list, too many items. */
  put(shopId: string, name: string, items: readonly NewListItem[]): Promise<void>
  /** Answers how many were there. */
  take(shopId: string, name: string, values: readonly string[]): Promise<number>
  /** In order of their values. */
  page(shopId: string, name: string, afterValue?: string): Promise<readonly ListItem[]>
  /** Everything that has not expired, for a snapshot. */
  active(shopId: string, nowMs: number): AsyncIterable<readonly ListItem[]>
}

export function openLists(pool: SqlPool): Lists {
  /** One transaction: the change, the list's new revision, the note to the other nodes. */
  async function change(
    shopId: string,
    name: string,
    work: (sql: Sql) => Promise<number>,
  ): Promise<number> {
    return pool.transaction(async (sql) => {
      // The list's row is locked first, so that two writers of one list do not deadlock.
      if ((await sql.run(TOUCH_LIST, [shopId, name])) === 0) {
        throw new StoreError('invalid', `there is no list \`${name}\`: make it first`)
      }
      const result = await work(sql)
      await sql.rows(NOTIFY_CONFIG, [shopId])
      return result
    })
  }

  return {
    async all(shopId) {
      const rows = await pool.rows<ListRow>(ALL_LISTS, [shopId])
      return rows.map(({ shop_id, ...rest }) => ({ shopId: shop_id, ...rest }))
    },
    async ensure(shopId, name, type, description) {
      const made = await pool.run(INSERT_LIST, [shopId, name, type, description])
      if (made > 0) await pool.rows(NOTIFY_CONFIG, [shopId])
    },
    async remove(shopId, name) {
      const removed = await pool.run(DELETE_LIST, [shopId, name])
      if (removed > 0) await pool.rows(NOTIFY_CONFIG, [shopId])
      return removed > 0
    },
    async put(shopId, name, items) {
      refuseTooMany(items.length)
      const rows = items.map((item) => ({
        value: item.value,
        source: item.source,
        note: item.note ?? null,
        expires_ms: item.expiresAtMs ?? null,
      }))
      await change(shopId, name, (sql) =>
        sql.run(UPSERT_ITEMS, [shopId, name, JSON.stringify(rows)]),
      )
    },
    async take(shopId, name, values) {
      refuseTooMany(values.length)
      return change(shopId, name, (sql) => sql.run(DELETE_ITEMS, [shopId, name, values]))
    },
    page: async (shopId, name, afterValue = '') =>
      (await pool.rows<ListItemRow>(PAGE_ITEMS, [shopId, name, afterValue, PAGE_ITEMS_MAX])).map(
        itemOf,
      ),
    async *active(shopId, nowMs) {
      let after: readonly [string, string] = ['', '']
      for (;;) {
        const values = [shopId, nowMs / 1000, ...after, ACTIVE_PAGE_ITEMS]
        const rows = await pool.rows<ListItemRow>(ACTIVE_ITEMS, values)
        if (rows.length > 0) yield rows.map(itemOf)
        const last = rows.at(-1)
        if (last === undefined || rows.length < ACTIVE_PAGE_ITEMS) return
        after = [last.list_name, last.value]
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
