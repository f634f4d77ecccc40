/** A shop that wants it is trained anew by itself; what comes of it is tried, and told. */
import type { Decision, ModelItem, TrainingShown, WebhookWithSecret } from '@gatehouse/contract'
import { askRetrainings } from '@gatehouse/server'
import { newId } from '@gatehouse/store'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  amountModel,
  orderOf,
  START_TIMEOUT_MS,
  startFakeReceiver,
  startTestServer,
  until,
  type FakeReceiver,
  type TestServer,
} from '../src/index.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const ORDERS = 240
const AT_ONCE = 20
const shop = 'renews'
let receiver: FakeReceiver
let server: TestServer
let client: pg.Client
beforeAll(async () => {
  receiver = await startFakeReceiver()
  server = await startTestServer({ WEBHOOK_ALLOWED_ORIGINS: receiver.origin })
  client = new pg.Client(server.services.database.connection as pg.ClientConfig)
  await client.connect()
  for (let first = 0; first < ORDERS; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => placed(shop, first + at)))
  }
}, START_TIMEOUT_MS)
afterAll(async () => {
  await client.end()
  await server.close()
  await receiver.close()
})

/** Every fourth one is dear, and fraud. */
async function placed(of: string, at: number): Promise<void> {
  const isFraud = at % 4 === 0
  const eventId = `${of}-${at}`
  const amount = isFraud ? 500 + (at % 50) : 20 + (at % 50)
  const { status } = await server.post('/v1/decisions', orderOf({ eventId, amount }), { shop: of })
  expect(status).toBe(200)
  if (!isFraud) return
  await server.post('/v1/labels', { event_id: eventId, label: 'stolen_card' }, { shop: of })
}

async function wants(of: string, days: number): Promise<void> {
  const before = await server.get(`/v1/shops/${of}/settings`, { shop: of })
  const { version } = before.body as { version: number }
  const settings = { retrain_days: days, label_maturity_days: 0 }
  const changed = await server.put(
    `/v1/shops/${of}/settings`,
    { version, settings, note: 'anew' },
    { shop: of },
  )
  expect(changed.status).toBe(200)
}

const warnings: unknown[] = []
/** @param faulty a shop that cannot decide */
const ask = (faulty?: string) => {
  const { store, shops } = server.services
  const runtime = (shopId: string) => {
    if (shopId === faulty) throw new Error('its rules do not compile')
    return shops.runtime(shopId)
  }
  const log = { warn: (about: unknown) => warnings.push(about) }
  return askRetrainings({ store, registry: { runtime }, nowMs: Date.now, newId }, log)
}
const trainings = async (of: string) =>
  ((await server.get('/v1/trainings', { shop: of })).body as { items: TrainingShown[] }).items
const models = async () =>
  ((await server.get('/v1/models', { shop })).body as { items: ModelItem[] }).items
const told = (path: string) => receiver.requests.filter((request) => request.path === path)

/** The newest training, once there are so many and it has ended. */
async function ended(of: string, count: number): Promise<TrainingShown> {
  const isOver = async () => {
    const all = await trainings(of)
    return all.length === count && (all[0]!.state === 'done' || all[0]!.state === 'failed')
  }
  expect(await until(isOver, 120_000)).toBe(true)
  return (await trainings(of))[0]!
}

async function daysPass(of: string, days: number): Promise<void> {
  const text = `UPDATE retrainings SET asked_at = asked_at - $2 * interval '1 day' WHERE shop_id = $1`
  await client.query(text, [of, days])
}

it('asks for nothing as long as the shop does not', async () => {
  await ask()
  expect(await trainings(shop)).toEqual([])
})

it('trains once, tries what comes of it beside what decides, and tells', async () => {
  const events = { url: `${receiver.origin}/events`, events: ['training.ended'] }
  const made = await server.post('/v1/webhooks', events, { shop })
  receiver.knows((made.body as WebhookWithSecret).secret)
  await wants(shop, 30)
  // As several nodes would.
  await Promise.all([ask(), ask(), ask()])
  const training = await ended(shop, 1)
  expect(training).toMatchObject({
    state: 'done',
    kind: 'fraud',
    name: 'retrained',
    created_by: 'gatehouse',
    report: { is_challenger: true, frauds: ORDERS / 4, rows: ORDERS },
  })
  expect(await models()).toMatchObject([
    { id: training.model, state: 'challenger', author: 'gatehouse', name: 'retrained' },
  ])
  // It is asked, and decides nothing.
  const { body } = await server.post('/v1/decisions', orderOf({ amount: 520 }), { shop })
  expect((body as Decision).model).toBeNull()
  expect(await until(() => told('/events').length > 0)).toBe(true)
  expect(told('/events').map((request) => request.body)).toMatchObject([
    { type: 'training.ended', shop_id: shop, data: training as object },
  ])
  expect(told('/events')[0]!.verified).toMatchObject({ ok: true })
})

it('trains again when the days have passed, and not before', async () => {
  receiver.knows(null)
  await daysPass(shop, 29)
  await ask()
  expect(await trainings(shop)).toHaveLength(1)
  await daysPass(shop, 1)
  const chat = { kind: 'chat', url: `${receiver.origin}/chat` }
  await server.post('/v1/webhooks', chat, { shop })
  await ask()
  const { model } = await ended(shop, 2)
  expect(await models()).toMatchObject([{ id: model, state: 'challenger' }, { state: 'candidate' }])
  expect(await until(() => told('/chat').length > 0)).toBe(true)
  const { text } = told('/chat')[0]!.body as { text: string }
  expect(text).toContain(`\`retrained\` is ready (model ${model!.slice(0, 12)})`)
  expect(text).toContain('decides nothing')
})

it('leaves a challenger in its place that somebody chose', async () => {
  const file = amountModel({ above: 0.9, upTo: 0.1, limit: 100 })
  const { id } = (await server.post('/v1/models?name=mine', file, { shop })).body as { id: string }
  await server.post(`/v1/models/${id}/state`, { state: 'challenger' }, { shop })
  await daysPass(shop, 30)
  await ask()
  const { model, report } = await ended(shop, 3)
  expect(report).toMatchObject({ is_challenger: false })
  const states = new Map((await models()).map((each) => [each.id, each.state]))
  expect([states.get(id), states.get(model!)]).toEqual(['challenger', 'candidate'])
})

it('tells that it has failed, and does not ask again before it is due', async () => {
  const of = 'young'
  const hook = { url: `${receiver.origin}/young`, events: ['training.ended'] }
  await placed(of, 1)
  await server.post('/v1/webhooks', hook, { shop: of })
  await wants(of, 1)
  await ask()
  const { error } = await ended(of, 1)
  expect(error).toContain('frauds')
  expect(await until(() => told('/young').length > 0)).toBe(true)
  expect(told('/young')[0]!.body).toMatchObject({ data: { state: 'failed', model: null, error } })
  await ask()
  expect(await trainings(of)).toHaveLength(1)
})

it('is not kept from other shops by one that cannot decide', async () => {
  await daysPass(shop, 30)
  await daysPass('young', 30)
  await ask(shop)
  expect(warnings).toMatchObject([{ shopId: shop }])
  expect([await trainings(shop), await trainings('young')].map((all) => all.length)).toEqual([3, 2])
  // It is due as before.
  await ask()
  expect(await trainings(shop)).toHaveLength(4)
  await ended(shop, 4)
  await ended('young', 2)
})
