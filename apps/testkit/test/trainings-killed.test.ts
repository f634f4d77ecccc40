/** A server that is killed in the middle of a training: the next one makes it anew, or gives it up. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelItem, TrainingShown } from '@gatehouse/contract'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  holdTable,
  orderOf,
  PROCESS_API_KEY,
  startServerProcess,
  until,
  type ServerProcess,
} from '../src/index.ts'

const ORDERS = 240
const AT_ONCE = 16
/** What a dead server held is taken by the next one after 30 seconds; then it is read and learned from. */
const DONE_MS = 120_000

let dataDir: string
let server: ServerProcess
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-trainings-'))
  server = await startServerProcess(dataDir)
  for (let first = 0; first < ORDERS; first += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => placed(first + at)))
  }
}, 300_000)
afterAll(async () => {
  await server.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

const database = (): pg.ClientConfig => ({
  host: join(dataDir, 'postgres-socket'),
  user: 'gatehouse',
  database: 'gatehouse',
})

async function ask<Body>(method: string, path: string, body?: object): Promise<Body> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${PROCESS_API_KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Body
}

/** Every fourth one is dear, and fraud. */
async function placed(at: number): Promise<void> {
  const isFraud = at % 4 === 0
  const eventId = `order-${at}`
  const amount = isFraud ? 500 + at : 20 + (at % 50)
  await ask('POST', '/v1/decisions', orderOf({ eventId, amount }))
  if (isFraud) await ask('POST', '/v1/labels', { event_id: eventId, label: 'stolen_card' })
}

const found = (id: string) => ask<TrainingShown>('GET', `/v1/trainings/${id}`)

/** A training whose server dies while it reads labels. */
async function cutShort(): Promise<string> {
  const labels = await holdTable(database(), 'labels')
  try {
    const { id } = await ask<TrainingShown>('POST', '/v1/trainings', { label_maturity_days: 0 })
    const isInTheMiddle = async () =>
      (await found(id)).state === 'running' && (await labels.isWaitedFor())
    expect(await until(isInTheMiddle, 60_000)).toBe(true)
    await server.end('SIGKILL')
    return id
  } finally {
    await labels.letGo()
  }
}

async function ended(id: string): Promise<TrainingShown> {
  const isOver = async () => ['done', 'failed'].includes((await found(id)).state)
  expect(await until(isOver, DONE_MS)).toBe(true)
  return found(id)
}

it('is made anew by the next server, once', async () => {
  const id = await cutShort()
  server = await startServerProcess(dataDir)
  expect((await found(id)).state).toBe('running')
  const training = await ended(id)
  expect(training).toMatchObject({ state: 'done', error: null, report: { rows: ORDERS } })
  const { items } = await ask<{ items: ModelItem[] }>('GET', '/v1/models')
  expect(items).toMatchObject([{ id: training.model, state: 'candidate' }])
}, 300_000)

it('is given up, and says so, when servers died of it three times', async () => {
  const id = await cutShort()
  const client = new pg.Client(database())
  await client.connect()
  // As if two others had come and died before.
  await client.query(
    `UPDATE jobs SET attempts = 3, leased_until = NULL WHERE payload ->> 'id' = $1`,
    [id],
  )
  await client.end()
  server = await startServerProcess(dataDir)
  const training = await ended(id)
  expect(training).toMatchObject({ state: 'failed', model: null })
  expect(training.error).toContain('the server ended 3 times in the middle of it')
}, 300_000)
