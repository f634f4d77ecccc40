/** A bot tries stolen cards at a new shop over HTTP, beside shoppers who have nothing to do with it. */
import type { Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  START_TIMEOUT_MS,
  startFakeReceiver,
  startTestServer,
  until,
  type FakeReceiver,
  type TestServer,
} from '../src/index.ts'

vi.setConfig({ testTimeout: 240_000 })

const ATTEMPTS = 2000
const ADDRESSES = 500
const CONNECTIONS = 32
/** As many as a bank has in its hands at once: their refusals come that much later. */
const AT_THE_BANK = 20
const HISTORY_DAYS = 8
const CHECKOUTS_PER_DAY = 60
const SHOPPERS = 40
const DAY_MS = 86_400_000
/** What a shop can bear of 10,000 attempts. */
const LEAKS_MAX = { one: 10, many: 100 }

let receiver: FakeReceiver
let server: TestServer
beforeAll(async () => {
  receiver = await startFakeReceiver()
  server = await startTestServer({ WEBHOOK_ALLOWED_ORIGINS: receiver.origin })
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  await receiver.close()
})

/** Everything, by so many connections. */
async function parallel(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let number = next++; number < count; number = next++) await work(number)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
}

type Type = 'payment_attempt' | 'payment_failed' | 'purchase'
interface Payer {
  readonly name: string
  readonly ip: string
  readonly amount: number
  readonly bin: string
}

const paymentOf = (type: Type, { name, ip, amount, bin }: Payer, atMs?: number) => ({
  event: { type, ...(atMs === undefined ? {} : { time: new Date(atMs).toISOString() }) },
  device: { ip_address: ip, device_id: `device-${name}`, user_agent: agentOf(name) },
  session: { id: `session-${name}` },
  account: { is_guest: true },
  email: { address: `${name}@example.com` },
  order: { amount, currency: 'EUR' },
  payment: { method: 'card' },
  credit_card: { token: `tok-${name}`, issuer_id_number: bin, last_digits: digitsOf(name) },
})
const numberIn = (name: string) => Number(/\d+$/.exec(name)?.[0] ?? 0)
const digitsOf = (name: string) => String((numberIn(name) * 7919) % 10_000).padStart(4, '0')
const agentOf = (name: string) =>
  `Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/${100 + (numberIn(name) % 30)}.0.0.0`

const shopperOf = (number: number): Payer => ({
  name: `shopper-${number}`,
  ip: `84.150.${number % 256}.${(number >> 8) + 1}`,
  // From 4 to 200, few alike.
  amount: Math.round(400 + ((number * 7919) % 19_600)) / 100,
  bin: String(411_111 + (number % 40)),
})
const botOf = (number: number, addresses: number): Payer => {
  const place = number % addresses
  return {
    name: `bot-${number}`,
    ip: `${[24, 45, 67, 73, 99][place % 5]}.${place % 251}.${(place * 7) % 251}.${1 + (place % 200)}`,
    amount: 1,
    bin: String(400_000 + ((number * 7919) % 99_999)),
  }
}

/** Eight ordinary days of a shop that was made by its first event. */
async function liveOn(shop: string): Promise<void> {
  const startMs = Date.now() - HISTORY_DAYS * DAY_MS
  const count = HISTORY_DAYS * CHECKOUTS_PER_DAY
  await parallel(count, async (number) => {
    const atMs = startMs + (number / count) * (HISTORY_DAYS * DAY_MS - 3_600_000)
    const body = paymentOf('purchase', shopperOf(number), atMs)
    expect((await server.post('/v1/events', body, { shop })).status).toBe(201)
  })
}

interface Attack {
  readonly leaks: number
  readonly shoppers: readonly Decision[]
}

/** The bot and shoppers at once; what is approved goes to the bank, which refuses the bot's cards. */
async function attack(shop: string, type: Type, addresses: number): Promise<Attack> {
  const shoppers: Decision[] = []
  const atTheBank: Payer[] = []
  let leaks = 0
  const refuse = async (payer: Payer) => {
    const refused = paymentOf('payment_failed', payer)
    expect((await server.post('/v1/events', refused, { shop })).status).toBe(201)
  }
  const every = Math.floor(ATTEMPTS / SHOPPERS)
  await parallel(ATTEMPTS, async (number) => {
    const ask = async (payer: Payer) => {
      const { status, body } = await server.post('/v1/decisions', paymentOf(type, payer), { shop })
      expect(status).toBe(200)
      return body as Decision
    }
    // Half of them have bought here before.
    const shopper = number % every === 0 ? number / every : null
    if (shopper !== null) shoppers.push(await ask(shopperOf(shopper * (shopper % 2 ? 7 : 101))))
    const bot = botOf(number, addresses)
    if ((await ask(bot)).outcome !== 'approve') return
    leaks++
    atTheBank.push(bot)
    if (atTheBank.length > AT_THE_BANK) await refuse(atTheBank.shift()!)
  })
  for (const payer of atTheBank) await refuse(payer)
  return { leaks, shoppers }
}

async function chatOf(shop: string): Promise<void> {
  const draft = { kind: 'chat', url: `${receiver.origin}/${shop}` }
  expect((await server.post('/v1/webhooks', draft, { shop })).status).toBe(201)
}

describe.each([
  ['payment attempts', 'payment_attempt'],
  ['orders of the form', 'purchase'],
] as const)('cards that are tested with %s', (_, type) => {
  it.each([
    [1, LEAKS_MAX.one],
    [ADDRESSES, LEAKS_MAX.many],
  ])('from %i addresses are stopped, nobody else is asked', async (addresses, most) => {
    const shop = `${type}-${addresses}`
    await liveOn(shop)
    if (addresses === ADDRESSES) await chatOf(shop)
    const { leaks, shoppers } = await attack(shop, type, addresses)
    expect(leaks).toBeGreaterThan(0)
    expect(leaks).toBeLessThanOrEqual(most)
    expect(shoppers).toHaveLength(SHOPPERS)
    const asked = shoppers.filter(({ outcome }) => outcome !== 'approve')
    expect(asked.map(({ outcome, reasons }) => [outcome, reasons[0]])).toEqual([])
  })

  it('are told to a chat once', async () => {
    const told = () => receiver.requests.filter(({ path }) => path === `/${type}-${ADDRESSES}`)
    expect(await until(() => told().length > 0, 60_000)).toBe(true)
    const isDone = async () => {
      const { body } = await server.get('/metrics', { checked: false })
      return !/gatehouse_jobs\{queue="webhook",state="waiting"\} [1-9]/.test(String(body))
    }
    expect(await until(isDone, 120_000)).toBe(true)
    expect(told().map(({ body }) => String(body['text']).split('\n')[0])).toEqual([
      expect.stringContaining('1 EUR'),
    ])
  })
})
