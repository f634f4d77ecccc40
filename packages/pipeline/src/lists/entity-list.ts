import {
  NOT_SENT_REASON,
  unknownBecause,
  type ListKind,
  type OrderEvent,
  type Parsed,
  type SignalValue,
} from '@gatehouse/contract'
import type { Readings } from '@gatehouse/signals'
import {
  formerAddressKey,
  plainAddress,
  spelledEntity,
  type EventEntities,
  type Tokenise,
} from '../entities.ts'
import type { ListContents, PlainContents, TokenContents } from './list-contents.ts'
import { TOKEN_KINDS, type TokenKind } from './list-kinds.ts'
import { mailDomain } from './list-value.ts'
import { PATTERN_CONTEXTS } from './stored-item.ts'

/** What was gathered about one event, as far as lists look at it. */
export interface ListSubject {
  readonly event: Parsed<OrderEvent>
  readonly readings: Readings
  readonly entities: EventEntities
  /** For what patterns are about: a token cannot be compared in part. */
  readonly tokenise: Tokenise
  /** Items that expired before this do not match. Milliseconds since the epoch. */
  readonly atMs: number
  /** Where the IP address was, when it was kept no longer than that. */
  readonly ipCountry?: string
}

/** A list of entities, ready to be asked about one event: the signal `list.NAME`. */
export interface EntityList {
  readonly name: string
  readonly kind: ListKind
  /** True or false, or unknown where the event does not carry the entity. */
  matches(subject: ListSubject): SignalValue
}

const NOT_SENT = unknownBecause(NOT_SENT_REASON)

/** Prepares a list for matching. */
export function entityList(name: string, kind: ListKind, contents: ListContents): EntityList {
  // Nobody is on an empty list, whoever they are.
  if (contents.size === 0) return { name, kind, matches: () => false }
  return {
    name,
    kind,
    matches: contents.isTokens
      ? tokenMatcher(kind as TokenKind, contents)
      : plainMatcher(kind, contents),
  }
}

function tokenMatcher(kind: TokenKind, contents: TokenContents): EntityList['matches'] {
  const entity = TOKEN_KINDS[kind]
  const byPattern = patternMatcher(kind, contents)
  return (subject) => {
    const token = subject.entities.tokens[entity]
    if (token !== undefined && contents.whole.has(token, subject.atMs)) return true
    if (kind === 'address' && hasFormerAddress(subject, contents)) return true
    if (byPattern?.(subject) === true) return true
    return token === undefined ? NOT_SENT : false
  }
}

/** Items that were put on a list before streets had one form match as they were written. */
function hasFormerAddress(
  { event, tokenise, atMs }: ListSubject,
  { whole }: TokenContents,
): boolean {
  const former = formerAddressKey(event)
  return former !== undefined && whole.has(tokenise('shipping_address', former), atMs)
}

type PatternMatcher = (subject: ListSubject) => boolean

/** `null`: the list has no patterns, as most, and its events are spared their tokens. */
function patternMatcher(
  kind: TokenKind,
  { whole, groups, prefixes }: TokenContents,
): PatternMatcher | null {
  switch (kind) {
    case 'email':
      if (groups.size === 0) return null
      // Known for a hashed address too, when the domain was sent beside it.
      return ({ readings: { email_domain: email }, tokenise, atMs }) =>
        email.known &&
        groups.has(tokenise(PATTERN_CONTEXTS.mailboxes, mailDomain(email.normalised)), atMs)
    case 'address':
      if (groups.size === 0) return null
      return ({ event: { shipping }, tokenise, atMs }) => {
        const area = [shipping?.postal ?? shipping?.city ?? '', shipping?.country ?? '']
        const place = area.map(plainAddress).join('|')
        return groups.has(tokenise(PATTERN_CONTEXTS.postcode, place), atMs)
      }
    case 'account':
    case 'device':
      if (prefixes.length === 0) return null
      return ({ event, readings, tokenise, atMs }) => {
        const id = spelledEntity(kind, event, readings) ?? ''
        return prefixes.some(
          ([length, tokens]) =>
            id.length >= length &&
            tokens.has(tokenise(PATTERN_CONTEXTS[kind], id.slice(0, length)), atMs),
        )
      }
    case 'bin':
      // Six digits stand for every eight that begin with them.
      return ({ event, readings, tokenise, atMs }) => {
        const bin = spelledEntity('bin', event, readings) ?? ''
        return bin.length > 6 && whole.has(tokenise('bin', bin.slice(0, 6)), atMs)
      }
    default:
      return null
  }
}

function plainMatcher(kind: ListKind, { has }: PlainContents): EntityList['matches'] {
  switch (kind) {
    case 'email_domain':
      return ({ readings: { email_domain: email }, atMs }) =>
        email.known ? has(email.domain, atMs) : unknownBecause(email.reason)
    case 'ip_range':
      return ({ readings: { ip }, atMs }) =>
        ip.known ? has(ip.address, atMs) : unknownBecause(ip.reason)
    case 'country':
      return (subject) => countryMatches(subject, has)
    case 'sku':
      return ({ event: { shopping_cart: cart }, atMs }) =>
        cart === undefined
          ? NOT_SENT
          : cart.some(({ sku, item_id: itemId }) => has(sku ?? itemId ?? '', atMs))
    default:
      // Plain texts stand for no entity: only a rule knows what to compare them with.
      return () => unknownBecause('not_an_entity_list')
  }
}

/** Any country of the event counts: of its IP address, of billing, of shipping. */
function countryMatches(
  { event, readings: { ip }, atMs, ipCountry }: ListSubject,
  has: PlainContents['has'],
): SignalValue {
  const seen = [
    ip.known && ip.location.known ? ip.location.country : ipCountry,
    event.billing?.country,
    event.shipping?.country,
  ].filter((country) => country !== undefined)
  if (seen.length === 0) return NOT_SENT
  return seen.some((country) => has(country, atMs))
}
