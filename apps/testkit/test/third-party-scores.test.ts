/** Scores of others: after the answer, or within a deadline; a failure is unknown, never clean. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision, DecisionRecord } from '@gatehouse/contract'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import {
  MINFRAUD_ACCOUNT,
  orderOf,
  START_TIMEOUT_MS,
  startFakeScores,
  startTestServer,
  until,
  type FakeScores,
  type TestServer,
} from '../src/index.ts'

let fake: FakeScores
let folder: string
let env: Record<string, string>
beforeAll(async () => {
  fake = await startFakeScores()
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-scores-'))
  writeFileSync(join(folder, 'license'), `${MINFRAUD_ACCOUNT.licenseKey}\n`)
  writeFileSync(join(folder, 'secret'), 'Bearer of-the-operator\n')
  env = {
    MINFRAUD_URL: fake.origin,
    MINFRAUD_ACCOUNT_ID: MINFRAUD_ACCOUNT.accountId,
    MINFRAUD_LICENSE_KEY_FILE: join(folder, 'license'),
    SCORE_URL: `${fake.origin}/own`,
    SCORE_SECRET_FILE: join(folder, 'secret'),
    SCORE_POINTER: '/result/score',
    SCORE_SCALE: '0,200',
  }
})
afterAll(async () => {
  await fake.close()
  rmSync(folder, { recursive: true })
})

async function serverWith(more: Record<string, string> = {}): Promise<TestServer> {
  const server = await startTestServer({ ...env, ...more })
  const ruleset = {
    name: 'starter',
    checkpoints: ['order'],
    scorecard: { base: { start: 100, parts: [] } },
    thresholds: { reject_below: 30, submit_to_processor: 50 },
    rules: [
      {
        id: 'minfraud_high',
        when: 'third_party.minfraud_risk_score > 80.0',
        when_unknown: 'skip',
        outcome: 'decline',
        reason: 'RULE',
        text: 'minFraud says so',
      },
    ],
  }
  const draft = await server.put('/v1/rulesets/starter/draft', { ruleset })
  const { draft: version } = draft.body as { draft: number }
  expect((await server.post('/v1/rulesets/starter/publish', { version })).status).toBe(200)
  return server
}

async function decided(server: TestServer, email: string, shop = 'default'): Promise<Decision> {
  const { status, body } = await server.post(
    '/v1/decisions',
    orderOf({ email, ipAddress: '81.2.69.160' }),
    { shop },
  )
  expect(status).toBe(200)
  return body as Decision
}

async function newestOf(server: TestServer, { id }: Decision, shop = 'default') {
  const { jobs } = server.services.store
  await expect
    .poll(async () => (await jobs.counts()).filter(({ queue }) => queue === 'enrich').length, {
      timeout: 10_000,
    })
    .toBe(0)
  const read = async (of: string) =>
    (await server.get(`/v1/decisions/${of}`, { shop })).body as DecisionRecord
  return read((await read(id)).superseded_by ?? id)
}

describe('after the answer', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await serverWith()
  }, START_TIMEOUT_MS)
  afterAll(() => server.close())
  afterEach(() => fake.fault(null))

  it('an order is decided without them and once more with both', async () => {
    fake.set('thief@example.com', 99)
    const first = await decided(server, 'thief@example.com')
    expect(first).toMatchObject({
      outcome: 'approve',
      signals: {
        'third_party.minfraud_risk_score': { unknown: 'late' },
        'third_party.http_risk_score': { unknown: 'late' },
      },
    })
    const second = await newestOf(server, first)
    expect(second).toMatchObject({
      outcome: 'decline',
      rescored_from: first.id,
      signals: {
        'third_party.minfraud_risk_score': 99,
        'third_party.minfraud_ip_risk': 0.01,
        'third_party.http_risk_score': 49.5,
      },
      actions: [{ kind: 'stop_shipment', reason: 'rescore' }],
    })
    const minfraud = fake.requests.find(({ path }) => path.startsWith('/minfraud'))
    expect(minfraud?.strange).toEqual([])
    // What was sealed away is sent as the shop sent it.
    expect(minfraud?.body).toMatchObject({
      email: { address: 'thief@example.com' },
      device: { ip_address: '81.2.69.160' },
      billing: { address: '1 High Street', city: 'Berlin', postal: '10115', country: 'DE' },
    })
    const own = fake.requests.find(({ path }) => path === '/own')
    expect(own?.authorization).toBe('Bearer of-the-operator')
  })

  it('a score that is not given is unknown, and never makes an order clean', async () => {
    fake.fault({ kind: 'status', status: 402, code: 'INSUFFICIENT_FUNDS' })
    const first = await decided(server, 'thief@example.com')
    const still = await newestOf(server, first)
    expect(still.id).toBe(first.id)
    expect(still.signals['third_party.minfraud_risk_score']).toEqual({ unknown: 'late' })
    expect(still.rules).toEqual([{ id: 'minfraud_high', result: 'unknown', points: 0 }])
  })

  it('a shop that keeps no personal data has nothing to send later', async () => {
    const shop = 'discreet'
    await decided(server, 'x@example.com', shop)
    const { shops } = server.services.store
    const known = (await shops.find(shop))!
    await shops.change({
      ...known,
      settings: { ...(known.settings as object), privacy: 'minimal' },
    })
    await server.services.shops.reload(shop)
    const sent = fake.requests.length
    await newestOf(server, await decided(server, 'y@example.com', shop), shop)
    const later = fake.requests.slice(sent).map(({ body }) => JSON.stringify(body))
    expect(later.filter((body) => body.includes('y@example.com'))).toEqual([])
  })

  it('nobody pays for a score of an order that a person has decided', async () => {
    fake.fault({ kind: 'status', status: 503 })
    const placed = [
      await decided(server, 'waits@example.com'),
      await decided(server, 'settled@example.com'),
    ] as const
    const { store, database } = server.services
    const { connection } = database
    const client = new pg.Client(connection as pg.ClientConfig)
    await client.connect()
    onTestFinished(() => client.end())
    const later = `FROM jobs WHERE queue = 'enrich' AND run_at > now() + interval '10 seconds'`
    const waiting = async () => (await client.query(`SELECT ${later}`)).rowCount
    expect(await until(async () => (await waiting()) === 2)).toBe(true)
    const over = { outcome: 'approve', why: 'spoke to them' }
    expect((await server.post(`/v1/decisions/${placed[1].id}/override`, over)).status).toBe(201)
    fake.fault(null)
    const sent = fake.requests.length
    await client.query(`UPDATE jobs SET run_at = now() WHERE id IN (SELECT id ${later})`)
    const isDone = async () => (await store.jobs.counts()).every(({ queue }) => queue !== 'enrich')
    expect(await until(isDone)).toBe(true)
    const asked = fake.requests.slice(sent).map(({ body }) => JSON.stringify(body))
    expect(asked.filter((body) => body.includes('waits@example.com'))).toHaveLength(2)
    expect(asked.filter((body) => body.includes('settled@example.com'))).toEqual([])
  })

  it('nobody is asked about what is no order', async () => {
    const event = { type: 'account_login' }
    const { body } = await server.post('/v1/decisions', { event, account: { user_id: 'u-1' } })
    expect((body as Decision).signals['third_party.minfraud_risk_score']).toEqual({
      unknown: 'not_supported',
    })
  })
})

describe('within a deadline', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await serverWith({ SCORE_DEADLINE_MS: '400' })
  }, START_TIMEOUT_MS)
  afterAll(() => server.close())
  afterEach(() => fake.fault(null))

  it('the first decision knows the scores', async () => {
    fake.set('quick@example.com', 99)
    const first = await decided(server, 'quick@example.com')
    expect(first).toMatchObject({
      outcome: 'decline',
      signals: { 'third_party.minfraud_risk_score': 99 },
    })
    expect((await newestOf(server, first)).id).toBe(first.id)
  })

  it('a model of the shop behind HTTP takes points by what it says', async () => {
    const rule = {
      id: 'own_model',
      when: 'third_party.http_risk_score > 0.0',
      when_unknown: 'skip',
      weight: 90,
      graded: { by: 'third_party.http_risk_score', from: 0, to: 90 },
      reason: 'RULE',
      text: 'the model of the shop says so',
    }
    const ruleset = {
      name: 'starter',
      checkpoints: ['order'],
      scorecard: { base: { start: 100, parts: [] } },
      thresholds: { reject_below: 30, submit_to_processor: 60 },
      rules: [rule],
    }
    const shop = 'own-model'
    await decided(server, 'first@example.com', shop)
    const draft = await server.put('/v1/rulesets/starter/draft', { ruleset }, { shop })
    const { draft: version } = draft.body as { draft: number }
    const published = await server.post('/v1/rulesets/starter/publish', { version }, { shop })
    expect(published.status).toBe(200)
    // The service says 99 of 200.
    fake.set('scored@example.com', 99)
    expect(await decided(server, 'scored@example.com', shop)).toMatchObject({
      outcome: 'review',
      risk_score: 49.5,
      signals: { 'third_party.http_risk_score': 49.5 },
      rules: [{ id: 'own_model', result: 'hit', points: 49.5 }],
    })
    fake.fault({ kind: 'status', status: 503 })
    expect(await decided(server, 'away@example.com', shop)).toMatchObject({
      outcome: 'approve',
      rules: [{ id: 'own_model', result: 'unknown' }],
    })
  })

  it('who is too slow is late: the order does not wait, and the answer is paid for once', async () => {
    fake.set('slow@example.com', 99)
    fake.fault({ kind: 'slow', ms: 900 })
    const funds = fake.funds
    const startedMs = performance.now()
    const first = await decided(server, 'slow@example.com')
    expect(performance.now() - startedMs).toBeLessThan(850)
    expect(first).toMatchObject({
      outcome: 'approve',
      signals: { 'third_party.minfraud_risk_score': { unknown: 'late' } },
    })
    expect(await newestOf(server, first)).toMatchObject({ outcome: 'decline' })
    expect(funds - fake.funds).toBe(1)
  })

  it('who is away makes no order fail', async () => {
    fake.fault({ kind: 'silence' })
    const first = await decided(server, 'away@example.com')
    expect(first).toMatchObject({
      outcome: 'approve',
      signals: { 'third_party.minfraud_risk_score': { unknown: 'late' } },
    })
  })
})
