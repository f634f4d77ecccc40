import type { OrderEvent } from '@gatehouse/contract'
import { personOf, type Person } from '../people.ts'
import type { Random } from '../random.ts'

type Shipping = NonNullable<OrderEvent['shipping']>

/** Where goods go. */
export interface Home {
  readonly street: string
  readonly number: number
  readonly postal: string
  readonly city: string
}

/** A customer as a shop knows one: who, where, since when. */
export interface Resident {
  readonly person: Person
  readonly home: Home
  readonly phone: string
  readonly createdAtMs: number
  orders: number
}

const STREETS = [
  'Hauptstraße',
  'Schulstraße',
  'Gartenstraße',
  'Bahnhofstraße',
  'Dorfstraße',
  'Bergstraße',
  'Lindenstraße',
  'Goethestraße',
  'Schillerstraße',
  'Mozartstraße',
  'Rosenweg',
  'Ahornweg',
  'Birkenweg',
  'Am Markt',
  'Lange Straße',
  'Mühlenweg',
  'Kirchplatz',
  'Neue Straße',
] as const
const CITIES = [
  ['10115', 'Berlin'],
  ['20095', 'Hamburg'],
  ['80331', 'München'],
  ['50667', 'Köln'],
  ['04109', 'Leipzig'],
  ['70173', 'Stuttgart'],
  ['28195', 'Bremen'],
  ['99084', 'Erfurt'],
] as const
const NUMBERS = 180

export function homeOf(random: Random): Home {
  const [postal, city] = random.pick(CITIES)
  return { street: random.pick(STREETS), number: 1 + random.below(NUMBERS), postal, city }
}

/** A German mobile number that can exist. */
export function phoneOf(random: Random): string {
  return `+49151${String(10_000_000 + random.below(89_999_999))}`
}

export function residentOf(random: Random, name: string, createdAtMs: number): Resident {
  return {
    person: personOf(random, name),
    home: homeOf(random),
    phone: phoneOf(random),
    createdAtMs,
    orders: 0,
  }
}

/** As the carrier is told, by the name of the resident. */
export function shippingOf({ person, home, phone }: Resident, line?: string): Shipping {
  const { first_name: first = '', last_name: last = '' } = person.blocks.billing ?? {}
  return {
    first_name: first,
    last_name: last,
    address: line ?? `${home.street} ${home.number}`,
    postal: home.postal,
    city: home.city,
    country: 'DE',
    phone_number: phone,
  }
}

/** What a shop sends of the customer with every event. */
export function customerBlocks(resident: Resident, line?: string): Partial<OrderEvent> {
  const { person, createdAtMs, orders } = resident
  const shipping = shippingOf(resident, line)
  const { user_id: userId } = person.blocks.account ?? {}
  const account =
    userId === undefined
      ? { is_guest: true }
      : {
          user_id: userId,
          created_at: new Date(createdAtMs).toISOString(),
          orders_count: orders,
        }
  return {
    account,
    email: { address: person.email },
    ...(person.blocks.device === undefined ? {} : { device: person.blocks.device }),
    billing: { ...shipping },
    shipping,
  }
}
