/** Every limit that merchants name, from events over HTTP to the decision, on both sides of it. */
import type { Decision } from '@gatehouse/contract'
import { readStarters } from '@gatehouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  type TestServer,
} from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Blocks of an event; what is given replaces that of an ordinary order, block by block. */
type Blocks = Readonly<Record<string, object>>

function orderAt(atMs: number, blocks: Blocks = {}): object {
  const order = orderOf() as Record<string, object>
  const event = { ...order['event'], time: new Date(atMs).toISOString() }
  return { ...order, ...blocks, event: { ...event, ...blocks['event'] } }
}

/** A shop of its own for each limit, so that none counts what another sent. */
function shopOf(shop: string) {
  return {
    async decide(atMs: number, blocks: Blocks = {}): Promise<Decision> {
      const { status, body } = await server.post('/v1/decisions', orderAt(atMs, blocks), { shop })
      expect([status, body]).toEqual([200, expect.anything()])
      return body as Decision
    },
    async record(type: string, atMs: number, blocks: Blocks = {}): Promise<void> {
      const { event, ...rest } = blocks
      const body = { event: { type, time: new Date(atMs).toISOString(), ...event }, ...rest }
      const { status, body: answer } = await server.post('/v1/events', body, { shop })
      expect([status, answer]).toEqual([201, expect.anything()])
    },
  }
}

const resultOf = ({ rules }: Decision, id: string) => rules.find((rule) => rule.id === id)?.result
const actionsOf = ({ actions }: Decision) => actions.map(({ kind }) => kind)

it('tells a second order from an IP address within 5 minutes, and takes points off for it', async () => {
  const shop = shopOf('one-in-five-minutes')
  const device = { ip_address: '81.2.69.10' }
  const startMs = Date.now() - HOUR_MS
  const first = await shop.decide(startMs, { device })
  const exactly = await shop.decide(startMs + 5 * MINUTE_MS, { device })
  const sooner = await shop.decide(startMs + 10 * MINUTE_MS - 1, { device })
  const all = [first, exactly, sooner]
  expect(all.map(({ signals }) => signals['velocity.orders_by_ip_5m_with_this'])).toEqual([1, 1, 2])
  expect(all.map((one) => resultOf(one, 'orders_by_ip_5m'))).toEqual(['no_hit', 'no_hit', 'hit'])
  expect(first.trust_score - sooner.trust_score).toBe(10)
})

it('lets a family order three times in 5 minutes, and asks the fourth for a captcha', async () => {
  const shop = shopOf('family')
  const device = { ip_address: '81.2.69.10' }
  const startMs = Date.now() - HOUR_MS
  const outcomes: string[] = []
  for (let n = 0; n < 4; n++) {
    const decision = await shop.decide(startMs + n * MINUTE_MS, { device })
    outcomes.push(decision.outcome)
    expect(actionsOf(decision).includes('captcha')).toBe(n === 3)
  }
  expect(outcomes).toEqual(['approve', 'approve', 'approve', 'challenge'])
  const passed = { device, behaviour: { captcha: 'passed' } }
  expect((await shop.decide(startMs + 4 * MINUTE_MS, passed)).outcome).toBe('approve')
})

it('asks the second for a captcha where the shop switches the strict limit on', async () => {
  const [starter] = readStarters().rulesets
  const rules = starter!.rules.map((rule) =>
    rule.id === 'orders_by_ip_5m_strict' ? { ...rule, enabled: true } : rule,
  )
  const shop = shopOf('strict')
  await server.post('/v1/facts', {}, { shop: 'strict' })
  await putLive(server, { ...starter!, rules }, 'strict')
  const device = { ip_address: '81.2.69.10' }
  const startMs = Date.now() - HOUR_MS
  expect((await shop.decide(startMs, { device })).outcome).toBe('approve')
  const second = await shop.decide(startMs + 5 * MINUTE_MS - 1, { device })
  expect([second.outcome, second.reasons[0]?.code]).toEqual(['challenge', 'IP_VELOCITY'])
  expect(actionsOf(second)).toContain('captcha')
  const passed = { device, behaviour: { captcha: 'passed' } }
  expect((await shop.decide(startMs + 5 * MINUTE_MS, passed)).outcome).toBe('approve')
})

it.each([
  ['cards', (n: number) => ({ token: `tok_${n}` })],
  ['card_digits', (n: number) => ({ issuer_id_number: '411111', last_digits: `000${n}` })],
])(
  'declines the fourth of the %s in one session within an hour, not the third',
  async (what, card) => {
    const shop = shopOf(`session-${what}`)
    const startMs = Date.now() - 3 * HOUR_MS
    const decisions: Decision[] = []
    for (const n of [1, 2, 2, 3, 4]) {
      const blocks = { session: { id: 's' }, credit_card: card(n) }
      decisions.push(await shop.decide(startMs + n * MINUTE_MS, blocks))
    }
    const counts = decisions.map(
      ({ signals }) => signals[`velocity.${what}_by_session_1h_with_this`],
    )
    expect(counts).toEqual([1, 2, 2, 3, 4])
    expect(decisions.map(({ outcome }) => outcome === 'decline')).toEqual([
      ...Array.from({ length: 4 }, () => false),
      true,
    ])
    expect(decisions[4]!.reasons[0]?.code).toBe('CARD_TESTING')
  },
)

it('declines the fourth card of a session, however slowly it comes', async () => {
  const shop = shopOf('slow-session')
  const startMs = Date.now() - 10 * HOUR_MS
  const decisions: Decision[] = []
  for (const n of [1, 2, 3, 4]) {
    const blocks = { session: { id: 's' }, credit_card: { token: `tok_${n}` } }
    decisions.push(await shop.decide(startMs + n * 2 * HOUR_MS, blocks))
  }
  expect(decisions.map((one) => resultOf(one, 'cards_by_session'))).toEqual([
    ...Array.from({ length: 3 }, () => 'no_hit'),
    'hit',
  ])
  expect(decisions.map((one) => resultOf(one, 'cards_by_session_1h'))).not.toContain('hit')
  expect(decisions[3]!.outcome).toBe('decline')
})

it('declines the tenth order on one device within a minute, not the ninth', async () => {
  const shop = shopOf('inhuman-device')
  const startMs = Date.now() - HOUR_MS
  const decisions: Decision[] = []
  for (let n = 0; n < 10; n++) {
    const device = { ip_address: `81.2.69.${n}`, device_id: 'd' }
    decisions.push(await shop.decide(startMs + n * 6 * SECOND_MS, { device }))
  }
  expect(decisions.map((one) => resultOf(one, 'inhuman_pace') === 'hit')).toEqual([
    ...Array.from({ length: 9 }, () => false),
    true,
  ])
  expect(decisions[9]!.outcome).toBe('decline')
  const later = { ip_address: '81.2.69.99', device_id: 'd' }
  // The first of them is a minute old: again there are ten, and a millisecond later nine.
  const tenth = await shop.decide(startMs + MINUTE_MS, { device: later })
  expect(tenth.signals['velocity.orders_by_device_1m_with_this']).toBe(10)
})

it('holds the tenth order from one IP address within a minute', async () => {
  const shop = shopOf('inhuman-ip')
  const startMs = Date.now() - HOUR_MS
  const decisions: Decision[] = []
  for (let n = 0; n < 10; n++) {
    const device = { ip_address: '81.2.69.10', device_id: `d${n}` }
    decisions.push(await shop.decide(startMs + n * 6 * SECOND_MS, { device }))
  }
  expect(decisions.map(({ outcome }) => outcome).slice(0, 5)).toEqual([
    ...Array.from({ length: 3 }, () => 'approve'),
    ...Array.from({ length: 2 }, () => 'challenge'),
  ])
  expect(decisions.map((one) => resultOf(one, 'orders_by_ip_1m'))).toEqual([
    ...Array.from({ length: 9 }, () => 'no_hit'),
    'hit',
  ])
})

it('calls the 50th name on one device a bot ring, and not the 49th', async () => {
  const shop = shopOf('ring')
  const startMs = Date.now() - 20 * DAY_MS
  const decisions: Decision[] = []
  for (let n = 1; n <= 50; n++) {
    // One name in two spellings in between is no new name.
    const names = n === 30 ? [['Ana', 'Núñez 29']] : []
    for (const [first_name, last_name] of [...names, ['Ana', `Nunez ${n}`]]) {
      const billing = { first_name, last_name, country: 'DE', postal: '10115', city: 'Berlin' }
      const device = { ip_address: `81.2.70.${n}`, device_id: 'ring' }
      decisions.push(
        await shop.decide(startMs + decisions.length * 8 * HOUR_MS, { device, billing }),
      )
    }
  }
  const names = decisions.map(({ signals }) => signals['velocity.names_by_device_30d_with_this'])
  expect(names.slice(28, 31)).toEqual([29, 29, 30])
  expect(names.slice(-2)).toEqual([49, 50])
  const [last49, last50] = decisions.slice(-2)
  // By then the cluster of the order speaks against it too: the rule is not alone.
  expect(resultOf(last49!, 'device_ring')).toBe('no_hit')
  expect([last50!.outcome, resultOf(last50!, 'device_ring')]).toEqual(['decline', 'hit'])
  expect(last50!.reasons.map(({ code }) => code)).toContain('DEVICE_RING')
})

it('asks for a captcha after more than 3 failed payments from an IP address', async () => {
  const shop = shopOf('failed')
  const startMs = Date.now() - HOUR_MS
  const device = { ip_address: '81.2.69.10' }
  for (let n = 0; n < 3; n++) {
    await shop.record('payment_failed', startMs + n * SECOND_MS, { device })
  }
  const afterThree = await shop.decide(startMs + 10 * MINUTE_MS, { device })
  expect(afterThree.outcome).toBe('approve')
  await shop.record('payment_failed', startMs + 11 * MINUTE_MS, { device })
  const afterFour = await shop.decide(startMs + 20 * MINUTE_MS, { device })
  expect([afterFour.outcome, afterFour.reasons[0]?.code]).toEqual(['challenge', 'CARD_TESTING'])
  expect(actionsOf(afterFour)).toContain('captcha')
  const passed = { device, behaviour: { captcha: 'passed' } }
  expect((await shop.decide(startMs + 30 * MINUTE_MS, passed)).outcome).toBe('approve')
  const other = { ip_address: '81.2.69.11' }
  expect((await shop.decide(startMs + 30 * MINUTE_MS, { device: other })).outcome).toBe('approve')
})

it('warns of the order that brings the 50th unit of goods that are easily sold on', async () => {
  const shop = shopOf('rush')
  const startMs = Date.now() - HOUR_MS
  const console_ = (quantity: number, high_resale = true) => ({
    shopping_cart: [
      { item_id: 'console', quantity, high_resale },
      { item_id: 'socks', quantity: 40 },
    ] as object,
  })
  await shop.decide(startMs, console_(9))
  for (let n = 1; n <= 4; n++) await shop.decide(startMs + n * MINUTE_MS, console_(10))
  const at49 = await shop.decide(startMs + 5 * MINUTE_MS, console_(0))
  expect(resultOf(at49, 'high_resale_rush')).toBe('no_hit')
  const at50 = await shop.decide(startMs + 6 * MINUTE_MS, console_(1))
  expect(at50.signals['velocity.high_resale_units_by_sku_10m_with_this']).toBe(50)
  expect(resultOf(at50, 'high_resale_rush')).toBe('hit')
  expect(at50.actions).toContainEqual(expect.objectContaining({ kind: 'notify' }))
  // The first nine are ten minutes old.
  const at42 = await shop.decide(startMs + 10 * MINUTE_MS, console_(1))
  expect(at42.signals['velocity.high_resale_units_by_sku_10m_with_this']).toBe(42)
  // Socks are not easily sold on, however many go.
  const socks = { shopping_cart: [{ item_id: 'socks', quantity: 9 }] as object }
  const plain = await shop.decide(startMs + 10 * MINUTE_MS, socks)
  expect(resultOf(plain, 'high_resale_rush')).toBe('unknown')
})

it('blocks a customer at a return rate of 30 % and closes the account above 50 % refunded', async () => {
  const shop = shopOf('returns')
  const startMs = Date.now() - 60 * DAY_MS
  const account = { user_id: 'serial' }
  const order = (n: number) => ({ account, event: { transaction_id: `t${n}`, event_id: `o${n}` } })
  const back = (type: string, n: number) =>
    shop.record(type, startMs + (20 + n) * DAY_MS, {
      account,
      event: { transaction_id: `t${n}` },
      return: { reason: 'changed_mind' },
    })
  const latest = () => shop.decide(Date.now(), { account, email: { address: 'x@example.com' } })

  for (let n = 0; n < 4; n++) await shop.decide(startMs + n * DAY_MS, order(n))
  await back('return_requested', 0)
  await back('return_requested', 1)
  const tooFew = await shop.decide(startMs + 4 * DAY_MS, order(4))
  expect(tooFew.signals['velocity.return_rate_by_account_90d']).toEqual({
    unknown: 'too_few_orders',
  })
  for (let n = 5; n < 9; n++) await shop.decide(startMs + n * DAY_MS, order(n))
  // Asked for, then arrived: still one order.
  await back('return_received', 1)
  const twoOfNine = await latest()
  expect(twoOfNine.signals['velocity.return_rate_by_account_90d']).toBeCloseTo(2 / 9)
  expect(twoOfNine.outcome).toBe('approve')
  await back('return_requested', 2)
  const threeOfTen = await latest()
  expect(threeOfTen.signals['velocity.return_rate_by_account_90d']).toBe(0.3)
  expect([threeOfTen.outcome, threeOfTen.reasons[0]?.code]).toEqual(['decline', 'REFUND_RATE'])
  expect(actionsOf(threeOfTen)).toContain('block_account')
  expect(actionsOf(threeOfTen)).not.toContain('close_account')

  await latest()
  for (let n = 0; n < 6; n++) await back('refund_issued', n)
  const sixOfTwelve = await latest()
  expect(sixOfTwelve.signals['velocity.refund_rate_by_account_90d']).toBe(0.5)
  expect(resultOf(sixOfTwelve, 'rolling_refund_rate')).not.toBe('hit')
  await back('refund_issued', 6)
  const sevenOfThirteen = await latest()
  expect(sevenOfThirteen.signals['velocity.refund_rate_by_account_90d']).toBeCloseTo(7 / 13)
  expect(actionsOf(sevenOfThirteen)).toContain('close_account')
})
