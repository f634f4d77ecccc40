/** A ruleset over the decisions that the shop has stored, in the background. */
import { setTimeout } from 'node:timers/promises'
import type { Backtest, BacktestResult, Decision, Ruleset } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type OrderFields,
  type TestServer,
} from '../src/index.ts'

/** A backtest starts a process, which takes its time on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function decide(fields: OrderFields, shop: string): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', orderOf(fields), { shop })
  expect(status).toBe(200)
  return body as Decision
}

/** Asks for a backtest and waits for its end. */
async function ended(body: object, shop: string): Promise<Backtest> {
  const begun = await server.post('/v1/backtests', body, { shop })
  expect(begun).toMatchObject({ status: 202, body: { state: 'waiting', result: null } })
  const { id } = begun.body as Backtest
  for (;;) {
    const { body: now } = await server.get(`/v1/backtests/${id}`, { shop })
    const backtest = now as Backtest
    if (backtest.state === 'done' || backtest.state === 'failed') return backtest
    await setTimeout(50)
  }
}

async function resultOf(body: object, shop: string): Promise<BacktestResult> {
  const { result, error, state } = await ended(body, shop)
  expect({ state, error }).toEqual({ state: 'done', error: null })
  return result!
}

const side = (of: BacktestResult['before'], outcome: string) =>
  of.outcomes.find((counts) => counts.outcome === outcome)

describe('a backtest', () => {
  const shop = 'backtested'
  const candidate = declineAbove(500, {
    rules: [
      ...declineAbove(500).rules,
      { id: 'cheap', when: 'order.amount < 100.0', when_unknown: 'skip', weight: 55 },
    ],
  })
  const truths = {
    50: 'not_fraud',
    200: 'not_fraud',
    700: 'stolen_card',
    800: 'not_fraud',
    1500: 'friendly_fraud',
  }
  const ids = new Map<number, string>()

  beforeAll(async () => {
    await putLive(server, declineAbove(1000), shop)
    for (const [amount, label] of Object.entries(truths)) {
      const eventId = `truth-${amount}`
      const { id } = await decide({ amount: Number(amount), eventId }, shop)
      ids.set(Number(amount), id)
      await server.post('/v1/labels', { event_id: eventId, label }, { shop })
    }
    await decide({ amount: 900 }, shop)
    await decide({ amount: 5000 }, 'of-another-shop')
  })

  it('decides what is stored again and says what it would have caught and cost', async () => {
    const result = await resultOf({ ruleset: candidate, label_maturity_days: 0 }, shop)
    expect(result).toMatchObject({
      ruleset: 'starter',
      compared_with: [{ ruleset: 'starter@2', decisions: 6 }],
      decisions: 6,
      sampled: false,
      currency: 'EUR',
      labels: { maturity_days: 0, fraud: 2, good: 3, immature: 0 },
      changed: {
        decisions: 4,
        amount: 2450,
        pairs: [
          { before: 'approve', after: 'decline', decisions: 3, amount: 2400, fraud: 1, good: 1 },
          { before: 'approve', after: 'review', decisions: 1, amount: 50, fraud: 0, good: 1 },
        ],
      },
      notes: [],
    })
    // One fraud of two was declined before; both are now, with two good orders that were not.
    expect(result.before).toMatchObject({ precision: 1, recall: 0.5, saved: 1515, lost: 0 })
    expect(result.after).toMatchObject({ precision: 0.5, recall: 1, saved: 2230, lost: 242.5 })
    expect(side(result.before, 'decline')).toMatchObject({ decisions: 1, fraud_amount: 1500 })
    expect(side(result.after, 'decline')).toMatchObject({ decisions: 4, amount: 3900, good: 1 })
    expect(result.rules).toEqual([
      {
        id: 'dear',
        hits_before: 1,
        hits: 4,
        unknown: 0,
        errors: 0,
        fraud: 2,
        good: 1,
        precision: 2 / 3,
        earned: 1990,
      },
      {
        id: 'cheap',
        hits_before: null,
        hits: 1,
        unknown: 0,
        errors: 0,
        fraud: 0,
        good: 1,
        precision: 0,
        earned: -2.5,
      },
    ])
    expect(result.changed.examples).toContainEqual({
      id: ids.get(700),
      before: 'approve',
      after: 'decline',
      risk_score_before: 0,
      risk_score: 0,
      amount: 700,
      is_fraud: true,
      rules: ['dear'],
    })
  })

  it('changes nothing by the ruleset that had decided', async () => {
    const result = await resultOf({ stored: { name: 'starter', version: 2 } }, shop)
    expect(result.changed).toMatchObject({ decisions: 0, pairs: [], examples: [] })
    expect(result.after).toEqual(result.before)
  })

  it('waits for labels to be mature, and says how many it left out', async () => {
    const result = await resultOf({ ruleset: candidate }, shop)
    expect(result).toMatchObject({
      labels: { maturity_days: 30, fraud: 0, good: 0, immature: 5 },
      before: { precision: null, recall: null },
      notes: [expect.stringContaining('younger than 30 days are not counted') as unknown],
    })
  })

  it('counts with the costs that are given', async () => {
    const costs = { dispute_fee: 100, margin: 0.5 }
    const result = await resultOf({ ruleset: candidate, label_maturity_days: 0, costs }, shop)
    expect(result.after).toMatchObject({ saved: 2400, lost: 402.5 })
    expect(result.costs).toMatchObject({ dispute_fee: 100, margin: 0.5, review_minutes: 5 })
  })

  it('looks at the time that is asked for', async () => {
    const to = new Date(Date.now() - 3_600_000).toISOString()
    expect(await resultOf({ ruleset: candidate, to }, shop)).toMatchObject({
      decisions: 0,
      before: { precision: null },
    })
    const from = new Date(Date.now() + 1000).toISOString()
    expect(
      await server.post('/v1/backtests', { ruleset: candidate, from }, { shop }),
    ).toMatchObject({ status: 422, body: { errors: [{ pointer: '/from' }] } })
  })

  it('is listed, and gone when it is deleted', async () => {
    const { id } = await ended({ ruleset: candidate }, shop)
    const page = await server.get('/v1/backtests?limit=1', { shop })
    expect(page.body).toMatchObject({ items: [{ id, state: 'done', progress: 1, decisions: 6 }] })
    const { next_cursor: next } = page.body as { next_cursor: string }
    const second = await server.get(`/v1/backtests?limit=1&cursor=${next}`, { shop })
    expect((second.body as { items: Backtest[] }).items[0]!.id).not.toBe(id)
    expect(await server.delete(`/v1/backtests/${id}`, { shop })).toMatchObject({ status: 204 })
    expect(await server.get(`/v1/backtests/${id}`, { shop })).toMatchObject({ status: 404 })
  })
})

describe('a ruleset that reads what stored decisions do not carry', () => {
  const shop = 'missing'
  const blocking = (list: string): Ruleset =>
    declineAbove(1000, {
      rules: [{ id: 'blocked', when: `list.${list}`, when_unknown: 'skip', outcome: 'deny_list' }],
    })
  beforeAll(async () => {
    await putLive(server, declineAbove(1000), shop)
    await decide({ amount: 50 }, shop)
    await server.post('/v1/lists', { name: 'new_list', kind: 'email' }, { shop })
  })

  it('is refused, and the message says what is missing and what to do', async () => {
    const { state, error } = await ended({ ruleset: blocking('new_list') }, shop)
    expect(state).toBe('failed')
    expect(error).toMatch(/no stored decision of that time carries `list\.new_list`.*shadow/)
  })

  it('is taken as unknown where that is asked for', async () => {
    const request = { ruleset: blocking('new_list'), allow_missing: true }
    expect(await resultOf(request, shop)).toMatchObject({
      decisions: 1,
      new_signals: [{ name: 'list.new_list', decisions: 0 }],
      rules: [
        { id: 'blocked', hits_before: null, hits: 0, unknown: 1 },
        { id: 'dear', hits_before: 0, hits: null },
      ],
      notes: [expect.anything() as unknown, expect.stringContaining('as unknown') as unknown],
    })
  })

  it('is accepted when what had decided read the same and the shop never sends it', async () => {
    const rules = [
      ...declineAbove(1000).rules,
      { id: 'cvv', when: 'card.cvv == "mismatch"', when_unknown: 'skip' as const, weight: 1 },
    ]
    await putLive(server, declineAbove(1000, { rules }), 'never-sent')
    await decide({ amount: 50 }, 'never-sent')
    const result = await resultOf({ ruleset: declineAbove(40, { rules }) }, 'never-sent')
    expect(result).toMatchObject({ decisions: 1, new_signals: [] })
  })

  it('is accepted when some decisions carry it', async () => {
    await decide({ amount: 51 }, shop)
    expect(await resultOf({ ruleset: blocking('new_list') }, shop)).toMatchObject({
      decisions: 2,
      new_signals: [{ name: 'list.new_list', decisions: 1 }],
    })
  })
})

it('is refused at once when the ruleset does not compile or is not there', async () => {
  const shop = 'faulty'
  await decide({}, shop)
  const rules = [{ id: 'a', when: 'order.amont > 1.0', when_unknown: 'skip' as const, weight: 1 }]
  const faulty = { ruleset: declineAbove(1, { rules }) }
  expect(await server.post('/v1/backtests', faulty, { shop })).toMatchObject({
    status: 422,
    body: { code: 'invalid_ruleset', errors: [{ pointer: '/rules/0/when' }] },
  })
  const unknown = { stored: { name: 'starter', version: 99 } }
  expect(await server.post('/v1/backtests', unknown, { shop })).toMatchObject({ status: 404 })
  const yaml = 'name: [1'
  expect(await server.post('/v1/backtests', { yaml }, { shop })).toMatchObject({ status: 422 })
  const version = await writeDraft(server, declineAbove(10), shop)
  const stored = { stored: { name: 'starter', version } }
  expect(await resultOf(stored, shop)).toMatchObject({ changed: { decisions: 1 } })
})
