import type { SharedToken } from '../circles/circle.ts'
import type { CountedListRow, ListItemRow, ListRow } from '../queries/lists.ts'

/** What a list is meant for (`ListStanding` of the contract). */
export type Standing = 'deny' | 'allow' | 'watch' | 'none'

export interface NewList {
  readonly name: string
  /** What its values are: `email`, `ip`, `card` ... */
  readonly type: string
  readonly standing: Standing
  readonly description: string
}

export interface ItemList extends NewList {
  readonly shopId: string
  /** Grows with every change, and is never used twice, not by a later list of the name either. */
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
  /** Where it came from. */
  readonly source: string
  readonly note?: string | null
  /** Milliseconds since the epoch; `null` or absent: never. */
  readonly expiresAtMs?: number | null
  /** What the shop's sharing circles are told of it; none when absent. */
  readonly shared?: readonly SharedToken[]
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

export function listOf(row: ListRow): ItemList {
  return {
    shopId: row.shop_id,
    name: row.name,
    type: row.type,
    standing: row.standing as Standing,
    description: row.description,
    revision: row.revision,
    updatedAtMs: row.updated_at,
  }
}

export function countedListOf(row: CountedListRow): CountedList {
  return { ...listOf(row), itemsCount: row.items_count }
}

export function itemOf(row: ListItemRow): ListItem {
  return {
    listName: row.list_name,
    value: row.value,
    source: row.source,
    note: row.note,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
  }
}
