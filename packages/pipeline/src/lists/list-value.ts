import type { ListKind, Reference } from '@gatehouse/contract'
import { formatIpRange, isGlobalRange, isPublicSuffix, parseIpRange } from '@gatehouse/reference'
import { addressKey, ipv6Prefix, plainAddress, type Tokenise } from '../entities.ts'
import { isTokenKind, TOKEN_KINDS, type TokenKind } from './list-kinds.ts'
import {
  hasInnerStar,
  isStoredToken,
  PATTERN_CONTEXTS,
  readPattern,
  TOKEN_PREFIX_LENGTH,
  writePattern,
} from './stored-item.ts'
import { readTokenText } from './token-text.ts'
import { tokenText } from './token-text.ts'

export type ListValue =
  | {
      readonly ok: true
      readonly value: string
      /** What its token was made of; absent where the value is no token, or that of a pattern. */
      readonly spelled?: string
    }
  /** What is needed; never the value itself. */
  | { readonly ok: false; readonly message: string }

/** What values are read with. */
export interface ValueParts {
  readonly reference: Reference
  readonly tokenise: Tokenise
  /** Refuses addresses and networks that are not met on the public Internet. */
  readonly publicOnly?: boolean
}

/**
 * The value of a list item in the one spelling that events are compared in; a token where it names
 * a person. The spelling is that of `entitiesOf`.
 */
export function listValue(kind: ListKind, text: string, parts: ValueParts): ListValue {
  const trimmed = text.trim()
  if (/\p{Cc}/u.test(trimmed)) return bad('holds a control character')
  const exported = isTokenKind(kind) ? readTokenText(trimmed, parts.tokenise) : null
  if (exported === null) return readers[kind](trimmed, parts)
  if (!exported.ok) return exported
  return isStoredToken(kind, exported.value) ? exported : bad('is no token of such a list')
}

const good = (value: string): ListValue => ({ ok: true, value })
const bad = (message: string): ListValue => ({ ok: false, message })

/** The item of a list of tokens that is compared as a whole. */
function whole(kind: TokenKind, spelled: string, { tokenise }: ValueParts): ListValue {
  return { ok: true, value: tokenText(tokenise(TOKEN_KINDS[kind], spelled)), spelled }
}

const STAR_AT_END = 'a `*` may only stand at the end; write `\\*` where you mean the character'
const NO_WILDCARD = 'keeps keyed tokens of whole values, and knows no wildcard'
const PUBLIC_SUFFIX =
  'is a public suffix, below which strangers register names: name their domains, or ask for `email.domain` in a rule'
const NETWORKS = 'for networks make a list of kind `ip_range`, with items such as `198.51.100.0/24`'
/** The widest networks that one organisation holds: wider ones are slips of the pen. */
const BITS_MIN = { 4: 8, 6: 16 } as const

type Reader = (text: string, parts: ValueParts) => ListValue

const readers: Readonly<Record<ListKind, Reader>> = {
  email(text, parts) {
    const [, name, domain] = /^([^*]*)\*@([^*]+)$/.exec(text) ?? []
    if (name === '') return readMailboxes(domain!, parts)
    // Tags never count (`entitiesOf`), so this is the mailbox itself.
    const isTagged = name?.endsWith('+') === true && name.length > 1
    if (text.includes('*') && !isTagged) {
      return bad(
        'may have a wildcard as `*@example.com` or `name+*@example.com` only, because only tokens are kept; for all domains below one make a list of kind `email_domain`',
      )
    }
    const email = parts.reference.email(isTagged ? `${name.slice(0, -1)}@${domain}` : text)
    return email.known
      ? whole('email', email.normalised, parts)
      : bad('must be an email address, or `*@` and a domain')
  },
  email_domain(text, { reference }) {
    const isBelow = text.startsWith('*.')
    const domain = text.slice(isBelow ? 2 : text.startsWith('@') ? 1 : 0).toLowerCase()
    if (domain.includes('@')) return bad('must be a domain: addresses go on a list of kind `email`')
    if (/^[a-z0-9-]+\.?$/.test(domain)) return bad(PUBLIC_SUFFIX)
    const read = domainOf(domain, reference)
    if (read === undefined) return bad('must be a domain, or `*.` and a domain')
    if (isPublicSuffix(read.domain)) return bad(PUBLIC_SUFFIX)
    return good(isBelow ? `*.${read.domain}` : read.domain)
  },
  ip(text, parts) {
    const ip = parts.reference.ip(text)
    if (!ip.known) {
      const isRange = text.includes('/') || text.includes('*')
      return bad(`must be an IPv4 or IPv6 address${isRange ? `; ${NETWORKS}` : ''}`)
    }
    if (parts.publicOnly === true && ip.kind !== 'global') return bad('is no public address')
    return whole('ip', ip.version === 4 ? ip.address : ipv6Prefix(ip.address), parts)
  },
  ip_range(text, { publicOnly }) {
    const range = parseIpRange(text)
    if (range === undefined) return bad('must be a range such as `198.51.100.0/24`')
    if (range.bits < BITS_MIN[range.version]) {
      return bad(
        `is wider than any one network (at least /${BITS_MIN[range.version]}): name the networks`,
      )
    }
    if (publicOnly === true && !isGlobalRange(range)) return bad('is no public network')
    return good(formatIpRange(range))
  },
  phone(text, parts) {
    if (text.includes('*')) return bad(NO_WILDCARD)
    const phone = parts.reference.phone(text, null)
    return phone.known
      ? whole('phone', phone.e164, parts)
      : bad('must be a phone number with `+` and country code')
  },
  account: (text, parts) => readId('account', text, parts),
  device: (text, parts) => readId('device', text, parts),
  card(text, parts) {
    if (text === '') return bad('must not be empty')
    return text.includes('*')
      ? bad(`${NO_WILDCARD}; for the cards of an issuer make a list of kind \`bin\``)
      : whole('card', text, parts)
  },
  bin: (text, parts) =>
    /^(?:\d{6}|\d{8})$/.test(text) ? whole('bin', text, parts) : bad('must be 6 or 8 digits'),
  address: readAddress,
  country(text, { reference }) {
    const country = /^[A-Za-z]{2}$/.test(text) ? reference.country(text) : { known: false as const }
    if (country.known) return good(country.code)
    return bad(
      `must be an ISO 3166-1 alpha-2 code such as \`DE\`${/^uk$/i.test(text) ? '; the United Kingdom is `GB`' : ''}`,
    )
  },
  sku: readText,
  string: readText,
}

/** `*@example.com`: every mailbox of a domain, not of those below it. */
function readMailboxes(text: string, { reference, tokenise }: ValueParts): ListValue {
  const read = domainOf(text, reference)
  if (read === undefined) {
    return bad(
      /^[\w-]+$/.test(text)
        ? PUBLIC_SUFFIX
        : 'must have a domain after the `@`, without a wildcard',
    )
  }
  if (isPublicSuffix(read.domain)) return bad(PUBLIC_SUFFIX)
  return good(`mailboxes:${tokenText(tokenise(PATTERN_CONTEXTS.mailboxes, read.mailDomain))}`)
}

function domainOf(
  text: string,
  reference: Reference,
): { readonly domain: string; readonly mailDomain: string } | undefined {
  // Every domain that takes mail has this mailbox (RFC 5321 section 4.5.1).
  const email = reference.email(`postmaster@${text}`)
  return email.known
    ? { domain: email.domain, mailDomain: mailDomain(email.normalised) }
    : undefined
}

/** Behind the `@`: the domain, one spelling for those that are the same provider. */
export function mailDomain(normalised: string): string {
  return normalised.slice(normalised.lastIndexOf('@') + 1)
}

function readId(kind: 'account' | 'device', text: string, parts: ValueParts): ListValue {
  if (text === '') return bad('must not be empty')
  if (hasInnerStar(text)) return bad(STAR_AT_END)
  const { text: id, isPrefix } = readPattern(text)
  if (!isPrefix) return whole(kind, id, parts)
  const { min, max } = TOKEN_PREFIX_LENGTH
  if (id.length < min || id.length > max) {
    return bad(`must have ${min} to ${max} characters before the \`*\``)
  }
  const token = parts.tokenise(PATTERN_CONTEXTS[kind], id)
  return good(`prefix.${id.length}:${tokenText(token)}`)
}

function readText(text: string): ListValue {
  if (text === '' || text === '*') return bad('must not be empty')
  if (hasInnerStar(text)) return bad(STAR_AT_END)
  const { text: literal, isPrefix } = readPattern(text)
  return good(writePattern(literal, isPrefix))
}

const ADDRESS =
  'must be `street|postcode or city|country`, for example `1 High Street|10115|DE`, or `*` for the street: punctuation does not count, so a wildcard can stand for nothing less'

function readAddress(text: string, parts: ValueParts): ListValue {
  const given = text.split('|').map((part) => part.trim())
  const [street, ...area] = given
  if (given.length !== 3 || area.some((part) => part.includes('*'))) return bad(ADDRESS)
  const place = area.map(plainAddress).join('|')
  if (street === '*') {
    if (area.some((part) => plainAddress(part) === '')) return bad(ADDRESS)
    const token = parts.tokenise(PATTERN_CONTEXTS.postcode, place)
    return good(`postcode:${tokenText(token)}`)
  }
  if (street!.includes('*') || plainAddress(street!) === '') return bad(ADDRESS)
  return whole('address', addressKey(street!, area[0]!, area[1]!), parts)
}
