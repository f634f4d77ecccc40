/** Thresholds chosen by money, from stored decisions and what became of them. */
import type { Decision, Ruleset, ThresholdAnswer } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  type TestServer,
} from '../src/index.ts'

/** The history is read in a process, which takes its time to start on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

/** Trust falls with the amount: 20 points from 100 on, 20 more from 200 on and so on. */
const stepwise: Ruleset = declineAbove(9000, {
  thresholds: { reject_below: 70, submit_to_processor: 70 },
  rules: [100, 200, 300, 400].map((limit) => ({
    id: `over_${limit}`,
    when: `order.amount > ${limit}.0`,
    when_unknown: 'skip',
    weight: 20,
  })),
})

async function order(shop: string, amount: number, label: string | null): Promise<Decision> {
  const eventId = `o-${Math.random().toString(36).slice(2)}`
  const { status, body } = await server.post('/v1/decisions', orderOf({ amount, eventId }), {
    shop,
  })
  expect(status).toBe(200)
  if (label !== null) await server.post('/v1/labels', { event_id: eventId, label }, { shop })
  return body as Decision
}

async function thresholdsOf(shop: string, query = ''): Promise<ThresholdAnswer> {
  const path = `/v1/rulesets/starter/thresholds?maturity_days=0${query}`
  const { status, body } = await server.get(path, { shop })
  expect([status, status === 200 ? '' : body]).toEqual([200, ''])
  return body as ThresholdAnswer
}

it('are best where stopping fraud saves most, and too strict ones are told what they turn away', async () => {
  const shop = 'strict'
  await putLive(server, stepwise, shop)
  const orders: Promise<Decision>[] = []
  for (let at = 0; at < 60; at++) orders.push(order(shop, 50, null))
  // Trust 60: declined, although they are good.
  for (let at = 0; at < 40; at++) orders.push(order(shop, 250, 'not_fraud'))
  // Trust 20: declined, and rightly so.
  for (let at = 0; at < 25; at++) orders.push(order(shop, 450, 'stolen_card'))
  const decided = await Promise.all(orders)
  expect(decided.filter(({ outcome }) => outcome === 'decline')).toHaveLength(65)

  const answer = await thresholdsOf(shop)
  expect(answer).toMatchObject({
    ruleset: 'starter@2',
    complete: true,
    sampled: false,
    currency: 'EUR',
    orders: { total: 125, fraud: 25, good: 100, unknown: 0, maturity_days: 0 },
    // 25 frauds of 450 and their fees, less 30 % of 40 orders of 250.
    today: {
      profit: 25 * 465 - 3000,
      saved: 25 * 465,
      lost: 3000,
      good_declined_amount: 10_000,
      fraud_share: 0,
      declined: 65,
    },
    best: { profit: 25 * 465, lost: 0, declined: 25, is_within_limits: true },
    gain: { seen: 3000 },
    verdict: 'move',
    unreachable: null,
    cost_of_limit: null,
  })
  expect(answer.gain.low).toBeGreaterThan(0)
  expect(answer.too_strict?.gain).toBeGreaterThan(2000)
  const { reject_below: reject } = answer.best.thresholds
  expect(reject).toBeGreaterThan(20)
  expect(reject).toBeLessThanOrEqual(60)
  expect(answer.decline_curve.find(({ level }) => level === reject)?.profit).toBe(25 * 465)

  // Labels of younger orders are waited for as long as the shop says.
  const path = '/v1/rulesets/starter/thresholds'
  const young = (await server.get(path, { shop })).body as ThresholdAnswer
  expect(young.orders).toMatchObject({ total: 0, maturity_days: 30 })
  await changeSettings(server, shop, { label_maturity_days: 0 })
  const said = (await server.get(path, { shop })).body as ThresholdAnswer
  expect(said.orders).toMatchObject({ total: 125, maturity_days: 0 })

  const dear = await thresholdsOf(shop, '&margin=0&dispute_fee=100')
  expect(dear).toMatchObject({ costs: { margin: 0, dispute_fee: 100 }, verdict: 'stay' })
})

it('say of what was stopped and never labelled that nobody knows, unless chance let some of it through', async () => {
  const shop = 'untold'
  await putLive(server, stepwise, shop)
  for (let at = 0; at < 10; at++) await order(shop, 250, null)
  const blind = await thresholdsOf(shop)
  expect(blind).toMatchObject({
    orders: { total: 10, unknown: 10, let_through: 0 },
    today: { profit: 0 },
    verdict: 'few_frauds',
  })
  expect(blind.notes.join(' ')).toContain('let_through_percent')

  await changeSettings(server, shop, { let_through_percent: 5 })
  let lucky = 0
  let stopped = 10
  while (lucky === 0) {
    const decisions = await Promise.all(Array.from({ length: 20 }, () => order(shop, 250, null)))
    lucky += decisions.filter(({ let_through: luck }) => luck === 'decline').length
    stopped += 20
  }
  const told = await thresholdsOf(shop)
  expect(told.orders).toMatchObject({ total: stopped, good: lucky, let_through: lucky })
  // Each stands for its share of all that were stopped: what declining them costs is known.
  expect(told.today.lost).toBeCloseTo(stopped * 250 * 0.3, 1)
})

it('are not chosen by orders in the currency that the shop had before', async () => {
  const shop = 'moved-abroad'
  await putLive(server, stepwise, shop)
  await order(shop, 450, 'stolen_card')
  expect(await thresholdsOf(shop)).toMatchObject({ orders: { total: 1, fraud: 1 } })
  await changeSettings(server, shop, { currency: 'JPY' })
  expect(await thresholdsOf(shop)).toMatchObject({ currency: 'JPY', orders: { total: 0 } })
})

it('are not chosen for another shop, a ruleset that is not live, or a time that is too young', async () => {
  const { status } = await server.get('/v1/rulesets/nothing/thresholds', { shop: 'strict' })
  expect(status).toBe(404)
  const young = await server.get(
    `/v1/rulesets/starter/thresholds?from=${new Date().toISOString()}`,
    {
      shop: 'untold',
    },
  )
  expect(young).toMatchObject({ status: 422, body: { code: 'invalid_query' } })
})
