import { unknownBecause, type OrderEvent, type Parsed, type SignalValue } from '@gatehouse/contract'
import type { Readings } from '@gatehouse/signals'
import type { EventEntities } from './entities.ts'

/** What a list can hold. Tokenised kinds keep no raw value: see `ListItem`. */
export const TOKEN_LIST_ENTITIES = [
  'email',
  'card',
  'device',
  'phone',
  'account',
  'session',
  'shipping_address',
  'bin',
  'seller',
] as const
export const LIST_ENTITIES = [...TOKEN_LIST_ENTITIES, 'ip', 'email_domain', 'country'] as const
export type ListEntity = (typeof LIST_ENTITIES)[number]

/** What was gathered about one event, as far as lists look at it. */
export interface ListSubject {
  readonly event: Parsed<OrderEvent>
  readonly readings: Readings
  readonly entities: EventEntities
}

/** A list of entities, ready to be asked about one event: the signal `list.NAME`. */
export interface EntityList {
  readonly name: string
  readonly entity: ListEntity
  /** True or false, or unknown where the event does not carry the entity. */
  matches(subject: ListSubject): SignalValue
}

/** Matches the entity's token; `tokens` are hexadecimal, as `toHex` writes them. */
export function tokenList(
  name: string,
  entity: (typeof TOKEN_LIST_ENTITIES)[number],
  tokens: ReadonlySet<string>,
): EntityList {
  return {
    name,
    entity,
    matches({ entities }) {
      const token = entities.tokens[entity]
      return token === undefined ? unknownBecause('not_sent') : tokens.has(toHex(token))
    },
  }
}

/** Matches an email's domain or any parent of it: `example.com` also stands for `mail.example.com`. */
export function emailDomainList(name: string, domains: ReadonlySet<string>): EntityList {
  return {
    name,
    entity: 'email_domain',
    matches({ readings: { email } }) {
      if (!email.known) return unknownBecause(email.reason)
      const labels = email.domain.split('.')
      return labels.some((_label, from) => domains.has(labels.slice(from).join('.')))
    },
  }
}

/** Matches when any country of the event (IP, billing, shipping) is on the list. */
export function countryList(name: string, countries: ReadonlySet<string>): EntityList {
  return {
    name,
    entity: 'country',
    matches({ event, readings }) {
      const seen = [
        readings.ip_place?.known ? readings.ip_place.country : undefined,
        event.billing?.country,
        event.shipping?.country,
      ].filter((country) => country !== undefined)
      if (seen.length === 0) return unknownBecause('not_sent')
      return seen.some((country) => countries.has(country))
    },
  }
}

/** Matches an IP address against ranges; `contains` gets the canonical text of the address. */
export function ipList(name: string, contains: (address: string) => boolean): EntityList {
  return {
    name,
    entity: 'ip',
    matches: ({ readings: { ip } }) =>
      ip.known ? contains(ip.address) : unknownBecause(ip.reason),
  }
}

export function toHex(token: Uint8Array): string {
  return Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString('hex')
}
