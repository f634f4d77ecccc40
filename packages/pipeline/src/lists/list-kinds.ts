import type { ListKind, SingleWindowEntity } from '@gatehouse/contract'

/**
 * Kinds of list whose items are kept as keyed tokens, and the entity that they are compared with.
 * The others (domains, ranges, countries, plain texts) name no person and are kept as they are.
 */
export const TOKEN_KINDS = {
  email: 'email',
  ip: 'ip',
  phone: 'phone',
  account: 'account',
  device: 'device',
  card: 'card',
  bin: 'bin',
  address: 'shipping_address',
} as const satisfies Partial<Record<ListKind, SingleWindowEntity>>
export type TokenKind = keyof typeof TOKEN_KINDS

export function isTokenKind(kind: ListKind): kind is TokenKind {
  return Object.hasOwn(TOKEN_KINDS, kind)
}

/** Kinds whose items rules may also ask for directly: `ip.country in lists.NAME`. */
export const PLAIN_KINDS = ['email_domain', 'country', 'sku', 'string'] as const
