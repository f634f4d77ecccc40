/**
 * A database that hangs is worse than one that is dead: nothing is refused, nobody answers. Here
 * without a spool; with one see `degraded.test.ts`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  orderOf,
  postgresProcesses,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type PostgresProcesses,
  type TestAnswer,
  type TestServer,
} from '../src/index.ts'

/** The longest limit of a call, and what a busy machine adds. */
const ANSWERED_WITHIN_MS = 9_000

let server: TestServer
let postgres: PostgresProcesses
beforeAll(async () => {
  server = await startTestServer({ SPOOL_MAX_MB: '0' })
  postgres = postgresProcesses(server.dataDir)
}, START_TIMEOUT_MS)
afterAll(async () => {
  postgres.goOn()
  await server.close()
})

async function timed(call: Promise<TestAnswer>): Promise<TestAnswer & { readonly ms: number }> {
  const startedMs = performance.now()
  const answer = await call
  return { ...answer, ms: performance.now() - startedMs }
}

const send = (eventId: string) =>
  server.post('/v1/decisions', orderOf({ eventId }), { headers: { 'idempotency-key': eventId } })

async function storedOnce(eventId: string): Promise<number> {
  const page = await server.get(`/v1/decisions?event_id=${eventId}`)
  return (page.body as { items: unknown[] }).items.length
}

describe('a database that hangs', () => {
  it('is answered with 503 in time, by decisions and reads alike, and everything goes on after it', async () => {
    const known = (await send('before')).body as { id: string }
    const eventIds = Array.from({ length: 40 }, (_, n) => `during-${n}`)
    postgres.hang()
    let answers: Awaited<ReturnType<typeof timed>>[]
    try {
      answers = await Promise.all(
        [
          ...eventIds.map((eventId) => send(eventId)),
          // Without a key nothing is looked up before: these are on their way when it hangs.
          ...Array.from({ length: 10 }, () => server.post('/v1/decisions', orderOf())),
          server.post('/v1/events', { event: { type: 'account_login', event_id: 'login' } }),
          server.post('/v1/labels', { event_id: 'before', label: 'not_fraud' }),
          server.get(`/v1/decisions/${known.id}`),
          server.get('/v1/decisions'),
          server.get('/v1/rulesets'),
          server.get('/v1/lists'),
          server.post('/v1/lists', { name: 'late', kind: 'string' }),
          server.get('/readyz'),
        ].map(timed),
      )
    } finally {
      postgres.goOn()
    }
    const unlike = answers.filter(
      ({ status, headers, body }) =>
        status !== 503 || !('parts' in (body as object) || Number(headers.get('retry-after')) > 0),
    )
    expect(unlike).toEqual([])
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(ANSWERED_WITHIN_MS)

    expect(await until(async () => (await server.get('/readyz')).status === 200)).toBe(true)
    // A shop sends again what it was not told about.
    for (const eventId of eventIds) expect((await send(eventId)).status).toBe(200)
    expect((await server.post('/v1/decisions', orderOf())).status).toBe(200)
    const counts = await Promise.all(['before', ...eventIds].map(storedOnce))
    expect(counts).toEqual(counts.map(() => 1))
  }, 120_000)
})

describe('a database that was killed', () => {
  it('is answered with 503 until it is back, which a read alone brings about', async () => {
    postgres.kill()
    const statuses = new Set<number>()
    const isRead = async () => {
      const { status } = await server.get('/v1/decisions')
      statuses.add(status)
      return status === 200 && statuses.has(503)
    }
    expect(await until(isRead, 60_000)).toBe(true)
    expect(statuses).toEqual(new Set([200, 503]))
  }, 90_000)
})
