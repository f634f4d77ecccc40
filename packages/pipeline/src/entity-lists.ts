import { BlockList } from 'node:net'
import { unknownBecause, type ListKind, type OrderEvent, type Parsed } from '@gatehouse/contract'
import type { SignalValue, SingleWindowEntity } from '@gatehouse/contract'
import type { Readings } from '@gatehouse/signals'
import type { EventEntities } from './entities.ts'

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

/** What was gathered about one event, as far as lists look at it. */
export interface ListSubject {
  readonly event: Parsed<OrderEvent>
  readonly readings: Readings
  readonly entities: EventEntities
  /** Items that expired before this do not match. Milliseconds since the epoch. */
  readonly atMs: number
}

/** A list of entities, ready to be asked about one event: the signal `list.NAME`. */
export interface EntityList {
  readonly name: string
  readonly kind: ListKind
  /** True or false, or unknown where the event does not carry the entity. */
  matches(subject: ListSubject): SignalValue
}

/** Values of a list and when they expire (milliseconds; `Infinity`: never). */
export type ListItems = ReadonlyMap<string, number>

/** Prepares a list for matching. Token kinds hold base64url tokens, the others plain values. */
export function entityList(name: string, kind: ListKind, items: ListItems): EntityList {
  // Nobody is on an empty list, whoever they are.
  if (items.size === 0) return { name, kind, matches: () => false }
  const isOn = (value: string, atMs: number) => (items.get(value) ?? -Infinity) > atMs
  if (isTokenKind(kind)) {
    const entity = TOKEN_KINDS[kind]
    return {
      name,
      kind,
      matches({ entities, atMs }) {
        const token = entities.tokens[entity]
        return token === undefined ? unknownBecause('not_sent') : isOn(tokenText(token), atMs)
      },
    }
  }
  switch (kind) {
    case 'email_domain':
      return { name, kind, matches: (subject) => domainMatches(subject, isOn) }
    case 'country':
      return { name, kind, matches: (subject) => countryMatches(subject, isOn) }
    case 'ip_range':
      return { name, kind, matches: rangeMatcher(items) }
    case 'sku':
      return { name, kind, matches: (subject) => skuMatches(subject, isOn) }
    default:
      // Plain texts stand for no entity: only a rule knows what to compare them with.
      return { name, kind, matches: () => unknownBecause('not_an_entity_list') }
  }
}

export function tokenText(token: Uint8Array): string {
  return Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString('base64url')
}

type IsOn = (value: string, atMs: number) => boolean

/** A domain stands for every domain below it: `example.com` for `mail.example.com`. */
function domainMatches({ readings: { email }, atMs }: ListSubject, isOn: IsOn): SignalValue {
  if (!email.known) return unknownBecause(email.reason)
  const labels = email.domain.split('.')
  return labels.some((_label, from) => isOn(labels.slice(from).join('.'), atMs))
}

/** Any country of the event counts: of its IP address, of billing, of shipping. */
function countryMatches({ event, readings, atMs }: ListSubject, isOn: IsOn): SignalValue {
  const { ip } = readings
  const seen = [
    ip.known && ip.location.known ? ip.location.country : undefined,
    event.billing?.country,
    event.shipping?.country,
  ].filter((country) => country !== undefined)
  if (seen.length === 0) return unknownBecause('not_sent')
  return seen.some((country) => isOn(country, atMs))
}

function skuMatches({ event, atMs }: ListSubject, isOn: IsOn): SignalValue {
  const cart = event.shopping_cart
  if (cart === undefined) return unknownBecause('not_sent')
  return cart.some(({ sku, item_id: itemId }) => isOn(sku ?? itemId ?? '', atMs))
}

function rangeMatcher(items: ListItems): EntityList['matches'] {
  const ranges = [...items].map(([value, expiresAtMs]) => {
    const [address = '', bits = ''] = value.split('/')
    const list = new BlockList()
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4')
    return { list, expiresAtMs }
  })
  return ({ readings: { ip }, atMs }) => {
    if (!ip.known) return unknownBecause(ip.reason)
    const family = ip.version === 6 ? 'ipv6' : 'ipv4'
    return ranges.some(
      ({ list, expiresAtMs }) => expiresAtMs > atMs && list.check(ip.address, family),
    )
  }
}
