import type {
  CartItem,
  OrderEvent,
  Parsed,
  SingleWindowEntity,
  WindowItem,
  WindowKey,
} from '@gatehouse/contract'
import { amountBand, EVENT_TYPES, WINDOW_ITEMS_MAX } from '@gatehouse/contract'
import { canonicalStreet, fullName, nameKey, windowKey, type Readings } from '@gatehouse/signals'

/** Makes the keyed token of a normalised value: see `PersonalData.token` of the store. */
export type Tokenise = (field: string, normalisedValue: string) => Uint8Array

/** Who and what an event is about, as keyed tokens: nothing here can be read back. */
export interface EventEntities {
  readonly tokens: { readonly [Entity in SingleWindowEntity]?: Uint8Array }
  readonly keys: { readonly [Entity in SingleWindowEntity]?: WindowKey }
  readonly items: readonly WindowItem[]
}

/** The first 64 bits of an IPv6 address: one subscriber line, as IPv4 has one address. */
const IPV6_PREFIX_GROUPS = 4
/** What one renter of addresses usually has: a /48, or a /24 of IPv4. */
const IPV6_NETWORK_GROUPS = 3

/**
 * Finds the entities of an event, each in one spelling, and makes their tokens. An entity that
 * the event does not carry, or that cannot be read, is absent: its windows are unknown.
 *
 * @param amountMinor what is paid, in minor units of the shop's currency; `null`: not known
 */
export function entitiesOf(
  event: Parsed<OrderEvent>,
  readings: Readings,
  tokenise: Tokenise,
  amountMinor: number | null,
): EventEntities {
  const tokens: { [Entity in SingleWindowEntity]?: Uint8Array } = {}
  const keys: { [Entity in SingleWindowEntity]?: WindowKey } = {}
  for (const entity of SPELLED) {
    const value = spellings[entity](event, readings, amountMinor)
    if (value === undefined || value === '') continue
    const token = tokenise(entity, value)
    tokens[entity] = token
    keys[entity] = windowKey(token)
  }
  return { tokens, keys, items: itemsOf(event.shopping_cart ?? [], tokenise) }
}

type Spelling = (
  event: Parsed<OrderEvent>,
  readings: Readings,
  amountMinor: number | null,
) => string | undefined

const spellings: Readonly<Record<SingleWindowEntity, Spelling>> = {
  ip: (_event, { ip }) => {
    if (!ip.known) return undefined
    return ip.version === 4 ? ip.address : ipv6Prefix(ip.address)
  },
  device: ({ device }) => device?.device_id,
  card: ({ credit_card: card }) => card?.fingerprint ?? card?.token,
  email: (_event, { email }) => (email.known ? email.normalised : undefined),
  account: ({ account }) => account?.user_id,
  session: ({ session, device }) => session?.id ?? device?.session_id,
  phone: (_event, readings) => {
    const phone = readings.billing_phone.known ? readings.billing_phone : readings.shipping_phone
    return phone.known ? phone.e164 : undefined
  },
  shipping_address: ({ shipping }) => {
    if (shipping?.address === undefined || shipping.address === '') return undefined
    const { address, postal, city, country } = shipping
    return addressKey(address, postal ?? city ?? '', country ?? '')
  },
  bin: ({ credit_card: card }) => card?.issuer_id_number,
  seller: ({ seller }) => seller?.id,
  person_name: ({ billing, shipping, credit_card: card }) => {
    const name = fullName(billing) ?? fullName(shipping) ?? card?.holder_name
    return name === undefined ? undefined : nameKey(name)
  },
  // Windows ask for different orders after the sale only; an order is one event before it.
  transaction: ({ event: { type, transaction_id: id } }) =>
    EVENT_TYPES[type].kind === 'return' ? id : undefined,
  network: (_event, { ip }) => {
    if (!ip.known) return undefined
    if (ip.version === 6) return ipv6Prefix(ip.address, IPV6_NETWORK_GROUPS)
    return `${ip.address.slice(0, ip.address.lastIndexOf('.'))}.0/24`
  },
  as_number: (_event, { ip }) =>
    ip.known && ip.autonomousSystem.known ? String(ip.autonomousSystem.number) : undefined,
  browser: ({ device }) => {
    const { user_agent: agent, accept_language: languages } = device ?? {}
    return agent ? `${agent}\n${languages ?? ''}` : undefined
  },
  amount_band: (_event, _readings, minor) =>
    minor === null ? undefined : String(amountBand(minor)),
  card_digits: ({ credit_card: card }) => {
    const last = card?.last_digits ?? card?.last_4_digits
    return card?.issuer_id_number && last ? `${card.issuer_id_number} ${last}` : undefined
  },
  email_domain: (_event, { email_domain: domain }) =>
    domain.known ? (domain.registrableDomain ?? domain.domain) : undefined,
  postcode: ({ billing }) => postcodeOf(billing),
  postcode_area: ({ billing }) => postcodeOf(billing, POSTCODE_AREA_LENGTH),
}
/** Towns or quarters: the outward code of most British postcodes, the first digits elsewhere. */
const POSTCODE_AREA_LENGTH = 3

function postcodeOf(address: OrderEvent['billing'], length?: number): string | undefined {
  if (address?.postal === undefined || address.country === undefined) return undefined
  const code = plainAddress(address.postal)
  return code === '' ? undefined : `${address.country} ${code.slice(0, length)}`
}

const SPELLED = Object.keys(spellings) as readonly SingleWindowEntity[]

/** The one spelling of an entity that its token is made of; `undefined`: the event has none. */
export function spelledEntity(
  entity: SingleWindowEntity,
  event: Parsed<OrderEvent>,
  readings: Readings,
): string | undefined {
  return spellings[entity](event, readings, null)
}

/** The /64 of an IPv6 address in canonical text, or as many groups of 16 bits of it. */
export function ipv6Prefix(address: string, kept: number = IPV6_PREFIX_GROUPS): string {
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${groups.slice(0, kept).join(':')}::/${kept * 16}`
}

const ASCII = /^[\x20-\x7e]*$/
const NOT_ASCII_WORDS = /[^A-Za-z0-9]+/g

/** Case, accents, spacing and punctuation do not make another address. */
export function plainAddress(text: string): string {
  // Most addresses are ASCII, and need none of the slow Unicode classes.
  if (ASCII.test(text)) return text.replace(NOT_ASCII_WORDS, '').toLowerCase()
  return text
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}

/** A street line, its postcode or city, and its country, in the one spelling of an address. */
export function addressKey(street: string, place: string, country: string): string {
  const form = canonicalStreet(street, country.toUpperCase())
  return `${form}|${plainAddress(place)}|${plainAddress(country)}`
}

/** How addresses were spelled before streets had one form: lists may have tokens of it. */
export function formerAddressKey({ shipping }: Parsed<OrderEvent>): string | undefined {
  if (!shipping?.address) return undefined
  const { address, postal, city, country } = shipping
  return [address, postal ?? city ?? '', country ?? ''].map(plainAddress).join('|')
}

function itemsOf(cart: readonly CartItem[], tokenise: Tokenise): WindowItem[] {
  const items: WindowItem[] = []
  for (const { sku, item_id: itemId, quantity, high_resale: isHighResale = false } of cart) {
    const id = sku ?? itemId
    if (id === undefined || items.length === WINDOW_ITEMS_MAX) continue
    items.push({ sku: windowKey(tokenise('sku', id)), quantity: quantity ?? 1, isHighResale })
  }
  return items
}
