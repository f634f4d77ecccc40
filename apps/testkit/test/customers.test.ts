/** What the gate remembers of a registered customer, and what the next order makes of it. */
import type { Customer, Decision, Ruleset } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type OrderFields,
  type TestServer,
} from '../src/index.ts'

/** Of what is dear 60 points are taken: 40 is between the triggers. */
const RULES: Ruleset = {
  name: 'starter',
  checkpoints: ['order'],
  scorecard: { base: { start: 100, parts: [] } },
  thresholds: { reject_below: 30, submit_to_processor: 50 },
  rules: [
    { id: 'dear', when: 'order.amount > 100.0', when_unknown: 'skip', weight: 60 },
    {
      id: 'inherited',
      when: 'customer.inherited_trust < 50.0',
      when_unknown: 'skip',
      outcome: 'decline',
      weight: 20,
      reason: 'INHERITED_RANKING',
    },
    {
      id: 'blocked',
      when: "customer.standing != 'open'",
      when_unknown: 'skip',
      outcome: 'decline',
      reason: 'ACCOUNT_BLOCKED',
    },
    {
      id: 'serial',
      when: 'account.return_rate >= 0.3',
      when_unknown: 'skip',
      outcome: 'decline',
      actions: [{ kind: 'block_account' }],
    },
  ],
  messages: {
    decline: { en: 'There is a problem with your order, please contact customer service.' },
  },
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.post('/v1/decisions', orderOf())
  await putLive(server, RULES, 'default')
}, START_TIMEOUT_MS)
afterAll(() => server.close())

let made = 0
const someone = () => `customer-${++made}`

async function place(userId: string, amount: number, fields: OrderFields = {}): Promise<Decision> {
  const { status, body } = await server.post(
    '/v1/decisions',
    orderOf({ userId, amount, ...fields }),
  )
  expect(status).toBe(200)
  return body as Decision
}
const inherited = async (userId: string) =>
  (await place(userId, 50)).signals['customer.inherited_trust']
const override = (id: string, outcome: string) =>
  server.post(`/v1/decisions/${id}/override`, { outcome, why: 'spoke to her' })

describe('the next order of a customer', () => {
  it('inherits the trust of the one before, and the one after that inherits its own', async () => {
    const user = someone()
    expect(await place(user, 50)).toMatchObject({
      outcome: 'approve',
      signals: {
        'customer.inherited_trust': { unknown: 'no_history' },
        'customer.standing': 'open',
      },
    })
    expect(await place(user, 500)).toMatchObject({
      outcome: 'review',
      trust_score: 40,
      signals: { 'customer.inherited_trust': 100 },
    })
    expect(await place(user, 50)).toMatchObject({
      outcome: 'decline',
      signals: { 'customer.inherited_trust': 40 },
      reasons: [{ code: 'INHERITED_RANKING' }],
    })
  })

  it('that is refused for what was inherited changes nothing: it neither spirals nor recovers', async () => {
    const user = someone()
    await place(user, 500)
    for (const amount of [50, 50, 50]) {
      expect(await place(user, amount)).toMatchObject({ outcome: 'decline', trust_score: 80 })
    }
    expect(await inherited(user)).toBe(40)
  })

  it('of somebody else, or of a guest, inherits nothing', async () => {
    const user = someone()
    await place(user, 500)
    expect(await inherited(someone())).toEqual({ unknown: 'no_history' })
    const guest = { ...orderOf({ amount: 500 }), account: {} }
    for (const order of [guest, { ...orderOf(), account: {} }]) {
      const { body } = await server.post('/v1/decisions', order)
      const { signals } = body as Decision
      expect(signals['customer.inherited_trust']).toEqual({ unknown: 'no_history' })
      // What was not sent is left out.
      expect(signals).not.toHaveProperty('customer.standing')
    }
  })

  it('is refused once the account was blocked', async () => {
    const user = someone()
    const serial = {
      ...orderOf({ userId: user }),
      account: { user_id: user, orders_count: 10, returns_count: 4 },
    }
    const { body } = await server.post('/v1/decisions', serial)
    expect((body as Decision).actions.map(({ kind }) => kind)).toContain('block_account')
    expect(await place(user, 50)).toMatchObject({
      outcome: 'decline',
      signals: { 'customer.standing': 'blocked' },
      reasons: [{ code: 'ACCOUNT_BLOCKED' }],
    })
  })
})

describe('an order that turns out', () => {
  const label = async (id: string, name: string) => {
    const { status } = await server.post('/v1/labels', { event_id: id, label: name })
    expect(status).toBe(201)
  }
  const trustOf = async (userId: string) => {
    const { body } = await server.post('/v1/customers/lookup', { user_id: userId })
    return body as Customer
  }

  it('to be fraud speaks against the customer, whatever they ordered since', async () => {
    const user = someone()
    const { event_id: bad } = await place(user, 50)
    await place(user, 60)
    await label(bad, 'stolen_card')
    expect(await until(async () => (await trustOf(user)).inherited_trust === 0)).toBe(true)
    expect((await place(user, 50)).outcome).toBe('decline')
    await label(bad, 'not_fraud')
    expect(await until(async () => (await trustOf(user)).is_restored)).toBe(true)
    expect((await place(user, 50)).outcome).toBe('approve')
  })

  it('to be none takes back what it did to the ranking', async () => {
    const user = someone()
    const { event_id: held } = await place(user, 500)
    await label(held, 'not_fraud')
    expect(await until(async () => (await trustOf(user)).is_restored)).toBe(true)
    expect((await place(user, 50)).outcome).toBe('approve')
  })
})

describe('a customer', () => {
  const ask = async (path: string, body: object, options = {}) =>
    server.post(`/v1/customers/${path}`, body, options)

  it('is told before there is an order whether they may order, and why not in words that tell nothing', async () => {
    const user = someone()
    expect((await ask('lookup', { user_id: user })).body).toEqual({
      standing: 'open',
      inherited_trust: null,
      is_restored: false,
      mode: 'enforce',
      may_order: true,
      would_be_refused: false,
      reasons: [],
      message: '',
    })
    await place(user, 500)
    expect((await ask('lookup', { user_id: user })).body).toMatchObject({
      inherited_trust: 40,
      may_order: false,
      would_be_refused: true,
      reasons: [{ code: 'INHERITED_RANKING' }],
      message: 'There is a problem with your order, please contact customer service.',
    })
  })

  it('whose ranking a person restores may order again, and it is written down who did it', async () => {
    const user = someone()
    const held = await place(user, 500)
    const refused = await place(user, 50)
    expect(refused.outcome).toBe('decline')
    const note = 'an expensive present'
    const { status, body } = await ask('acts', { user_id: user, act: 'restore', note })
    expect([status, body]).toMatchObject([200, { is_restored: true, may_order: true }])
    expect((await ask('history', { user_id: user })).body).toMatchObject({
      ranking: { trust: 40, order: held.id },
      changes: [{ change: 'restored', order: null, by: expect.any(String), note }],
    })
    // What was refused for it before is let go on, if somebody asks.
    const again = await server.call('POST', `/v1/decisions/${refused.id}/rescore`)
    expect(again.body).toMatchObject({ outcome: 'approve' })
    expect((await place(user, 50)).outcome).toBe('approve')
    expect(await inherited(user)).toBe(100)
  })

  it('is blocked, closed and let in again by a person', async () => {
    const user = someone()
    const act = (name: string) => ask('acts', { user_id: user, act: name, note: 'as agreed' })
    expect((await act('open')).status).toBe(404)
    expect((await act('restore')).status).toBe(404)
    expect((await act('block')).body).toMatchObject({ standing: 'blocked', may_order: false })
    expect((await place(user, 50)).outcome).toBe('decline')
    expect((await act('close')).body).toMatchObject({ standing: 'closed', may_order: false })
    expect((await act('open')).body).toMatchObject({ standing: 'open', may_order: true })
    expect((await place(user, 50)).outcome).toBe('approve')
  })

  it('of one shop is unknown at another, whatever the route', async () => {
    const user = someone()
    await place(user, 500)
    const shop = 'elsewhere'
    const other = { shop }
    expect((await ask('lookup', { user_id: user }, other)).body).toMatchObject({
      inherited_trust: null,
      may_order: true,
    })
    expect((await ask('history', { user_id: user }, other)).body).toEqual({
      ranking: null,
      changes: [],
    })
    const restore = { user_id: user, act: 'restore', note: 'none of theirs' }
    expect((await ask('acts', restore, other)).status).toBe(404)
    await ask('acts', { ...restore, act: 'block' }, other)
    expect((await ask('lookup', { user_id: user })).body).toMatchObject({ standing: 'open' })
  })

  it('is acted on by a key that may overrule decisions, and looked up by one that may ask', async () => {
    const { apiKeys } = server.services.store
    const { key } = await apiKeys.create('default', 'cart', ['decide'])
    const body = { user_id: someone() }
    const lookUp = async () => (await ask('lookup', body, { key })).status
    expect(await until(async () => (await lookUp()) === 200)).toBe(true)
    expect((await ask('acts', { ...body, act: 'block', note: 'no' }, { key })).status).toBe(403)
    expect((await ask('history', body, { key })).status).toBe(403)
  })
})

describe('what a person says of an order', () => {
  it('undoes what it did to the ranking when they approve it', async () => {
    const user = someone()
    const held = await place(user, 500)
    expect(held.outcome).toBe('review')
    expect((await override(held.id, 'approve')).status).toBe(201)
    expect(await place(user, 50)).toMatchObject({
      outcome: 'approve',
      signals: {
        'customer.inherited_trust': { unknown: 'restored' },
        'customer.is_restored': true,
      },
    })
    // The order after that stands on its own again.
    expect(await inherited(user)).toBe(100)
  })

  it('speaks against the customer when they refuse it', async () => {
    const user = someone()
    const placed = await place(user, 50)
    expect((await override(placed.id, 'decline')).status).toBe(201)
    expect(await place(user, 50)).toMatchObject({
      outcome: 'decline',
      signals: { 'customer.inherited_trust': 0 },
    })
  })

  it('opens the account that the order had blocked', async () => {
    const user = someone()
    const account = { user_id: user, orders_count: 10, returns_count: 4 }
    const { body } = await server.post('/v1/decisions', { ...orderOf(), account })
    expect((await override((body as Decision).id, 'approve')).status).toBe(201)
    expect(await place(user, 50)).toMatchObject({
      outcome: 'approve',
      signals: { 'customer.standing': 'open' },
    })
  })
})
