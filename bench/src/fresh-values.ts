/**
 * What shoppers send that nobody has sent before: emails, phones, addresses of the internet and of
 * the post. What really repeats (cities, browsers, countries, the large mailbox providers) repeats.
 */
import type { OrderEvent } from '@gatehouse/contract'
import { benchOrder } from './orders.ts'

type Random = () => number

/** Country, region, a postcode, and how its people write a phone number (`#`: a digit). */
const MARKETS: readonly (readonly [string, string, string, readonly string[]])[] = [
  ['US', 'NY', '1####', ['212###5###', '(917) 5##-####', '+1 646 2## ####']],
  ['US', 'CA', '9####', ['310-4##-####', '+12134######']],
  ['US', 'TX', '77###', ['713 8## ####', '1-832-2##-####']],
  ['US', 'IL', '62###', ['217#######']],
  ['CA', 'ON', 'M5V #A#', ['416-5##-####', '+1 647 8## ####']],
  ['GB', '', 'SW1A 1AA', ['020 7### ####', '07### ######', '+447#########']],
  ['DE', '', '10###', ['030 #######', '0151 ########', '+49 176 ########']],
  ['DE', 'Bayern', '80###', ['089/######', '0160-#######']],
  ['FR', '', '69###', ['04 7# ## ## ##', '06########', '+33 6 ## ## ## ##']],
  ['IT', 'MI', '20###', ['02 ########', '+39 33# #######']],
  ['ES', '', '28###', ['91# ### ###', '6########']],
  ['PL', '', '00-###', ['22 ### ## ##', '+48 5## ### ###']],
  ['NL', '', '10## AB', ['020 ### ####', '06########']],
  ['AU', 'NSW', '2###', ['02 9### ####', '04## ### ###']],
  ['BR', 'SP', '01###-###', ['(11) 9####-####']],
  ['IN', 'MH', '4000##', ['98########', '+91 99# ### ####']],
  ['JP', '', '530-00##', ['06-####-####', '090-####-####']],
  ['MX', 'JAL', '44###', ['33 #### ####']],
]

const PROVIDERS =
  `gmail.com gmail.com gmail.com yahoo.com hotmail.com outlook.com icloud.com web.de gmx.de
   orange.fr libero.it mailinator.com`.split(/\s+/)
const GIVEN =
  'anna ben chloe david emma felix grace hugo ines jack katrin liam mia noah olga'.split(' ')
const FAMILY =
  'smith jones miller garcia rossi dubois kowalski schneider yamamoto silva martin novak'.split(' ')
const SYLLABLES = 'ba co di fu ga he ki lo ma ne po ra se tu vi wa'.split(' ')
const TOP_LEVELS = ['com', 'com', 'net', 'org', 'de', 'co.uk', 'fr', 'shop']

const AGENTS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
  'python-requests/2.31.0',
]
const LANGUAGES = ['en-US,en;q=0.9', 'de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7', 'fr-FR,fr;q=0.9']

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)]!
}

/** A template with its `#` made digits. */
function digits(random: Random, template: string): string {
  return template.replace(/#/g, () => String(Math.floor(random() * 10)))
}

export function freshIpv4(random: Random): string {
  const byte = () => Math.floor(random() * 256)
  return `${1 + Math.floor(random() * 223)}.${byte()}.${byte()}.${byte()}`
}

/** Where the world's addresses are: 2001::/16, 2400::/12 to 2a00::/12. */
export function freshIpv6(random: Random): string {
  const word = () => Math.floor(random() * 65_536).toString(16)
  const network = pick(random, ['2001', '2400', '2409', '2600', '2601', '2804', '2a01', '2a02'])
  return `${network}:${word()}:${word()}:${word()}:${word()}:${word()}:${word()}:${word()}`
}

export function freshEmail(random: Random): string {
  const number = Math.floor(random() * 1e6)
  const given = pick(random, GIVEN)
  const family = pick(random, FAMILY)
  const local = pick(random, [
    `${given}.${family}${number}`,
    `${given[0]}${family}${number % 1000}.${number % 97}`,
    `${family}_${given}${number}`,
    `${given}+shop${number}`,
    `${given}${pick(random, SYLLABLES)}${pick(random, SYLLABLES)}${number % 100}`,
    `x${number.toString(36)}k${(number * 7919).toString(36)}`,
  ])
  return `${local}@${random() < 0.7 ? pick(random, PROVIDERS) : freshDomain(random)}`
}

function freshDomain(random: Random): string {
  const name = Array.from({ length: 4 }, () => pick(random, SYLLABLES)).join('')
  return `${name}.${pick(random, TOP_LEVELS)}`
}

export interface FreshAddress {
  readonly country: string
  readonly city: string
  readonly region?: string
  readonly postal: string
  readonly phone_number: string
}

/** Names of cities by country: enough of them that no short memory holds all. */
export type Cities = ReadonlyMap<string, readonly string[]>

export function freshAddress(random: Random, cities: Cities): FreshAddress {
  const [country, region, postal, phones] = pick(random, MARKETS)
  return {
    country,
    city: pick(random, cities.get(country) ?? ['']),
    ...(region !== '' && { region }),
    postal: digits(random, postal),
    phone_number: digits(random, pick(random, phones)),
  }
}

export function freshAgent(random: Random): string {
  return pick(random, AGENTS)
}

export function freshLanguage(random: Random): string {
  return pick(random, LANGUAGES)
}

/**
 * A full order of a customer whom nobody has seen before. Every second one ships elsewhere, as
 * presents do: then there are two places and two phones to look up.
 */
export function freshOrder(random: Random, cities: Cities): OrderEvent {
  const order = benchOrder(random, 1e9)
  const name = { first_name: pick(random, GIVEN), last_name: pick(random, FAMILY) }
  const address = {
    ...name,
    ...freshAddress(random, cities),
    address: digits(random, '#### Market Street'),
  }
  const elsewhere = {
    ...address,
    ...freshAddress(random, cities),
    address: digits(random, '## High Road'),
  }
  return {
    ...order,
    device: {
      ...order.device,
      ip_address: random() < 0.8 ? freshIpv4(random) : freshIpv6(random),
      user_agent: freshAgent(random),
      accept_language: freshLanguage(random),
    },
    email: { address: freshEmail(random) },
    billing: address,
    shipping: random() < 0.5 ? address : elsewhere,
  }
}
