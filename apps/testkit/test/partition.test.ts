/** Two nodes on one database, and the network of one of them is cut. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  networkToPostgres,
  orderOf,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type NetworkToPostgres,
  type TestAnswer,
  type TestServer,
} from '../src/index.ts'

const SECRETS = {
  GATEHOUSE_SECRET: 'partition-test-secret-partition-test-secret',
  GATEHOUSE_API_KEY: 'partition-test-key-partition-test-key-partition',
}

/** Beside the database. */
let near: TestServer
/** Over the network. */
let far: TestServer
let network: NetworkToPostgres
beforeAll(async () => {
  near = await startTestServer(SECRETS)
  network = await networkToPostgres(near.dataDir)
  far = await startTestServer({ ...SECRETS, DATABASE_URL: network.databaseUrl })
}, START_TIMEOUT_MS)
afterAll(async () => {
  network.mend()
  await far.close()
  await network.close()
  await near.close()
})

const send = (server: TestServer, body: object, key: string) =>
  server.post('/v1/decisions', body, { headers: { 'idempotency-key': key } })

const idOf = ({ body }: TestAnswer) => (body as { id: string }).id

async function whileCut(work: () => Promise<void>): Promise<void> {
  network.cut()
  try {
    await work()
  } finally {
    network.mend()
  }
  const isWell = async () => ((await far.get('/readyz')).body as { status: string }).status === 'ok'
  expect(await until(isWell, 60_000)).toBe(true)
}

describe('a node that is cut off', () => {
  it('decides on, and what it decided can be read at the other node once it is back', async () => {
    const answers: TestAnswer[] = []
    await whileCut(async () => {
      for (let n = 0; n < 20; n++) answers.push(await send(far, orderOf(), `cut-${n}`))
    })
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 200, body: { degraded: true } })
      const read = await near.get(`/v1/decisions/${idOf(answer)}`)
      expect(read.body).toMatchObject(answer.body as object)
    }
  }, 120_000)

  it('gives way where the other node answered the same key meanwhile, and does not count its own', async () => {
    const body = orderOf({ eventId: 'both', ipAddress: '81.2.69.48' })
    let here!: TestAnswer
    let there!: TestAnswer
    await whileCut(async () => {
      there = await send(far, body, 'both')
      here = await send(near, body, 'both')
      expect([there.status, here.status]).toEqual([200, 200])
      expect(idOf(there)).not.toBe(idOf(here))
    })
    for (const server of [near, far]) {
      expect((await send(server, body, 'both')).body).toEqual(here.body)
      expect((await server.get(`/v1/decisions/${idOf(there)}`)).status).toBe(404)
    }
    const next = await send(far, orderOf({ ipAddress: '81.2.69.48' }), 'next')
    const { signals } = next.body as { signals: Record<string, number> }
    // Each node counts what it decided itself.
    expect(signals['velocity.orders_by_ip_24h']).toBe(0)
  }, 120_000)
})
