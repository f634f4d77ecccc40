/** A shop may let a part of what its score stops go on, to see what it turns out to be. */
import type { Backtest, Decision, DecisionRecord, RulesetStatistics } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  type TestServer,
} from '../src/index.ts'

const SHOP = 'curious'
const ORDERS = 100
const heavy = {
  id: 'heavy',
  when: 'order.amount > 100.0',
  when_unknown: 'skip' as const,
  weight: 90,
}
/** Declines by its score alone what is dearer than 100, and by a hard rule what is dearer than 1000. */
const scoring = { ...declineAbove(1000), rules: [heavy, ...declineAbove(1000).rules] }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await place('first')
  await putLive(server, scoring, SHOP)
}, START_TIMEOUT_MS)
afterAll(() => server.close())

let placed = 0
async function place(eventId: string, amount = 500, shop = SHOP): Promise<Decision> {
  const order = orderOf({ eventId, amount, ipAddress: `81.2.72.${++placed % 250}` })
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  return body as Decision
}
const placeAll = (name: string, amount?: number) =>
  Promise.all(Array.from({ length: ORDERS }, (_, number) => place(`${name}-${number}`, amount)))
const lucky = (decisions: readonly Decision[]) =>
  decisions.filter(({ let_through: stopped }) => stopped !== undefined)

it('lets nobody through until the shop says so', async () => {
  const decisions = await placeAll('before')
  expect(lucky(decisions)).toEqual([])
  expect(decisions.every(({ outcome }) => outcome === 'decline')).toBe(true)
})

it('lets some of those through that their score stops, marks them, and no others', async () => {
  await changeSettings(server, SHOP, { let_through_percent: 5 })
  const decisions = await placeAll('after')
  const through = lucky(decisions)
  expect(through.length).toBeGreaterThan(0)
  expect(through.length).toBeLessThan(ORDERS / 5)
  expect(decisions.filter(({ outcome }) => outcome === 'approve')).toEqual(through)
  const { body } = await server.get(`/v1/decisions/${through[0]!.id}`, { shop: SHOP })
  const record = body as DecisionRecord
  expect(record).toMatchObject({ outcome: 'approve', let_through: 'decline' })
  expect(record.reasons[0]).toMatchObject({ code: 'LET_THROUGH' })
  // A hard rule declines what is dearer than 1000.
  expect(lucky(await placeAll('dear', 2000))).toEqual([])
  expect(lucky(await placeAll('cheap', 20))).toEqual([])
})

it('measures by them how often the score is wrong, as soon as labels are mature', async () => {
  const shop = 'measured'
  const statistics = async () =>
    (await server.get('/v1/rulesets/starter/statistics', { shop })).body as RulesetStatistics
  await server.post('/v1/facts', {}, { shop })
  await putLive(server, scoring, shop)
  await changeSettings(server, shop, { let_through_percent: 5 })
  // No more than are read of one part of the time.
  const names = Array.from({ length: 180 }, (_, number) => `measured-${number}`)
  const through = lucky(await Promise.all(names.map((name) => place(name, 500, shop)))).map(
    ({ event_id: eventId }) => eventId,
  )
  expect(through.length).toBeGreaterThan(4)
  const [fraud, unlabelled, ...good] = through
  for (const event_id of [fraud, ...good]) {
    const label = event_id === fraud ? 'stolen_card' : 'service_complaint'
    await server.post('/v1/labels', { event_id, label }, { shop })
  }
  const [young] = (await statistics()).let_through
  expect(young).toMatchObject({ outcome: 'decline', decisions: through.length, fraud: 0, good: 0 })
  expect(young).toMatchObject({ immature: through.length - 1, rate: null, interval: null })
  await changeSettings(server, shop, { label_maturity_days: 0, cost_margin: 0.4 })
  const [group, ...others] = (await statistics()).let_through
  expect(others).toEqual([])
  expect(unlabelled).toBeDefined()
  expect(group).toMatchObject({
    fraud: 1,
    good: good.length,
    immature: 0,
    unlabelled: 1,
    rate: good.length / (good.length + 1),
    // One in twenty was let through: each stands for twenty of 500 EUR.
    stopped_good: 20 * good.length,
    revenue_lost: 20 * 500 * good.length,
    margin_lost: 20 * 500 * 0.4 * good.length,
  })
  expect(group!.interval!.low).toBeLessThan(group!.rate!)
  expect(group!.interval!.high).toBeGreaterThan(group!.rate!)
}, 120_000)

it('a backtest does not claim to stop whom chance would let through again', async () => {
  const resultOf = async (body: object) => {
    const { body: begun } = await server.post('/v1/backtests', body, { shop: SHOP })
    const path = `/v1/backtests/${(begun as Backtest).id}`
    let last: Backtest | undefined
    await expect
      .poll(async () => (last = (await server.get(path, { shop: SHOP })).body as Backtest).state, {
        timeout: 60_000,
      })
      .toBe('done')
    return last!.result!
  }
  const again = await resultOf({ stored: { name: 'starter', version: 2 } })
  expect(again.let_through).toBeGreaterThan(0)
  // The very first order was approved by other rules.
  expect(again.changed.decisions).toBe(1)
  expect(again.after.saved).toBe(again.before.saved)
  // A hard rule would stop them, whatever chance says.
  const hard = await resultOf({ ruleset: declineAbove(100, { name: 'starter' }) })
  expect(hard.let_through).toBe(0)
  expect(hard.changed.pairs).toContainEqual(
    expect.objectContaining({
      before: 'approve',
      after: 'decline',
      decisions: again.let_through + 1,
    }),
  )
}, 120_000)

it('no shop lets through more than five in a hundred', async () => {
  const path = `/v1/shops/${SHOP}/settings`
  const settings = { let_through_percent: 6 }
  expect(await server.put(path, { version: 2, settings }, { shop: SHOP })).toMatchObject({
    status: 422,
  })
})
