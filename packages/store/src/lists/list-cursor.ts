import { StoreError } from '../store-error.ts'

/** Where a page of items, newest first, left off. */
export interface ItemCursor {
  readonly createdAtMs: number
  readonly value: string
}

/** Opaque to callers: base64url of `milliseconds value`. */
export function writeItemCursor({ createdAtMs, value }: ItemCursor): string {
  return Buffer.from(`${createdAtMs} ${value}`).toString('base64url')
}

/** Throws `StoreError` `invalid` for a text that is no cursor of ours. */
export function readItemCursor(text: string): ItemCursor {
  const match = /^(\d{1,15}) (.+)$/s.exec(Buffer.from(text, 'base64url').toString())
  // A zero byte is no text that PostgreSQL could compare with.
  if (match === null || match[2]!.includes('\0')) {
    throw new StoreError('invalid', 'the cursor is not one of ours: ask for the first page')
  }
  return { createdAtMs: Number(match[1]), value: match[2]! }
}
