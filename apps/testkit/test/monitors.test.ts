/** What changes about the signals, the scores and the model of a shop is seen, and told once. */
import type { Decision, Monitors } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  amountModel,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startFakeReceiver,
  startTestServer,
  until,
  type FakeReceiver,
  type TestServer,
} from '../src/index.ts'

/** Thousands of orders, and a process that takes its time to start on a busy machine. */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const SHOP = 'watched'
const AT_ONCE = 40
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

const told = () => receiver.requests.filter(({ path }) => path === `/${SHOP}`)

/** @param change what is other about these orders */
async function place(count: number, change: (at: number) => object): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - done) }, async (_, at) => {
      const body = { ...orderOf({ amount: 20 + ((done + at) % 50) }), ...change(done + at) }
      const { status } = await server.post('/v1/decisions', body, { shop: SHOP })
      expect(status).toBe(200)
    })
    await Promise.all(batch)
  }
}

async function look(request: object): Promise<Monitors> {
  const { status, body } = await server.post('/v1/monitors', request, { shop: SHOP })
  expect([status, status === 200 ? '' : body]).toEqual([200, ''])
  return body as Monitors
}

const card = { credit_card: { cvv_result: 'M', issuer_id_number: '411111' } }

it('sees dearer orders, a field that is no longer sent and a source that is gone, and tells each once', async () => {
  await putLive(
    server,
    declineAbove(9000, {
      rules: [
        { id: 'dear', when: 'order.amount > 9000.0', when_unknown: 'skip', outcome: 'decline' },
        { id: 'cvv', when: 'card.cvv == "mismatch"', when_unknown: 'skip', weight: 10 },
        { id: 'abroad', when: 'ip.country == "US"', when_unknown: 'skip', weight: 10 },
        { id: 'home', when: 'billing.country == "US"', when_unknown: 'skip', weight: 10 },
      ],
    }),
    SHOP,
  )
  const model = await server.post(
    '/v1/models?name=m',
    amountModel({ above: 0.3, upTo: 0.01, limit: 60 }),
    {
      shop: SHOP,
    },
  )
  const { id } = model.body as { id: string }
  await server.post(`/v1/models/${id}/state`, { state: 'champion', note: 'try' }, { shop: SHOP })
  const hook = { url: `${receiver.origin}/${SHOP}`, events: ['monitor.alert'] }
  await server.post('/v1/webhooks', hook, { shop: SHOP })

  const nothing = await server.get('/v1/monitors', { shop: SHOP })
  expect(nothing.body).toEqual({ report: null, alerts: [] })

  const reference_from = new Date().toISOString()
  await place(520, () => card)
  const steady_from = new Date().toISOString()
  await place(520, () => card)
  const steady = await look({ reference_from, current_from: steady_from })
  expect(steady.alerts).toEqual([])
  expect(steady.report).toMatchObject({
    model: id,
    reference: { orders: 520 },
    current: { orders: 520 },
    findings: [],
  })
  expect(steady.report!.signals.map(({ name }) => name).sort()).toEqual([
    'billing.country',
    'card.cvv',
    'ip.country',
    'order.amount',
  ])
  expect(steady.report!.signals.find(({ name }) => name === 'order.amount')).toMatchObject({
    read_by: ['model', 'rules'],
    level: 'steady',
  })

  const current_from = new Date().toISOString()
  // Dearer, without what the bank says of the code, from addresses that no table knows.
  const different = (at: number) => ({
    order: { amount: 55 + (at % 50), currency: 'EUR' },
    device: { ip_address: `10.0.${at >> 8}.${at & 255}` },
  })
  await place(520, different)
  const request = { reference_from, reference_to: current_from, current_from }
  const changed = await look(request)
  const lasting = new Map(changed.alerts.map(({ kind, subject }) => [`${kind} ${subject}`, kind]))
  expect([...lasting.keys()].sort()).toEqual([
    'distribution order.amount',
    `model_score ${id}`,
    'not_sent card.cvv',
    'score risk_score',
    'source_gone ip.country',
  ])
  expect(changed.alerts.find(({ kind }) => kind === 'not_sent')?.text).toContain(
    'the shop no longer sends what `card.cvv` is read from: unknown on 100.0 % of the orders, 0.0 % before',
  )

  expect(await until(() => told().length >= 5)).toBe(true)
  expect(told()[0]!.body).toMatchObject({
    type: 'monitor.alert',
    shop_id: SHOP,
    data: { level: 'alert', ended_at: null },
  })
  const again = await look(request)
  expect(again.alerts.map(({ id: alert }) => alert).sort()).toEqual(
    changed.alerts.map(({ id: alert }) => alert).sort(),
  )

  // Nothing to look at says nothing; what is no longer seen has ended, and nobody is told of that.
  const quiet = await look({ reference_from: new Date().toISOString() })
  expect(quiet.alerts.filter(({ ended_at: ended }) => ended === null)).toHaveLength(5)
  const later = new Date().toISOString()
  await place(520, different)
  const over = await look({
    reference_from: current_from,
    reference_to: later,
    current_from: later,
  })
  expect(over.alerts.filter(({ ended_at: ended }) => ended !== null)).toHaveLength(5)
  expect((await server.get('/v1/monitors', { shop: SHOP })).body).toEqual(over)
  expect(told()).toHaveLength(5)
})

it('are the shop’s own', async () => {
  const decision = await server.post('/v1/decisions', orderOf({}), { shop: 'stranger' })
  expect((decision.body as Decision).outcome).toBeDefined()
  const other = await server.get('/v1/monitors', { shop: 'stranger' })
  expect(other.body).toEqual({ report: null, alerts: [] })
  const { body } = await server.post('/v1/monitors', {}, { shop: 'stranger' })
  expect((body as Monitors).report).toMatchObject({ findings: [], current: { orders: 1 } })
})
