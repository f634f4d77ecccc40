/** A database that is away: decisions go on from memory, are kept on the disk, and come into the journal. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeSettings,
  orderOf,
  postgresProcesses,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type PostgresProcesses,
  type TestAnswer,
  type TestServer,
} from '../src/index.ts'
import { spooledTexts } from './spooled-texts.ts'

/** A cart gives up after 1.5 s; the machine that tests run on is busy. */
const ANSWERED_WITHIN_MS = 4_000

let server: TestServer
let postgres: PostgresProcesses
beforeAll(async () => {
  server = await startTestServer()
  postgres = postgresProcesses(server.dataDir)
}, START_TIMEOUT_MS)
afterAll(async () => {
  postgres.goOn()
  await server.close()
})

interface Decided {
  readonly id: string
  readonly degraded: boolean
  readonly signals: Record<string, unknown>
}

const send = (eventId: string, fields: object = {}, key: string | null = eventId) =>
  server.post('/v1/decisions', orderOf({ eventId, ...fields }), {
    headers: key === null ? {} : { 'idempotency-key': key },
  })

const decided = ({ body }: TestAnswer) => body as Decided

const health = async () =>
  (await server.get('/readyz')).body as { status: string; parts: { name: string; ok: boolean }[] }
const isWell = async () => (await health()).status === 'ok'

/** The database hangs meanwhile; afterwards it is back and the spool is empty. */
async function whileAway(work: () => Promise<void>): Promise<void> {
  postgres.hang()
  try {
    await work()
  } finally {
    postgres.goOn()
  }
  expect(await until(isWell, 60_000)).toBe(true)
  const isEmpty = () => server.services.store.spool!.status().bytes === 0
  expect(await until(isEmpty)).toBe(true)
  expect(server.services.store.spool!.status().records).toBe(0)
}

async function storedOf(eventId: string): Promise<{ id: string; degraded: boolean }[]> {
  const page = await server.get(`/v1/decisions?event_id=${eventId}`)
  return (page.body as { items: { id: string; degraded: boolean }[] }).items
}

describe('while the database hangs', () => {
  it('orders are decided in time and say so, and are stored once, byte for byte, when it is back', async () => {
    const answers: TestAnswer[] = []
    await whileAway(async () => {
      for (let n = 0; n < 10; n++) {
        const startedMs = performance.now()
        answers.push(await send(`hang-${n}`, {}, n % 2 === 0 ? `hang-${n}` : null))
        expect(performance.now() - startedMs).toBeLessThan(ANSWERED_WITHIN_MS)
      }
      const event = { type: 'account_login', event_id: 'login' }
      expect((await server.post('/v1/events', { event })).status).toBe(201)
    })
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(answers.map((answer) => decided(answer).degraded)).toEqual(answers.map(() => true))
    for (const [n, answer] of answers.entries()) {
      const { id } = decided(answer)
      expect((await server.get(`/v1/decisions/${id}`)).body).toMatchObject(answer.body as object)
      const first = (await storedOf(`hang-${n}`)).filter((each) => each.id === id)
      expect(first).toMatchObject([{ degraded: true }])
    }
  }, 120_000)

  it('an order that was on its way when it stopped is spooled as it was sent, and stored once', async () => {
    let answer!: TestAnswer
    await whileAway(async () => {
      answer = await send('on-its-way', {}, null)
    })
    expect(answer.status).toBe(200)
    const { id, degraded } = decided(answer)
    const stored = await storedOf('on-its-way')
    expect(stored.filter((each) => each.id === id)).toMatchObject([{ degraded }])
  }, 120_000)

  it('a key that was used meanwhile gives the same bytes, and with another body 422', async () => {
    await whileAway(async () => {
      const body = orderOf({ eventId: 'keyed' })
      const headers = { 'idempotency-key': 'keyed' }
      const first = await server.post('/v1/decisions', body, { headers })
      const again = await server.post('/v1/decisions', body, { headers })
      expect(again.status).toBe(200)
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      expect(again.body).toEqual(first.body)
      const other = await server.post('/v1/decisions', orderOf({ amount: 51 }), { headers })
      expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    })
    expect((await storedOf('keyed')).filter(({ degraded }) => degraded)).toHaveLength(1)
  }, 120_000)

  it('a key that only the database knows is decided again, and the earlier decision stands', async () => {
    const fields = { ipAddress: '81.2.69.44' }
    const body = orderOf({ eventId: 'known', ...fields })
    const headers = { 'idempotency-key': 'known' }
    const first = await server.post('/v1/decisions', body, { headers })
    let second!: TestAnswer
    await whileAway(async () => {
      second = await server.post('/v1/decisions', body, { headers })
      expect(second.status).toBe(200)
      expect(decided(second)).toMatchObject({ degraded: true })
      expect(decided(second).id).not.toBe(decided(first).id)
    })
    const third = await server.post('/v1/decisions', body, { headers })
    expect(third.headers.get('idempotent-replayed')).toBe('true')
    expect(third.body).toEqual(first.body)
    expect((await server.get(`/v1/decisions/${decided(second).id}`)).status).toBe(404)
    expect(await storedOf('known')).toMatchObject([{ id: decided(first).id }])
    // What is not stored is not counted either.
    const next = decided(await send('after-known', fields))
    expect(next.signals['velocity.orders_by_ip_24h']).toBe(1)
  }, 120_000)

  it('windows count what is in the spool', async () => {
    const fields = { ipAddress: '81.2.69.45' }
    await whileAway(async () => {
      const counts: unknown[] = []
      for (let n = 0; n < 4; n++) {
        counts.push(
          decided(await send(`counted-${n}`, fields)).signals['velocity.orders_by_ip_24h'],
        )
      }
      expect(counts).toEqual([0, 1, 2, 3])
    })
    const after = decided(await send('counted-after', fields))
    expect(after.signals['velocity.orders_by_ip_24h']).toBe(4)
  }, 120_000)

  it('each open order is scored again afterwards, with everything at hand', async () => {
    let answer!: TestAnswer
    await whileAway(async () => {
      answer = await send('open-order')
    })
    const { id } = decided(answer)
    const newest = async () =>
      ((await server.get(`/v1/decisions/${id}`)).body as { superseded_by: string | null })
        .superseded_by
    expect(await until(async () => (await newest()) !== null)).toBe(true)
    const rescored = await server.get(`/v1/decisions/${(await newest())!}`)
    expect(rescored.body).toMatchObject({ rescored_from: id, degraded: false })
    expect(await storedOf('open-order')).toHaveLength(2)
  }, 120_000)

  it('reads are refused, and the server stays ready and says what is missing', async () => {
    await whileAway(async () => {
      await send('seen')
      expect((await server.get('/v1/decisions')).status).toBe(503)
      const { status, body } = await server.get('/readyz')
      expect(status).toBe(200)
      expect(body).toMatchObject({ status: 'degraded' })
      expect((body as Awaited<ReturnType<typeof health>>).parts).toMatchObject([
        { name: 'database', ok: false },
        { name: 'spool', ok: false },
        { name: 'reference', ok: true },
      ])
      const metrics = String((await server.get('/metrics')).body)
      expect(metrics).toMatch(/^gatehouse_spool_records 1$/m)
      expect(metrics).toMatch(/^gatehouse_spool_bytes [1-9]\d+$/m)
      expect(metrics).toMatch(/^gatehouse_degraded_decisions_total [1-9]\d*$/m)
      expect(metrics).toMatch(/^gatehouse_spool_oldest_seconds (?!0$)/m)
    })
  }, 120_000)

  it('nobody else may read the spool, and of a shop with `privacy: minimal` it holds no address', async () => {
    const shop = 'minimal'
    await server.post('/v1/decisions', orderOf(), { shop })
    await changeSettings(server, shop, { privacy: 'minimal' })
    const ipAddress = '81.2.69.177'
    const folder = join(server.dataDir, 'spool')
    const spooled = () =>
      readdirSync(folder).map((name) => ({
        mode: statSync(join(folder, name)).mode & 0o777,
        texts: spooledTexts(readFileSync(join(folder, name))),
      }))
    await whileAway(async () => {
      const body = orderOf({ eventId: 'kept-little', ipAddress, email: 'mini@example.com' })
      const headers = { 'idempotency-key': 'mini-key' }
      const sent = await server.post('/v1/decisions', body, { shop, headers })
      expect(sent.status).toBe(200)
      const files = spooled()
      expect(files.map(({ mode }) => mode)).toEqual([0o600])
      const text = files.flatMap(({ texts }) => texts).join('\n')
      // It is read rightly: what is no personal data is there.
      expect(text).toContain('kept-little')
      const personal = [ipAddress, 'High Street', '10115', 'Berlin', 'mini@', 'mini-key']
      expect(personal.filter((value) => text.includes(value))).toEqual([])
    })
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(spooled()).toEqual([])
  }, 120_000)
})

describe('a spool that is full', () => {
  let small: TestServer
  let its: PostgresProcesses
  beforeAll(async () => {
    small = await startTestServer({ SPOOL_MAX_MB: '1' })
    its = postgresProcesses(small.dataDir)
  }, START_TIMEOUT_MS)
  afterAll(async () => {
    its.goOn()
    await small.close()
  })

  it('refuses with 503, and everything that it took is stored once', async () => {
    const taken: string[] = []
    const refused: string[] = []
    its.hang()
    try {
      for (let n = 0; refused.length < 3; n++) {
        const eventId = `full-${n}`
        const { status, headers } = await small.post('/v1/decisions', orderOf({ eventId }))
        if (status === 200) taken.push(eventId)
        else {
          expect(status).toBe(503)
          expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
          refused.push(eventId)
        }
      }
      expect(taken.length).toBeGreaterThan(100)
      expect(await small.get('/readyz')).toMatchObject({
        status: 503,
        body: { status: 'unavailable' },
      })
    } finally {
      its.goOn()
    }
    const isDrained = async () =>
      ((await small.get('/readyz')).body as { status: string }).status === 'ok'
    expect(await until(isDrained, 60_000)).toBe(true)
    const counts = await Promise.all(
      [...taken, ...refused].map(async (eventId) => {
        const page = await small.services.store.reading.search({ shopId: 'default', eventId })
        return page.records.filter(({ rescoredFrom }) => rescoredFrom === null).length
      }),
    )
    expect(counts).toEqual([...taken.map(() => 1), ...refused.map(() => 0)])
  }, 180_000)
})
