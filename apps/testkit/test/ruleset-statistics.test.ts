/** What each rule did on live traffic, from the traces of stored decisions. */
import type { Decision, Ruleset, RulesetStatistics } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type OrderFields,
  type TestServer,
} from '../src/index.ts'

/** The history is read in a process, which takes its time to start on a busy machine. */
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

async function statisticsOf(shop: string, query = ''): Promise<RulesetStatistics> {
  const { status, body } = await server.get(`/v1/rulesets/starter/statistics${query}`, { shop })
  expect([status, status === 200 ? '' : body]).toEqual([200, ''])
  return body as RulesetStatistics
}

const ruleOf = ({ rules }: RulesetStatistics, id: string) => rules.find((rule) => rule.id === id)
const [dear] = declineAbove(1000).rules

describe('the statistics of a ruleset', () => {
  const shop = 'counted'
  const ruleset: Ruleset = declineAbove(1000, {
    rules: [
      dear!,
      { id: 'very_dear', when: 'order.amount > 1400.0', when_unknown: 'skip', outcome: 'decline' },
      { id: 'blind', when: 'behaviour.phone_pasted', when_unknown: 'skip', weight: 5 },
      {
        id: 'off',
        when: 'order.amount > 0.0',
        when_unknown: 'skip',
        weight: 5,
        snoozed_until: '2100-01-01T00:00:00Z',
      },
    ],
  })
  const truths = {
    50: 'not_fraud',
    800: 'stolen_card',
    1100: 'not_fraud',
    1500: 'stolen_card',
    1600: 'not_fraud',
  }

  beforeAll(async () => {
    await putLive(server, ruleset, shop)
    for (const [amount, label] of Object.entries(truths)) {
      const eventId = `counted-${amount}`
      await decide({ amount: Number(amount), eventId }, shop)
      await server.post('/v1/labels', { event_id: eventId, label }, { shop })
    }
    await decide({ amount: 3000 }, shop)
    await decide({ amount: 9000 }, 'of-another-shop')
  })

  it('wait for labels to be mature, and say how many they left out', async () => {
    const young = await statisticsOf(shop)
    expect(young).toMatchObject({
      decisions: 6,
      labels: { maturity_days: 30, fraud: 0, good: 0, immature: 5 },
    })
    expect(ruleOf(young, 'dear')).toMatchObject({ hits: 4, precision: null, saved: 0, lost: 0 })
  })

  it('say how often each rule hit, was right, saved and cost', async () => {
    await changeSettings(server, shop, { label_maturity_days: 0 })
    const statistics = await statisticsOf(shop)
    expect(statistics).toMatchObject({
      name: 'starter',
      complete: true,
      sampled: false,
      decisions: 6,
      currency: 'EUR',
      costs: { margin: 0.3, dispute_fee: 15 },
      labels: { maturity_days: 0, fraud: 2, good: 3, immature: 0 },
      versions: [
        {
          ruleset: 'starter@2',
          decisions: 6,
          amount: 8050,
          stopped: 4,
          fraud: 2,
          good: 3,
          precision: 1 / 3,
          recall: 1 / 2,
          // 1500 and the fee; 30 % of 1100 and 1600.
          saved: 1515,
          lost: 810,
        },
      ],
    })
    expect(statistics.rules).toHaveLength(4)
    expect(ruleOf(statistics, 'dear')).toEqual({
      id: 'dear',
      evaluated: 6,
      hits: 4,
      share: 4 / 6,
      unknown: 0,
      errors: 0,
      snoozed: 0,
      not_applied: 0,
      fraud: 1,
      good: 2,
      precision: 1 / 3,
      recall: 1 / 2,
      // It asked for the same as `very_dear` where both hit: half of that is its part.
      saved: 757.5,
      lost: 330 + 240,
      arms: null,
    })
    expect(ruleOf(statistics, 'very_dear')).toMatchObject({
      hits: 3,
      fraud: 1,
      good: 1,
      saved: 757.5,
      lost: 240,
    })
  })

  it('tell what could not be told apart from what did not hit, and what was snoozed', async () => {
    const statistics = await statisticsOf(shop)
    expect(ruleOf(statistics, 'blind')).toMatchObject({
      evaluated: 6,
      hits: 0,
      share: 0,
      unknown: 6,
      precision: null,
      recall: 0,
    })
    expect(ruleOf(statistics, 'off')).toMatchObject({
      evaluated: 0,
      share: null,
      snoozed: 6,
      recall: null,
    })
  })

  it('name the rules that hit together', async () => {
    expect((await statisticsOf(shop)).overlaps).toEqual([
      { rules: ['dear', 'very_dear'], both: 3, jaccard: 3 / 4 },
    ])
  })

  it('begin where the ruleset does, so that a sample is not one of empty days', async () => {
    const { from, to } = await statisticsOf(shop)
    expect(Date.parse(to) - Date.parse(from)).toBeLessThan(START_TIMEOUT_MS)
  })

  it('are of the time that is asked for', async () => {
    const none = await statisticsOf(shop, '?from=2030-01-01T00:00:00Z&to=2030-02-01T00:00:00Z')
    expect(none).toMatchObject({ decisions: 0, complete: true, rules: [], versions: [] })
    const path = '/v1/rulesets/starter/statistics?from=2030-01-01T00:00:00Z&to=2029-01-01T00:00:00Z'
    expect(await server.get(path, { shop })).toMatchObject({
      status: 422,
      body: { code: 'invalid_query', errors: [{ pointer: '/from' }] },
    })
    expect(await server.get('/v1/rulesets/nothing/statistics', { shop })).toMatchObject({
      status: 404,
    })
  })
})

describe('labels of other kinds', () => {
  const shop = 'kinds'
  const kinds = {
    stolen_card: 1100,
    friendly_fraud: 1200,
    refund_abuse: 1300,
    service_complaint: 1400,
    suspected_fraud: 1500,
  }

  it('are told apart, and a rule is measured by the frauds it is against', async () => {
    await putLive(server, declineAbove(1250), shop)
    await changeSettings(server, shop, {
      label_maturity_days: 0,
      cost_dispute_fee: 20,
      cost_fraud_loss: 0.5,
    })
    for (const [label, amount] of Object.entries(kinds)) {
      const eventId = `kind-${label}`
      const { id } = await decide({ amount, eventId }, shop)
      const path = `/v1/decisions/${id}`
      expect((await server.post('/v1/labels', { event_id: eventId, label }, { shop })).status).toBe(
        201,
      )
      expect((await server.get(path, { shop })).body).toMatchObject({ labels: [{ label }] })
    }
    const statistics = await statisticsOf(shop)
    expect(statistics.costs).toMatchObject({ dispute_fee: 20, fraud_loss: 0.5 })
    const of = (label: string) => statistics.by_label.find((each) => each.label === label)
    expect(statistics.by_label).toHaveLength(5)
    expect(of('stolen_card')).toMatchObject({ amount: 1100, stopped: 0, is_fraud: true })
    expect(of('friendly_fraud')).toMatchObject({ stopped: 0, is_fraud: true })
    expect(of('refund_abuse')).toMatchObject({ stopped: 1, is_fraud: null })
    expect(of('service_complaint')).toMatchObject({ stopped: 1, is_fraud: false })
    expect(of('suspected_fraud')).toMatchObject({ stopped: 1, is_fraud: null })
    // The stolen card and the friendly fraud are misses; nothing else is, and the complaint is good.
    expect(statistics.labels).toMatchObject({ fraud: 2, good: 1 })
    expect(ruleOf(statistics, 'dear')).toMatchObject({ hits: 3, fraud: 0, good: 1, recall: 0 })
  })

  it('a fraud that is stopped saves what the shop says that it costs', async () => {
    const eventId = 'kind-stopped'
    await decide({ amount: 2000, eventId }, shop)
    await server.post('/v1/labels', { event_id: eventId, label: 'stolen_card' }, { shop })
    const { versions } = await statisticsOf(shop)
    // Half of the amount and the fee; 30 % of the complaint's 1400.
    expect(versions[0]).toMatchObject({ saved: 1020, lost: 420 })
  })
})

it('sums no amounts of before the shop changed its currency: they are in another', async () => {
  const shop = 'moved-abroad'
  await putLive(server, declineAbove(100), shop)
  await decide({ amount: 200 }, shop)
  await changeSettings(server, shop, { currency: 'JPY' })
  const before = await statisticsOf(shop)
  expect(before).toMatchObject({ currency: 'JPY', decisions: 1 })
  expect(before.versions[0]).toMatchObject({ decisions: 1, stopped: 1 })
  const eventId = 'abroad'
  for (const [amount, fields] of [
    [3000, {}],
    [5000, { eventId }],
  ] as const) {
    const event = { ...orderOf(fields), order: { amount, currency: 'JPY' } }
    expect((await server.post('/v1/decisions', event, { shop })).status).toBe(200)
  }
  await changeSettings(server, shop, { label_maturity_days: 0 })
  await server.post('/v1/labels', { event_id: eventId, label: 'stolen_card' }, { shop })
  const { by_label: labels, versions } = await statisticsOf(shop)
  expect(labels[0]).toMatchObject({ amount: 5000 })
  expect(versions[0]).toMatchObject({ decisions: 3, amount: 8000 })
})

describe('statistics over more than can be read', () => {
  const shop = 'counted'
  const task = () => {
    const nowMs = Date.now() + 1000
    return {
      kind: 'statistics' as const,
      shopId: shop,
      name: 'starter',
      checkpoints: ['order'] as const,
      currency: 'EUR',
      fromMs: nowMs - 4 * 3600_000,
      toMs: nowMs,
      nowMs,
      maturityDays: 0,
      costs: {
        margin: 0,
        fraudLoss: 1,
        disputeFee: 0,
        reviewMinutes: 0,
        minuteCost: 0,
        challengeLoss: 0,
        challengeFee: 0,
      },
      letThrough: [],
      sample: { slices: 1, rows: 5 },
      budgetMs: 60_000,
    }
  }

  it('are of some decisions from every part of the time, and say so', async () => {
    expect(await server.services.processes.run(task())).toMatchObject({
      sampled: true,
      complete: true,
      decisions: 5,
    })
    const enough = { ...task(), sample: { slices: 1, rows: 6 } }
    expect(await server.services.processes.run(enough)).toMatchObject({
      sampled: false,
      decisions: 6,
    })
  })

  it('end when the time is over, and say how far they got', async () => {
    const short = { ...task(), budgetMs: 0, sample: { slices: 4, rows: 5 } }
    const reached = (await server.services.processes.run(short)) as RulesetStatistics
    expect(reached).toMatchObject({
      complete: false,
      from: new Date(short.fromMs).toISOString(),
    })
    // The first of four stretches since the first decision.
    const untilMs = Date.parse(reached.to)
    expect(untilMs).toBeGreaterThan(short.toMs - 3600_000)
    expect(untilMs).toBeLessThan(short.toMs)
  })
})

describe('the arms of a roll-out', () => {
  const CUSTOMERS = 40
  const amounts = (shop: string) =>
    Promise.all(
      Array.from({ length: CUSTOMERS }, (_, index) =>
        decide({ amount: 500, userId: `customer-${index}` }, shop),
      ),
    )

  it('stand side by side for a rule that is in force for a part', async () => {
    const shop = 'half-a-rule'
    await putLive(
      server,
      declineAbove(100, {
        rules: [{ ...dear!, when: 'order.amount > 100.0', rollout: { percent: 50 } }],
      }),
      shop,
    )
    const declined = (await amounts(shop)).filter(({ outcome }) => outcome === 'decline').length
    expect(declined).toBeGreaterThan(0)
    expect(declined).toBeLessThan(CUSTOMERS)
    expect(ruleOf(await statisticsOf(shop), 'dear')).toMatchObject({
      evaluated: declined,
      hits: declined,
      share: 1,
      not_applied: CUSTOMERS - declined,
      arms: {
        in_force: { decisions: declined, stopped: declined, amount: 500 * declined },
        rest: { decisions: CUSTOMERS - declined, stopped: 0 },
      },
    })
  })

  it('are the versions where a whole version decides a part', async () => {
    const shop = 'half-a-version'
    await putLive(server, declineAbove(1000), shop)
    const version = await writeDraft(server, declineAbove(100), shop)
    const path = `/v1/rulesets/starter/versions/${version}/rollout`
    const started = await server.post(path, { percent: 50, confirm: true }, { shop })
    expect(started.status).toBe(200)
    const declined = (await amounts(shop)).filter(({ outcome }) => outcome === 'decline').length
    const { versions } = await statisticsOf(shop)
    const stopped = Object.fromEntries(versions.map((each) => [each.ruleset, each.stopped]))
    expect(stopped).toEqual({ 'starter@2': 0, [`starter@${version}`]: declined })
    expect(versions.reduce((sum, { decisions }) => sum + decisions, 0)).toBe(CUSTOMERS)
  })
})
