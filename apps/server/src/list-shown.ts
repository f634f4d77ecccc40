import type {
  ExportedItem,
  List,
  ListChange,
  ListChangeItem,
  ListItem,
  ListKind,
} from '@gatehouse/contract'
import { isTokenKind, matchOf, writeTokenText, type ValueParts } from '@gatehouse/pipeline'
import type { CountedList, ListItem as StoredItem, LoggedItem, ShownChange } from '@gatehouse/store'

export function itemId(value: string): string {
  return Buffer.from(value).toString('base64url')
}

/** `undefined` for an id that is none of ours. */
export function valueOfId(id: string): string | undefined {
  const value = Buffer.from(id, 'base64url').toString()
  // A zero byte is no text of PostgreSQL's.
  return value !== '' && itemId(value) === id && !value.includes('\0') ? value : undefined
}

/** The database's column is text; every row was made through `listDraftSchema`. */
export function kindOf(type: string): ListKind {
  return type as ListKind
}

export function shownList(list: CountedList): List {
  const { name, type, standing, description, itemsCount, updatedAtMs } = list
  return {
    name,
    kind: kindOf(type),
    standing,
    description,
    items_count: itemsCount,
    updated_at: iso(updatedAtMs),
  }
}

/** As it is shown: a token says nothing to anybody, so the value is then `null`. */
export function shownItem(kind: ListKind, stored: StoredItem): ListItem {
  const { expiresAtMs, note, source, createdAtMs } = stored
  return {
    ...identity(kind, stored.value),
    expires_at: expiresAtMs === null ? null : iso(expiresAtMs),
    note: note ?? '',
    source,
    created_at: iso(createdAtMs),
  }
}

/** As it leaves for a file: what is kept as a token leaves as one, and may come back. */
export function exportedItem(
  kind: ListKind,
  stored: StoredItem,
  tokenise: ValueParts['tokenise'],
): ExportedItem {
  const { value, expiresAtMs, note, source, createdAtMs } = stored
  return {
    value: isTokenKind(kind) ? writeTokenText(value, tokenise) : value,
    match: matchOf(kind, value),
    expires_at: expiresAtMs === null ? null : iso(expiresAtMs),
    source,
    note: note ?? '',
    created_at: iso(createdAtMs),
  }
}

export function shownChange(change: ShownChange): ListChange {
  const { revision, action, source, added, renewed, removed, standing, description } = change
  const kind = kindOf(change.type)
  return {
    revision,
    at: iso(change.atMs),
    by: change.author,
    action,
    source,
    added,
    renewed,
    removed,
    standing,
    description,
    items: change.items.map((item) => shownChangeItem(kind, item)),
    has_more_items: change.logged > change.items.length,
  }
}

export function shownChangeItem(kind: ListKind, item: LoggedItem): ListChangeItem {
  const { change, expiresAtMs, source, note } = item
  return {
    change,
    ...identity(kind, item.value),
    expires_at: expiresAtMs === null ? null : iso(expiresAtMs),
    source,
    note: note ?? '',
  }
}

function identity(kind: ListKind, value: string): Pick<ListItem, 'id' | 'value' | 'match'> {
  return { id: itemId(value), value: isTokenKind(kind) ? null : value, match: matchOf(kind, value) }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
