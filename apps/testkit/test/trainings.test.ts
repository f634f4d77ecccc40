/** A training that the server runs: asked for, followed, cancelled, and what comes of it. */
import { setTimeout } from 'node:timers/promises'
import type { Decision, ModelRecord, TrainingShown } from '@gatehouse/contract'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  holdTable,
  orderOf,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type TestServer,
} from '../src/index.ts'

vi.setConfig({ testTimeout: 120_000 })

const ORDERS = 220
const AT_ONCE = 20
const shop = 'trains'
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  for (let first = 0; first < ORDERS; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => decided(20 + first + at)))
  }
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function decided(amount: number): Promise<Decision> {
  return (await server.post('/v1/decisions', orderOf({ amount }), { shop })).body as Decision
}

async function start(body: object): Promise<TrainingShown> {
  const answer = await server.post('/v1/trainings', body, { shop })
  expect(answer).toMatchObject({ status: 202, body: { model: null, report: null, error: null } })
  return answer.body as TrainingShown
}

async function ended(id: string): Promise<TrainingShown> {
  for (;;) {
    const training = (await server.get(`/v1/trainings/${id}`, { shop })).body as TrainingShown
    if (training.state === 'done' || training.state === 'failed') return training
    await setTimeout(200)
  }
}

it('makes a candidate of what the shop decided, with its report, while orders go on', async () => {
  const { id, state } = await start({ kind: 'anomaly', name: 'strange' })
  expect(['waiting', 'running']).toContain(state)
  expect((await decided(40)).id).toBeDefined()
  const training = await ended(id)
  expect(training).toMatchObject({ state: 'done', progress: 1, kind: 'anomaly', error: null })
  expect(training.report).toMatchObject({ shop, checkpoint: 'order', trees: 100 })
  const model = (await server.get(`/v1/models/${training.model}`, { shop })).body as ModelRecord
  expect(model).toMatchObject({
    name: 'strange',
    kind: 'anomaly',
    state: 'candidate',
    about: training.report!,
    changes: [{ note: `training ${id}` }],
  })
  // It does nothing until somebody says so.
  expect((await decided(41)).anomaly).toBeUndefined()
  await server.post(`/v1/models/${training.model}/state`, { state: 'champion' }, { shop })
  expect((await decided(42)).anomaly!.version).toBe(training.model)
})

it('fails with why, where there is too little to learn from', async () => {
  const { id } = await start({ label_maturity_days: 0 })
  const training = await ended(id)
  expect(training).toMatchObject({ state: 'failed', kind: 'fraud', model: null })
  expect(training.error).toContain('0 frauds')
  const { body } = await server.get('/v1/trainings', { shop })
  expect((body as { items: TrainingShown[] }).items[0]).toEqual(training)
})

it('is forgotten when it is cancelled, and nothing comes of it', async () => {
  const count = async () =>
    ((await server.get('/v1/models', { shop })).body as { items: unknown[] }).items.length
  const before = await count()
  const { id } = await start({ kind: 'anomaly', name: 'cancelled', seed: 7 })
  const path = `/v1/trainings/${id}`
  expect(await server.delete(path, { shop })).toMatchObject({ status: 204 })
  expect(await server.get(path, { shop })).toMatchObject({ status: 404 })
  // One that came after it is through.
  await ended((await start({ label_maturity_days: 0 })).id)
  expect(await count()).toBe(before)
})

it('is ended in the middle of its work when it is cancelled', async () => {
  const { connection } = server.services.database
  const client = new pg.Client(connection as pg.ClientConfig)
  await client.connect()
  // It reads labels page by page: until they are let go it cannot get further.
  const labels = await holdTable(connection as pg.ClientConfig, 'labels')
  try {
    const { id } = await start({ label_maturity_days: 0 })
    const path = `/v1/trainings/${id}`
    const isInTheMiddle = async () => {
      const { state } = (await server.get(path, { shop })).body as TrainingShown
      return state === 'running' && (await labels.isWaitedFor())
    }
    expect(await until(isInTheMiddle, 60_000)).toBe(true)
    expect(await server.delete(path, { shop })).toMatchObject({ status: 204 })
    // The job is over when its process has ended: nothing else lets it go on.
    const jobs = async () => {
      const text = `SELECT count(*)::int AS count FROM jobs WHERE queue = 'training'`
      return (await client.query<{ count: number }>(text)).rows[0]!.count
    }
    expect(await until(async () => (await jobs()) === 0, 20_000)).toBe(true)
  } finally {
    await labels.letGo()
    await client.end()
  }
  // The next one has the way free.
  expect(await ended((await start({ kind: 'anomaly', name: 'after' })).id)).toMatchObject({
    state: 'done',
  })
})

it('refuses a time that ends before it begins', async () => {
  const body = { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }
  const answer = await server.post('/v1/trainings', body, { shop })
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/from' }] } })
})
