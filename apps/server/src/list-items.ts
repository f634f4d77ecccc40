import {
  ISSUES_MAX,
  type Issue,
  type ListItem,
  type ListItemDraft,
  type ListKind,
  type Reference,
} from '@gatehouse/contract'
import { isTokenKind, listValue } from '@gatehouse/pipeline'
import type { ListItem as StoredItem, NewListItem } from '@gatehouse/store'

/** What an item is made with: the look-ups that spell values, the tokens that hide them. */
export interface ItemParts {
  readonly reference: Reference
  token(field: string, value: string): Uint8Array
  readonly nowMs: number
  /** Where an item came from that does not say it. */
  readonly source: string
}

/** An id is base64url of the value and fits into a path: bytes. */
const VALUE_BYTES_MAX = 190

type Read<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false }

/** Reads values of one list; what is wrong is gathered with its pointer. */
export interface ItemReader {
  readonly issues: readonly Issue[]
  fault(pointer: string, message: string): void
  value(pointer: string, text: string): Read<string>
  item(pointer: string, draft: ListItemDraft): Read<NewListItem>
}

export function itemReader(kind: ListKind, parts: ItemParts): ItemReader {
  const issues: Issue[] = []
  const fault = (pointer: string, message: string): { ok: false } => {
    if (issues.length < ISSUES_MAX) issues.push({ pointer, code: 'malformed', message })
    return { ok: false }
  }
  const value: ItemReader['value'] = (pointer, text) => {
    const read = listValue(kind, text, parts.reference, (field, spelled) =>
      parts.token(field, spelled),
    )
    if (!read.ok) return fault(pointer, read.message)
    if (Buffer.byteLength(read.value) <= VALUE_BYTES_MAX) return read
    return fault(pointer, `at most ${VALUE_BYTES_MAX} bytes`)
  }
  return {
    issues,
    fault,
    value,
    item(pointer, draft) {
      const read = value(`${pointer}/value`, draft.value)
      const expiresAtMs = draft.expires_at === undefined ? null : Date.parse(draft.expires_at)
      if (expiresAtMs !== null && expiresAtMs <= parts.nowMs) {
        return fault(`${pointer}/expires_at`, 'is in the past: the item would never match')
      }
      if (!read.ok) return read
      const { note = null, source = parts.source } = draft
      return { ok: true, value: { value: read.value, note, source, expiresAtMs } }
    },
  }
}

export function itemId(value: string): string {
  return Buffer.from(value).toString('base64url')
}

/** `undefined` for an id that is none of ours. */
export function valueOfId(id: string): string | undefined {
  const value = Buffer.from(id, 'base64url').toString()
  // A zero byte is no text of PostgreSQL's.
  return value !== '' && itemId(value) === id && !value.includes('\0') ? value : undefined
}

/** As it is shown: a token says nothing to anybody, so the value is then `null`. */
export function itemOf(kind: ListKind, stored: StoredItem): ListItem {
  const { value, expiresAtMs, note, source, createdAtMs } = stored
  return {
    id: itemId(value),
    value: isTokenKind(kind) ? null : value,
    expires_at: expiresAtMs === null ? null : new Date(expiresAtMs).toISOString(),
    note: note ?? '',
    source,
    created_at: new Date(createdAtMs).toISOString(),
  }
}
