// `npm run demo`: shoppers and fraudsters at a running server, for a person to watch. The stream is
// seeded, so two runs send the same orders. Ctrl-C ends it.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const BASE = process.env['GATEHOUSE_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`
const ORDERS = Number(process.env['DEMO_ORDERS'] ?? '200')
const PER_SECOND = Number(process.env['DEMO_PER_SECOND'] ?? '5')
/** Every run is its own crowd: devices and sessions of an earlier run are not met again. */
const RUN = randomUUID().slice(0, 8)

/** Mulberry32: small, seeded, good enough for a crowd. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const random = randomOf(20_260_301)
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
const between = (low: number, high: number): number => Math.floor(low + random() * (high - low))
const cents = (low: number, high: number): number => between(low * 100, high * 100) / 100

type Order = Readonly<Record<string, unknown>>

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1'
const HEADLESS =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36'

const HOMES = [
  { network: '84.132.10', city: 'Bremen', postal: '28195', country: 'DE' },
  { network: '79.192.10', city: 'Düsseldorf', postal: '40213', country: 'DE' },
  { network: '93.192.10', city: 'Cottbus', postal: '03046', country: 'DE' },
] as const

/** Somebody who buys shoes. */
function shopper(): Order {
  const { network, ...address } = pick(HOMES)
  const id = between(1, 100_000)
  const amount = cents(15, 240)
  return {
    device: {
      ip_address: `${network}.${between(1, 255)}`,
      user_agent: pick([FIREFOX, FIREFOX, IPHONE]),
      accept_language: 'de-DE,de;q=0.8',
      device_id: `${RUN}-home-${id}`,
    },
    account: { user_id: `${id}`, created_at: '2025-02-11T09:00:00Z', orders_count: between(1, 20) },
    email: { address: `customer.${id}@example.com` },
    billing: { ...address, address: `Hauptstraße ${between(1, 90)}` },
    payment: { method: 'card', processor: 'stripe' },
    credit_card: { avs_result: 'Y', cvv_result: 'M', token: `${RUN}-card-${id}` },
    order: { amount, currency: 'EUR' },
    shopping_cart: [{ item_id: 'sneaker-42', quantity: 1, price: amount }],
  }
}

/** A ring: many names, one device, goods that are easily sold on. */
function ring(): Order {
  const id = between(1, 100_000)
  return {
    device: {
      ip_address: `146.70.10.${between(1, 255)}`,
      user_agent: FIREFOX,
      device_id: `${RUN}-ring`,
    },
    account: { user_id: `new-${id}`, created_at: new Date().toISOString() },
    email: { address: `kx${id}@mailinator.com` },
    billing: { city: 'München', postal: '80331', country: 'DE' },
    shipping: {
      company: 'Global Freight Forwarding',
      address: '100 Warehouse Road',
      city: 'Wilmington',
      postal: '19801',
      country: 'US',
    },
    payment: { method: 'card', processor: 'stripe' },
    credit_card: { avs_result: 'N', cvv_result: 'M', token: `${RUN}-stolen-${id}` },
    order: { amount: cents(400, 1500), currency: 'EUR' },
    shopping_cart: [{ item_id: 'console-pro', quantity: 2, price: 499, high_resale: true }],
  }
}

/** A program that tries cards on the cheapest item. */
function cardTester(): Order {
  return {
    device: { ip_address: '45.95.168.10', user_agent: HEADLESS, session_id: `${RUN}-tester` },
    account: { is_guest: true },
    email: { address: 'tester@mailinator.com' },
    payment: { method: 'card', processor: 'stripe' },
    credit_card: { cvv_result: 'N', token: `${RUN}-tried-${between(1, 100_000)}` },
    order: { amount: 1, currency: 'EUR' },
    shopping_cart: [{ item_id: 'sticker', quantity: 1, price: 1 }],
  }
}

const CROWD = [
  { share: 0.8, name: 'shopper', order: shopper },
  { share: 0.12, name: 'ring', order: ring },
  { share: 0.08, name: 'card tester', order: cardTester },
] as const

function somebody(): (typeof CROWD)[number] {
  let left = random()
  return CROWD.find(({ share }) => (left -= share) < 0) ?? CROWD[0]
}

interface Answer {
  readonly outcome: string
  readonly trust_score: number
  readonly reasons: readonly { readonly text: string }[]
}

async function send(order: Order, key: string): Promise<Answer> {
  const response = await fetch(new URL('/v1/decisions', BASE), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return (await response.json()) as Answer
}

function apiKey(): string {
  const path = join(resolve(process.env['DATA_DIR'] ?? 'data'), 'api-key')
  return process.env['GATEHOUSE_API_KEY'] ?? readFileSync(path, 'utf8').trim()
}

const key = apiKey()
const counts = new Map<string, number>()
for (let sent = 0; sent < ORDERS; sent++) {
  const { name, order } = somebody()
  const body = order()
  const { outcome, trust_score: trust, reasons } = await send(body, key)
  const { amount } = body['order'] as { amount: number }
  const why = reasons
    .slice(0, 2)
    .map(({ text }) => text)
    .join('; ')
  const columns = [
    name.padEnd(12),
    amount.toFixed(2).padStart(8),
    outcome.padEnd(9),
    String(trust).padStart(5),
  ]
  console.log(`${columns.join('  ')}  ${why}`)
  const counted = `${name}: ${outcome}`
  counts.set(counted, (counts.get(counted) ?? 0) + 1)
  await new Promise((done) => setTimeout(done, 1000 / PER_SECOND))
}
console.log('')
for (const what of [...counts.keys()].toSorted()) {
  console.log(`${String(counts.get(what)).padStart(5)}  ${what}`)
}
