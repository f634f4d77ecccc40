import {
  hasCardNumber,
  ISSUES_MAX,
  type Issue,
  type ListDraft,
  type ListItemDraft,
  type ListKind,
} from '@gatehouse/contract'
import { listValue, type ListValue, type Share, type ValueParts } from '@gatehouse/pipeline'
import type { NewList, NewListItem } from '@gatehouse/store'

/** What an item is made with: what spells and hides values, the time, where it came from. */
export interface ItemParts extends ValueParts {
  readonly nowMs: number
  /** Where an item came from that does not say it. */
  readonly source: string
  /** Tokens that sharing circles are told of; absent: of this list they are told nothing. */
  readonly share?: Share
}

/** An id is base64url of the value and fits into a path: bytes. */
const VALUE_BYTES_MAX = 190

/** An item, or which of its fields is wrong and what it needs; never what the field holds. */
export type ReadItem =
  | { readonly ok: true; readonly item: NewListItem }
  | { readonly ok: false; readonly field: keyof ListItemDraft; readonly message: string }

const CARD_NUMBER = 'holds a card number: give a token, or the first six or eight digits'

/** The value of an item as it is kept. No list holds a card number. */
export function readValue(kind: ListKind, text: string, parts: ValueParts): ListValue {
  if (hasCardNumber(text)) return { ok: false, message: CARD_NUMBER }
  const read = listValue(kind, text, parts)
  if (!read.ok || Buffer.byteLength(read.value) <= VALUE_BYTES_MAX) return read
  return { ok: false, message: `at most ${VALUE_BYTES_MAX} bytes` }
}

export function readItem(kind: ListKind, draft: ListItemDraft, parts: ItemParts): ReadItem {
  const read = readValue(kind, draft.value, parts)
  if (!read.ok) return { ok: false, field: 'value', message: read.message }
  for (const field of ['note', 'source'] as const) {
    if (hasCardNumber(draft[field] ?? '')) return { ok: false, field, message: CARD_NUMBER }
  }
  const expiresAtMs = draft.expires_at === undefined ? null : Date.parse(draft.expires_at)
  if (expiresAtMs !== null && expiresAtMs <= parts.nowMs) {
    const message = 'is in the past: the item would never match'
    return { ok: false, field: 'expires_at', message }
  }
  const { note = null, source = parts.source } = draft
  const shared = read.spelled === undefined ? [] : (parts.share?.(read.spelled, expiresAtMs) ?? [])
  const item = { value: read.value, note, source, expiresAtMs }
  return { ok: true, item: shared.length === 0 ? item : { ...item, shared } }
}

/** Reads values of one list; what is wrong is gathered with its pointer. */
export interface ItemReader {
  readonly issues: readonly Issue[]
  fault(pointer: string, message: string): void
  value(pointer: string, text: string): string | undefined
  item(pointer: string, draft: ListItemDraft): NewListItem | undefined
}

export function itemReader(kind: ListKind, parts: ItemParts): ItemReader {
  const issues: Issue[] = []
  const fault = (pointer: string, message: string): undefined => {
    if (issues.length < ISSUES_MAX) issues.push({ pointer, code: 'malformed', message })
  }
  return {
    issues,
    fault,
    value(pointer, text) {
      const read = readValue(kind, text, parts)
      return read.ok ? read.value : fault(pointer, read.message)
    },
    item(pointer, draft) {
      const read = readItem(kind, draft, parts)
      return read.ok ? read.item : fault(`${pointer}/${read.field}`, read.message)
    },
  }
}

export function newListOf({ name, kind, standing = 'none', description = '' }: ListDraft): NewList {
  return { name, type: kind, standing, description }
}
