import type { OrderEvent } from '@gatehouse/contract'
import type { Random } from './random.ts'

/** The card of somebody, as a processor tells a shop of it. */
export interface DrillCard {
  readonly token: string
  readonly issuer_id_number: string
  readonly last_digits: string
}

/** Who wants to pay: what of an event says who they are. */
export interface Person {
  readonly email: string
  readonly cards: readonly DrillCard[]
  readonly blocks: Pick<OrderEvent, 'device' | 'account' | 'billing'>
}

const FIRST = ['Anna', 'Ben', 'Clara', 'David', 'Emma', 'Finn', 'Greta', 'Hugo', 'Ida', 'Jonas']
const FAMILY = ['Albers', 'Bauer', 'Conrad', 'Dietz', 'Ebert', 'Franke', 'Graf', 'Hahn', 'Ilg']
const PROVIDERS = ['gmail.com', 'gmx.de', 'web.de', 'outlook.com', 't-online.de', 'icloud.com']
const CITIES = [
  ['Berlin', '10115'],
  ['Hamburg', '20095'],
  ['München', '80331'],
  ['Köln', '50667'],
  ['Leipzig', '04109'],
  ['Stuttgart', '70173'],
] as const
/** Lines into homes of three providers, and what their mobile customers share. */
const HOMES = ['84.150', '87.140', '91.12', '188.193', '178.24', '92.72'] as const
const SHARED = ['80.187.96', '109.40.1', '176.2.64'] as const
const SHARED_ADDRESSES = 64
const MOBILE_SHARE = 0.35
const OFFICE_SHARE = 0.05
const OFFICES = 30

const SYSTEMS = [
  'Windows NT 10.0; Win64; x64',
  'iPhone; CPU iPhone OS 18_3 like Mac OS X',
  'Macintosh; Intel Mac OS X 10_15_7',
  'Linux; Android 15; K',
] as const
const LANGUAGES = ['de-DE,de;q=0.9', 'de-DE,de;q=0.9,en;q=0.8', 'de', 'en-US,en;q=0.9'] as const
const VERSIONS = 8
const ISSUERS = 60
const SECOND_CARD_SHARE = 0.4
const ACCOUNT_SHARE = 0.55

/** A browser as many have it: some are much more common than others. */
export function browserOf(random: Random): { user_agent: string; accept_language: string } {
  const system = random.favourite(SYSTEMS)
  const version = 133 - Math.floor(VERSIONS * random.next() ** 3)
  return {
    user_agent: `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`,
    accept_language: random.favourite(LANGUAGES),
  }
}

/** A card of an issuer out of so many: shoppers' cards come from few, stolen ones from all over. */
export function cardOf(random: Random, name: string, issuers: number = ISSUERS): DrillCard {
  const issuer = Math.min(issuers - 1, Math.floor((issuers + 1) ** random.next() - 1))
  return {
    token: `tok_${name}`,
    issuer_id_number: String(400_000 + ((issuer * 7919) % 99_999)),
    last_digits: String(random.below(10_000)).padStart(4, '0'),
  }
}

/** @param name what tells this person from every other one */
export function personOf(random: Random, name: string): Person {
  const first_name = random.pick(FIRST)
  const last_name = random.pick(FAMILY)
  const [city, postal] = random.pick(CITIES)
  const email = `${first_name}.${last_name}.${name}@${random.pick(PROVIDERS)}`.toLowerCase()
  const cards = [cardOf(random, `${name}_1`)]
  if (random.chance(SECOND_CARD_SHARE)) cards.push(cardOf(random, `${name}_2`))
  return {
    email,
    cards,
    blocks: {
      device: { ip_address: addressOf(random), device_id: `device-${name}`, ...browserOf(random) },
      account: random.chance(ACCOUNT_SHARE) ? { user_id: `user-${name}` } : { is_guest: true },
      billing: { first_name, last_name, city, postal, country: 'DE' },
    },
  }
}

/** At home one has an address of one's own; on the way and at work one shares it. */
function addressOf(random: Random): string {
  const place = random.next()
  if (place < MOBILE_SHARE) return `${random.pick(SHARED)}.${random.below(SHARED_ADDRESSES)}`
  if (place < MOBILE_SHARE + OFFICE_SHARE) return `62.157.10.${1 + random.below(OFFICES)}`
  return `${random.pick(HOMES)}.${random.below(256)}.${random.below(256)}`
}
