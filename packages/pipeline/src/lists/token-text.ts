import type { Tokenise } from '../entities.ts'

export function tokenText(token: Uint8Array): string {
  return Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString('base64url')
}

/** What a token of a list looks like outside: `token:`, whose key made it, the stored item. */
const EXPORTED = /^token:([\w-]{8}):(.+)$/
const KEY_CHARACTERS = 8

/** A stored token as it is exported. It says nothing, and is taken again where it comes from. */
export function writeTokenText(stored: string, tokenise: Tokenise): string {
  return `token:${keyName(tokenise)}:${stored}`
}

/**
 * Reads an exported token; `null` for a text that is none. One that another shop or secret made
 * would never match anything, so it is refused.
 */
export function readTokenText(
  text: string,
  tokenise: Tokenise,
):
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly message: string }
  | null {
  const [, key, stored] = EXPORTED.exec(text) ?? []
  if (stored === undefined) return null
  return key === keyName(tokenise)
    ? { ok: true, value: stored }
    : { ok: false, message: 'is a token of another shop or secret, which matches nothing here' }
}

/** Tells keys apart without telling the key. */
function keyName(tokenise: Tokenise): string {
  return tokenText(tokenise('list_export', 'key')).slice(0, KEY_CHARACTERS)
}
