/** Rulesets of their own for business customers, consumers and channels, at one checkpoint. */
import type {
  Backtest,
  CounterfactualAnswer,
  Decision,
  Problem,
  Ruleset,
  RulesetState,
} from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  writeDraft,
  type TestServer,
} from '../src/index.ts'

/** A backtest starts a process, which takes its time on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const SEGMENTS = [
  { name: 'phone', when: 'order.channel == "phone"' },
  { name: 'business', when: 'order.is_b2b' },
]
const CONSUMERS = declineAbove(100)
const BUSINESSES = declineAbove(5000, { name: 'b2b', segment: 'business' })

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

/** A shop with a ruleset for each of two segments; `phone` has none of its own. */
async function shopWithSegments(shop: string): Promise<void> {
  await putLive(server, CONSUMERS, shop)
  await changeSettings(server, shop, { segments: SEGMENTS })
  await putLive(server, BUSINESSES, shop)
}

async function decide(shop: string, order: object = {}, amount = 500): Promise<Decision> {
  const event = orderOf({ amount }) as { order: object }
  const body = { ...event, order: { ...event.order, ...order } }
  const answer = await server.post('/v1/decisions', body, { shop })
  expect(answer).toMatchObject({ status: 200 })
  return answer.body as Decision
}

function publish(name: string, version: number, shop: string) {
  return server.post(`/v1/rulesets/${name}/publish`, { version }, { shop })
}

describe('an event', () => {
  const shop = 'both'
  beforeAll(() => shopWithSegments(shop))

  it('is decided by the ruleset of its segment, and says which that was', async () => {
    const business = await decide(shop, { is_b2b: true })
    expect(business).toMatchObject({
      outcome: 'approve',
      segment: 'business',
      versions: { ruleset: 'b2b@1', segments: 'settings@2' },
    })
    expect(await decide(shop, { is_b2b: false })).toMatchObject({
      outcome: 'decline',
      segment: 'default',
      versions: { ruleset: expect.stringMatching(/^starter@/) },
    })
    const stored = await server.get(`/v1/decisions/${business.id}`, { shop })
    expect(stored.body).toMatchObject({ segment: 'business', versions: business.versions })
  })

  it('is in the first whose condition is true, and in `default` where it is not known', async () => {
    const both = await decide(shop, { is_b2b: true, channel: 'phone' })
    // Nothing is published for `phone`: what decides for all others does.
    expect(both).toMatchObject({
      segment: 'phone',
      versions: { ruleset: expect.stringMatching(/^starter@/) },
    })
    expect(both.outcome).toBe('decline')
    expect(await decide(shop)).toMatchObject({ segment: 'default', outcome: 'decline' })
  })

  it('of a shop without segments names none', async () => {
    const decision = await decide('plain')
    expect(decision).not.toHaveProperty('segment')
    expect(decision.versions).not.toHaveProperty('segments')
  })
})

describe('publishing for one segment', () => {
  const shop = 'publishing'
  beforeAll(() => shopWithSegments(shop))

  it('leaves the other alone, and so does rolling back', async () => {
    const before = await decide(shop)
    await putLive(server, declineAbove(1, { name: 'b2b', segment: 'business' }), shop)
    expect(await decide(shop, { is_b2b: true })).toMatchObject({ outcome: 'decline' })
    expect((await decide(shop)).versions).toEqual(before.versions)
    const back = await server.post('/v1/rulesets/b2b/rollback', { version: 1 }, { shop })
    expect(back).toMatchObject({ status: 200, body: { published: 3 } })
    expect(await decide(shop, { is_b2b: true })).toMatchObject({ outcome: 'approve' })
    expect((await decide(shop)).versions).toEqual(before.versions)
  })

  it('is refused where another ruleset decides for it, and for one that the shop lacks', async () => {
    const second = declineAbove(1, { name: 'second', segment: 'business' })
    const taken = await publish('second', await writeDraft(server, second, shop), shop)
    expect(taken).toMatchObject({
      status: 422,
      body: { code: 'invalid_ruleset', errors: [{ pointer: '/checkpoints/0' }] },
    })
    expect((taken.body as Problem).detail).toContain('`b2b` decides at `order` for `business`')
    const unknown = declineAbove(1, { name: 'third', segment: 'pharmacies' })
    const refused = await publish('third', await writeDraft(server, unknown, shop), shop)
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/segment', message: expect.stringContaining('pharmacies') }] },
    })
  })

  it('asks before it would decline far more of its own events, whatever the others are', async () => {
    const shopId = 'guarded'
    await shopWithSegments(shopId)
    const orders = Array.from({ length: 120 }, (_, index) => ({ is_b2b: index % 2 === 0 }))
    await Promise.all(orders.map((order) => decide(shopId, order)))
    const harsh = declineAbove(1, { name: 'b2b', segment: 'business' })
    const asked = await publish('b2b', await writeDraft(server, harsh, shopId), shopId)
    expect(asked).toMatchObject({
      status: 409,
      body: { code: 'confirmation_needed', figures: { decisions: 60, declined_before: 0 } },
    })
  })
})

describe('a version for one segment', () => {
  const shop = 'trying'
  const harsh: Ruleset = declineAbove(1, { name: 'b2b', segment: 'business' })
  let version: number
  beforeAll(async () => {
    await shopWithSegments(shop)
    version = await writeDraft(server, harsh, shop)
  })

  it('in shadow sees the events of its segment alone', async () => {
    const path = `/v1/rulesets/b2b/versions/${version}/shadow`
    expect(await server.post(path, {}, { shop })).toMatchObject({ status: 200 })
    for (const is_b2b of [true, true, false]) await decide(shop, { is_b2b })
    const report = await server.get(path, { shop })
    expect(report.body).toMatchObject({ compared: 2, changed: { decisions: 2 } })
    await server.delete(path, { shop })
  })

  it('rolled out decides in its place, and never for another segment', async () => {
    const path = `/v1/rulesets/b2b/versions/${version}/rollout`
    const started = await server.post(path, { percent: 99.999 }, { shop })
    expect(started).toMatchObject({ status: 200, body: { rollout: { version } } })
    expect(await decide(shop, { is_b2b: true })).toMatchObject({
      outcome: 'decline',
      versions: { ruleset: `b2b@${version}` },
    })
    expect((await decide(shop, {}, 50)).outcome).toBe('approve')
    const moved = { ...harsh, segment: 'phone' }
    const other = await writeDraft(server, moved, shop)
    const refused = await server.post(
      `/v1/rulesets/b2b/versions/${other}/rollout`,
      { percent: 5 },
      { shop },
    )
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ pointer: '/segment' }] } })
    await server.delete(path, { shop })
  })

  it('is backtested on the decisions of its segment, those from before there were segments too', async () => {
    const shopId = 'history'
    await putLive(server, CONSUMERS, shopId)
    for (const is_b2b of [true, true, true, false]) await decide(shopId, { is_b2b })
    await changeSettings(server, shopId, { segments: SEGMENTS })
    const asked = await server.post('/v1/backtests', { ruleset: BUSINESSES }, { shop: shopId })
    expect(asked).toMatchObject({ status: 202 })
    const { id } = asked.body as Backtest
    let backtest: Partial<Backtest> = {}
    await until(async () => {
      backtest = (await server.get(`/v1/backtests/${id}`, { shop: shopId })).body as Backtest
      return backtest.state === 'done' || backtest.state === 'failed'
    }, 60_000)
    // Three orders of businesses were declined, and none of them would be.
    expect(backtest.result).toMatchObject({ decisions: 3, changed: { decisions: 3 } })
  })

  it('has statistics of its own events', async () => {
    const { body } = await server.get('/v1/rulesets/b2b/statistics', { shop })
    const { decisions } = body as { decisions: number }
    const consumers = await server.get('/v1/rulesets/starter/statistics', { shop })
    expect(decisions).toBeGreaterThan(0)
    expect((consumers.body as { decisions: number }).decisions).toBeGreaterThan(0)
  })
})

describe('an order that is decided again', () => {
  const shop = 'again'
  beforeAll(() => shopWithSegments(shop))

  it('is asked for its segment again, by what the shop says now', async () => {
    const business = await decide(shop, { is_b2b: true }, 2000)
    const rescore = () => server.post(`/v1/decisions/${business.id}/rescore`, {}, { shop })
    expect((await rescore()).body).toMatchObject({ segment: 'business', outcome: 'approve' })
    await changeSettings(server, shop, { segments: [SEGMENTS[0]!] })
    expect((await rescore()).body).toMatchObject({ segment: 'default', outcome: 'decline' })
    await changeSettings(server, shop, { segments: SEGMENTS })
    expect((await rescore()).body).toMatchObject({ segment: 'business', outcome: 'approve' })
  })

  it('is explained within its segment: what says which it is stays as it is', async () => {
    const business = await decide(shop, { is_b2b: true }, 6000)
    expect(business).toMatchObject({ outcome: 'decline', segment: 'business' })
    const { body } = await server.get(`/v1/decisions/${business.id}/counterfactual`, { shop })
    expect(body).toMatchObject({
      reproduced: true,
      milder: { changes: [{ signal: 'order.amount' }] },
    } satisfies Partial<Record<keyof CounterfactualAnswer, unknown>>)
  })
})

describe('the segments of a shop', () => {
  const shop = 'settings'
  const put = async (segments: object[]) => {
    const { body } = await server.get(`/v1/shops/${shop}/settings`, { shop })
    const { version } = body as { version: number }
    return server.put(`/v1/shops/${shop}/settings`, { version, settings: { segments } }, { shop })
  }
  beforeAll(() => shopWithSegments(shop))

  it.each([
    ['a condition that does not compile', [{ name: 'a', when: 'order.amont > 1.0' }], '0/when'],
    ['one that is not true or false', [{ name: 'a', when: 'order.amount' }], '0/when'],
    ['two of one name', [SEGMENTS[0]!, SEGMENTS[0]!], '1/name'],
    ['one called `default`', [{ name: 'default', when: 'order.is_b2b' }], '0/name'],
  ])('refuse %s', async (_what, segments, pointer) => {
    const refused = await put(segments)
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'invalid_body', errors: [{ pointer: `/settings/segments/${pointer}` }] },
    })
  })

  it('keep the list that they name from being deleted', async () => {
    const list = { name: 'partners', kind: 'email' }
    expect((await server.post('/v1/lists', list, { shop })).status).toBe(201)
    expect((await put([...SEGMENTS, { name: 'partner', when: 'list.partners' }])).status).toBe(200)
    const refused = await server.delete('/v1/lists/partners', { shop })
    expect(refused).toMatchObject({ status: 409, body: { code: 'in_use' } })
  })

  it('are in the state of a ruleset by its document', async () => {
    const { body } = await server.get('/v1/rulesets/b2b/versions/1', { shop })
    expect(body).toMatchObject({ ruleset: { segment: 'business' } })
    const state = await server.get('/v1/rulesets/b2b', { shop })
    expect((state.body as RulesetState).published).toBe(1)
  })
})
