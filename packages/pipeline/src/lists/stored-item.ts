import type { ListKind, ListMatch } from '@gatehouse/contract'
import { isTokenKind } from './list-kinds.ts'

/**
 * What a pattern of a token list is kept as: its own token under a context of its own, behind a
 * word that says how it is compared. A token cannot be compared in part, so an event's value is cut
 * to what the pattern is about and gets a token of that too.
 */
export const PATTERN_CONTEXTS = {
  mailboxes: 'email_domain',
  postcode: 'shipping_postcode',
  account: 'account_prefix',
  device: 'device_prefix',
} as const

/** Characters before the `*` in a list of accounts or devices. Each length in use costs a token. */
export const TOKEN_PREFIX_LENGTH = { min: 3, max: 32 } as const

/** An item of a list as it is compared. */
export type StoredItem =
  | { readonly match: 'exact' | 'domain' | 'subdomains' | 'network'; readonly text: string }
  | { readonly match: 'mailboxes' | 'postcode'; readonly text: string }
  | { readonly match: 'prefix'; readonly text: string; readonly length: number }

const TOKEN = '[\\w-]{22}'
const PATTERNS: Readonly<Partial<Record<ListKind, RegExp>>> = {
  email: new RegExp(`^(mailboxes):(${TOKEN})$`),
  address: new RegExp(`^(postcode):(${TOKEN})$`),
  account: new RegExp(`^(prefix)\\.(\\d{1,2}):(${TOKEN})$`),
  device: new RegExp(`^(prefix)\\.(\\d{1,2}):(${TOKEN})$`),
}
const EXACT_TOKEN = new RegExp(`^${TOKEN}$`)
const SUBDOMAINS = '*.'

/** Reads an item from the text that it is kept as. */
export function readStored(kind: ListKind, stored: string): StoredItem {
  if (isTokenKind(kind)) return readToken(kind, stored)
  switch (kind) {
    case 'email_domain':
      return stored.startsWith(SUBDOMAINS)
        ? { match: 'subdomains', text: stored.slice(SUBDOMAINS.length) }
        : { match: 'domain', text: stored }
    case 'ip_range':
      return { match: 'network', text: stored }
    case 'sku':
    case 'string': {
      const { text, isPrefix } = readPattern(stored)
      return isPrefix ? { match: 'prefix', text, length: text.length } : { match: 'exact', text }
    }
    default:
      return { match: 'exact', text: stored }
  }
}

function readToken(kind: ListKind, stored: string): StoredItem {
  const found = PATTERNS[kind]?.exec(stored)
  if (found == null) return { match: 'exact', text: stored }
  const token = found.at(-1)!
  return found[1] === 'prefix'
    ? { match: 'prefix', text: token, length: Number(found[2]) }
    : { match: found[1] as 'mailboxes' | 'postcode', text: token }
}

export function matchOf(kind: ListKind, stored: string): ListMatch {
  return readStored(kind, stored).match
}

/** Whether a list of tokens could hold this text. */
export function isStoredToken(kind: ListKind, stored: string): boolean {
  return EXACT_TOKEN.test(stored) || PATTERNS[kind]?.test(stored) === true
}

/**
 * A text with a `*` at its end stands for all that begin like it; `\*` is a `*` that is meant as
 * it is.
 */
export function readPattern(text: string): { readonly text: string; readonly isPrefix: boolean } {
  const isPrefix = /(?<!\\)\*$/.test(text)
  const literal = isPrefix ? text.slice(0, -1) : text
  return { text: literal.replaceAll('\\*', '*'), isPrefix }
}

/** Whether there is a `*` that is neither at the end nor written `\*`. */
export function hasInnerStar(text: string): boolean {
  return /(?<!\\)\*(?!$)/.test(text)
}

/** The reverse of `readPattern`. */
export function writePattern(text: string, isPrefix: boolean): string {
  return `${text.replaceAll('*', '\\*')}${isPrefix ? '*' : ''}`
}
