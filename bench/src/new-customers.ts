import type { OrderEvent } from '@gatehouse/contract'
import { benchOrder } from './orders.ts'

const FIRST_NAMES = 'James Mary Wei Fatima Jürgen Chloé Olga Haruto Priya Diego Amara Lars'.split(
  ' ',
)
const SYLLABLES = 'an ber co da el fi gar ho is ju ka lo mar ne or pet qui ros sta tor'.split(' ')
const STREETS = ['High Street', 'Hauptstraße', 'Rue de la Paix', 'Elm Avenue', 'Calle Mayor']
const CITIES = [
  ['London', 'GB', 'SW1A 2AA'],
  ['Berlin', 'DE', '10115'],
  ['Paris', 'FR', '75001'],
  ['Austin', 'US', '78701'],
  ['Madrid', 'ES', '28013'],
  ['Milano', 'IT', '20121'],
] as const
const MAIL = 'gmail.com outlook.com yahoo.co.uk gmx.de proton.me icloud.com orange.fr'.split(' ')
/** How many orders in a hundred come from somebody who was never seen before. */
const NEW_IN_HUNDRED = 85

/**
 * The order of `benchOrder`, mostly by people never seen before: ids, names, addresses, prices and
 * times that no model and no cache has met. About 2 KB of JSON.
 */
export function orderOfNewCustomer(random: () => number): OrderEvent {
  const base = benchOrder(random)
  if (random() * 100 >= NEW_IN_HUNDRED) return base
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const whole = (limit: number) => Math.floor(random() * limit)
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => whole(16).toString(16)).join('')
  const price = (limit: number) => Math.round(100 + random() * limit * 100) / 100
  const first = pick(FIRST_NAMES)
  const last = `${pick(SYLLABLES)}${pick(SYLLABLES)}${pick(SYLLABLES)}`
  const [city, country, postal] = pick(CITIES)
  const billing = {
    first_name: first,
    last_name: last,
    address: `${1 + whole(200)} ${pick(STREETS)} ${pick(SYLLABLES)}${pick(SYLLABLES)}`,
    city,
    country,
    postal,
    phone_number: `7${100_000_000 + whole(899_999_999)}`,
    phone_country_code: '44',
  }
  const amount = price(400)
  return {
    ...base,
    event: { transaction_id: `T-${5e12 + whole(1e12)}`, type: 'purchase' },
    device: {
      ...base.device,
      ip_address: `${1 + whole(220)}.${whole(256)}.${whole(256)}.${whole(256)}`,
      session_id: hex(24),
      device_id: hex(32),
      screen_width: pick([1920, 1440, 1366, 390]),
      screen_height: pick([1080, 900, 768, 844]),
    },
    account: {
      user_id: String(1e6 + whole(9e6)),
      created_at: new Date(1.7e12 + whole(6e10)).toISOString(),
      orders_count: whole(4),
    },
    email: { address: `${first}.${last}${whole(99)}@${pick(MAIL)}`.toLowerCase() },
    billing,
    shipping: { ...billing, delivery_speed: pick(['standard', 'expedited', 'overnight']) },
    credit_card: {
      ...base.credit_card,
      issuer_id_number: String(400_000 + whole(99_999)),
      last_digits: String(1000 + whole(8999)),
      token: `tok_${hex(24)}`,
      avs_result: pick(['Y', 'N', 'A', 'Z']),
    },
    order: { amount, currency: 'USD', channel: 'web', shipping_amount: price(9) },
    shopping_cart: [
      { item_id: `sku-${whole(5000)}`, category: 'shoes', quantity: 1, price: amount },
      {
        item_id: `sku-${whole(5000)}`,
        category: 'socks',
        quantity: 1 + whole(3),
        price: price(20),
      },
    ],
  }
}
