/**
 * What one order turned out to be tells on the others of the same person or means: those to come at
 * once, those that are open by being decided again. Taken back, all of it is taken back.
 */
import type { Decision, DecisionRecord } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const rule = (id: string, when: string, outcome: string) => ({
    id,
    when,
    when_unknown: 'skip',
    outcome,
    reason: 'CUSTOMER_ID',
    text: id,
  })
  const ruleset = {
    name: 'starter',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [
      rule('linked_fraud', 'linked.fraud_reports > 0', 'review'),
      rule('own_fraud', 'linked.is_reported', 'decline'),
    ],
  }
  const draft = await server.put('/v1/rulesets/starter/draft', { ruleset })
  const { draft: version } = draft.body as { draft: number }
  await server.post('/v1/rulesets/starter/publish', { version })
}, START_TIMEOUT_MS)
afterAll(() => server.close())

interface Order {
  readonly id: string
  readonly eventId: string
  readonly transactionId: string
  readonly decision: Decision
}

async function place(fields: object, about: object = {}, shop = 'default'): Promise<Order> {
  const order = { ...orderOf(fields), ...about } as {
    event: { event_id: string; transaction_id: string }
  }
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  const { event_id: eventId, transaction_id: transactionId } = order.event
  return { id: (body as Decision).id, eventId, transactionId, decision: body as Decision }
}

async function newestOf({ id }: Order, shop = 'default'): Promise<DecisionRecord> {
  const { jobs } = server.services.store
  await expect
    .poll(async () => (await jobs.counts()).filter(({ waiting }) => waiting > 0), {
      timeout: 10_000,
    })
    .toEqual([])
  const read = async (of: string) =>
    (await server.get(`/v1/decisions/${of}`, { shop })).body as DecisionRecord
  return read((await read(id)).superseded_by ?? id)
}

const label = (order: Order, name: string) =>
  server.post('/v1/labels', { event_id: order.eventId, label: name })

it('a stolen card holds the other open orders of the same card, and stops its own', async () => {
  const credit_card = { fingerprint: 'stolen' }
  const one = await place({}, { credit_card })
  const two = await place({}, { credit_card })
  const other = await place({}, { credit_card: { fingerprint: 'good' } })
  expect(one.decision).toMatchObject({
    outcome: 'approve',
    signals: { 'linked.fraud_reports': 0, 'linked.is_reported': false },
  })
  expect((await label(one, 'stolen_card')).status).toBe(201)
  expect(await newestOf(one)).toMatchObject({
    outcome: 'decline',
    rescored_from: one.id,
    signals: { 'linked.is_reported': true, 'linked.fraud_reports': 0 },
    actions: [{ kind: 'stop_shipment', reason: 'rescore' }],
  })
  expect(await newestOf(two)).toMatchObject({
    outcome: 'review',
    signals: { 'linked.is_reported': false, 'linked.fraud_reports': 1 },
    actions: [{ kind: 'hold', reason: 'rescore' }],
  })
  // Goods of both go to one address, which alone holds nobody.
  expect(await newestOf(other)).toMatchObject({
    outcome: 'approve',
    actions: [],
    signals: { 'linked.fraud_reports': 0, 'links.fraud_reports': 1 },
  })
  const next = await place({}, { credit_card })
  expect(next.decision).toMatchObject({
    outcome: 'review',
    signals: { 'linked.fraud_reports': 1 },
  })
  // Taken back, everything that it spread to is taken back.
  expect((await label(one, 'not_fraud')).status).toBe(201)
  for (const order of [one, two, next]) {
    const released = await newestOf(order)
    expect(released).toMatchObject({ outcome: 'approve', signals: { 'linked.fraud_reports': 0 } })
    expect(released.actions).toEqual([{ kind: 'release', reason: 'rescore' }])
  }
})

it('a chargeback for fraud counts, one for late goods does not, and a won one no longer', async () => {
  const email = 'payer@example.com'
  const disputed = await place({ email })
  const open = await place({ email })
  const dispute = (type: string, fields: object) =>
    server.post('/v1/events', {
      event: { type, transaction_id: disputed.transactionId },
      dispute: fields,
    })
  await dispute('dispute_opened', { reason: 'consumer' })
  expect(await newestOf(open)).toMatchObject({ rescored_from: null })
  await dispute('dispute_opened', { reason: 'fraud' })
  expect(await newestOf(open)).toMatchObject({
    outcome: 'review',
    signals: { 'linked.fraud_reports': 1 },
  })
  await dispute('dispute_closed', { status: 'won' })
  expect(await newestOf(open)).toMatchObject({
    outcome: 'approve',
    signals: { 'linked.fraud_reports': 0 },
  })
})

it('an opinion changes nothing, nor does what another shop says', async () => {
  const credit_card = { fingerprint: 'shared' }
  const one = await place({}, { credit_card })
  const two = await place({}, { credit_card })
  await label(one, 'suspected_fraud')
  await label(one, 'service_complaint')
  expect(await newestOf(two)).toMatchObject({ rescored_from: null })
  const elsewhere = await place({}, { credit_card }, 'elsewhere')
  await server.post(
    '/v1/labels',
    { event_id: elsewhere.eventId, label: 'stolen_card' },
    { shop: 'elsewhere' },
  )
  expect(await newestOf(two)).toMatchObject({ rescored_from: null })
  expect((await place({}, { credit_card })).decision.signals['linked.fraud_reports']).toBe(0)
})

it('an order that shares several things is one report', async () => {
  const about = { credit_card: { fingerprint: 'twice' }, device: { device_id: 'd-twice' } }
  const fields = { email: 'twice@example.com', userId: 'twice' }
  await label(await place(fields, about), 'account_takeover')
  const next = await place({}, {})
  await newestOf(next)
  const again = await place(fields, about)
  expect(again.decision.signals['linked.fraud_reports']).toBe(1)
})

it('what became of earlier orders is counted by entity, is heard of at once, and taken back', async () => {
  const about = {
    credit_card: { fingerprint: 'counted' },
    billing: { country: 'GB', postal: 'SW1A 1AA' },
  }
  const ofCard = ({ signals }: Pick<Decision, 'signals'>) =>
    ['orders', 'fraud', 'fraud_rate'].map((what) => signals[`history.${what}_by_card`])
  const one = await place({}, about)
  const two = await place({}, about)
  const [orders, fraud, base] = ofCard(two.decision)
  expect([orders, fraud]).toEqual([1, 0])
  expect((await label(one, 'stolen_card')).status).toBe(201)
  const again = await newestOf(two)
  // How many orders there were stays as the order saw it.
  expect(ofCard(again).slice(0, 2)).toEqual([1, 1])
  // Placed a moment before, and told once it is reported.
  const since = 'history.days_since_fraud_by_card'
  expect(two.decision.signals[since]).toEqual({ unknown: 'not_applicable' })
  expect(again.signals[since]).toBeLessThan(0.1)
  const next = await place({}, about)
  expect(ofCard(next.decision).slice(0, 2)).toEqual([2, 1])
  expect(ofCard(next.decision)[2]).toBeGreaterThan(base as number)
  expect(next.decision.signals).toMatchObject({
    'history.fraud_by_postcode': 1,
    'history.fraud_by_postcode_area': 1,
  })
  expect((await label(one, 'not_fraud')).status).toBe(201)
  const cleared = await newestOf(two)
  expect(ofCard(cleared).slice(0, 2)).toEqual([1, 0])
  expect(cleared.signals[since]).toEqual({ unknown: 'not_applicable' })
  const last = await place({}, about)
  expect(ofCard(last.decision).slice(0, 2)).toEqual([3, 0])
})
