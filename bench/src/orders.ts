import type { OrderEvent } from '@gatehouse/contract'

/** Splitmix-like generator: the same seed gives the same orders on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}

const CITIES = [
  ['New York', 'NY', '10001'],
  ['Los Angeles', 'CA', '90012'],
  ['Chicago', 'IL', '60601'],
  ['Houston', 'TX', '77002'],
  ['Miami', 'FL', '33101'],
  ['Seattle', 'WA', '98101'],
  ['Denver', 'CO', '80202'],
  ['Boston', 'MA', '02108'],
] as const
const DOMAINS = ['gmail.com', 'yahoo.com', 'outlook.com', 'example.com', 'acme.test'] as const
const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
] as const

/**
 * A full order as a shop would send it, about 1.8 KB of JSON: customers come back, and so do their
 * devices, cards and addresses.
 */
export function benchOrder(random: () => number, customers = 2000): OrderEvent {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const customer = Math.floor(random() * customers)
  const [city, region, postal] = CITIES[customer % CITIES.length]!
  const name = { first_name: `First${customer}`, last_name: `Last${customer}` }
  const address = {
    ...name,
    address: `${100 + (customer % 900)} Market Street`,
    city,
    region,
    country: 'US',
    postal,
    phone_number: `212555${String(1000 + (customer % 9000))}`,
    phone_country_code: '1',
  }
  const amount = Math.round((5 + random() * 400) * 100) / 100
  return {
    event: { transaction_id: `T-${Math.floor(random() * 1e9)}`, type: 'purchase' },
    device: {
      ip_address: `${24 + (customer % 100)}.${customer % 256}.${Math.floor(customer / 8) % 256}.17`,
      user_agent: pick(AGENTS),
      accept_language: 'en-US,en;q=0.9',
      session_id: `s-${Math.floor(random() * 1e9)}`,
      device_id: `d-${customer}`,
      screen_width: 1920,
      screen_height: 1080,
      timezone: 'America/New_York',
    },
    account: {
      user_id: `u-${customer}`,
      created_at: '2025-03-01T10:00:00Z',
      orders_count: customer % 30,
    },
    email: { address: `first.last${customer}@${pick(DOMAINS)}` },
    billing: address,
    shipping: { ...address, delivery_speed: 'standard' },
    payment: { method: 'card', processor: 'stripe', was_authorized: true },
    credit_card: {
      issuer_id_number: '411111',
      last_digits: '1111',
      token: `tok_${customer}`,
      avs_result: 'Y',
      cvv_result: 'M',
      country: 'US',
    },
    order: { amount, currency: 'USD', channel: 'web', shipping_amount: 4.9 },
    shopping_cart: [
      {
        item_id: `sku-${Math.floor(random() * 500)}`,
        category: 'shoes',
        quantity: 1,
        price: amount,
      },
      { item_id: `sku-${Math.floor(random() * 500)}`, category: 'socks', quantity: 2, price: 4.5 },
    ],
    session: { page_views: 12, source: 'organic', is_logged_in: true },
  }
}
