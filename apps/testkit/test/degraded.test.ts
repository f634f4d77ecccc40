/** A database that is away: decisions go on from memory, are kept on the disk, and come into the journal. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
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

const send = (eventId: string, fields: object = {}) =>
  server.post('/v1/decisions', orderOf({ eventId, ...fields }), {
    headers: { 'idempotency-key': eventId },
  })

const isWell = async () =>
  ((await server.get('/readyz')).body as { status: string }).status === 'ok'

describe('a database that hangs', () => {
  it('is done without: orders are decided, and stored once when it is back', async () => {
    postgres.hang()
    let first: TestAnswer
    try {
      first = await send('hang-1')
      const startedMs = performance.now()
      const second = await send('hang-2')
      console.log('second ms', performance.now() - startedMs)
      expect([first.status, second.status]).toEqual([200, 200])
      expect(second.body).toMatchObject({ degraded: true })
    } finally {
      postgres.goOn()
    }
    expect(await until(isWell)).toBe(true)
    const { id } = first.body as { id: string }
    expect((await server.get(`/v1/decisions/${id}`)).body).toMatchObject(first.body as object)
  })
})
