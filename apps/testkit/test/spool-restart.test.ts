/** What was acknowledged while the database was away outlives the server, too. */
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  orderOf,
  postgresProcesses,
  PROCESS_API_KEY,
  startServerProcess,
  type ServerProcess,
} from '../src/index.ts'

const SENDERS = 8
const ORDERS = 200
const DRAIN_KILLS = 3
const IP = '81.2.69.46'

let dataDir: string
let server: ServerProcess
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-spool-'))
  server = await startServerProcess(dataDir)
}, 300_000)
afterEach(async () => {
  await server.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

async function ask(method: string, path: string, body?: object, key?: string) {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${PROCESS_API_KEY}`,
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

async function decide(n: number) {
  const answer = await ask(
    'POST',
    '/v1/decisions',
    orderOf({ eventId: `order-${n}`, ipAddress: IP }),
    n % 2 === 0 ? `order-${n}` : undefined,
  )
  if (answer.status !== 200) throw new Error(JSON.stringify(answer))
  return answer.body as { id: string; signals: Record<string, number> }
}

/** The answers of all that were acknowledged, by number. */
async function decideAll(from: number, count: number): Promise<Map<number, object>> {
  const answers = new Map<number, object>()
  let next = from
  const sender = async () => {
    while (next < from + count) {
      const n = next++
      answers.set(n, await decide(n))
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sender))
  return answers
}

async function expectStoredOnce(answers: ReadonlyMap<number, object>): Promise<void> {
  for (const [n, answer] of answers) {
    const { body } = await ask('GET', `/v1/decisions?event_id=order-${n}&limit=200`)
    const items = body['items'] as { id: string }[]
    const firsts = await Promise.all(items.map(({ id }) => ask('GET', `/v1/decisions/${id}`)))
    const own = firsts.filter(({ body: decision }) => decision['rescored_from'] === null)
    expect(own).toHaveLength(1)
    expect(own[0]!.body).toMatchObject(answer)
  }
}

describe('kill -9 while the database is away', () => {
  it('keeps everything that was acknowledged, and the next server counts it', async () => {
    const before = await decideAll(0, 20)
    const postgres = postgresProcesses(dataDir)
    postgres.hang()
    let meanwhile: Map<number, object>
    try {
      meanwhile = await decideAll(1000, ORDERS)
      await server.end('SIGKILL')
    } finally {
      postgres.goOn()
    }
    const folder = join(dataDir, 'spool')
    const [file, ...others] = readdirSync(folder)
    expect(others).toEqual([])
    // A write that a crash tore: half of the head, and bytes that are no record.
    appendFileSync(join(folder, file!), Buffer.from([200, 0, 0, 0, 1, 2, 3, 4, 5]))

    server = await startServerProcess(dataDir)
    expect(server.said()).toContain('the end of a spool file was torn')
    expect(readdirSync(folder).filter((name) => !name.endsWith('.damaged'))).toEqual([])
    const { signals } = await decide(2_000)
    expect(signals['velocity.orders_by_ip_24h']).toBe(before.size + meanwhile.size)
    expect(meanwhile.size).toBe(ORDERS)
    await expectStoredOnce(new Map([...before, ...meanwhile]))
  }, 300_000)

  it('and kill -9 of the database with it, does too', async () => {
    const postgres = postgresProcesses(dataDir)
    postgres.hang()
    let meanwhile: Map<number, object>
    try {
      meanwhile = await decideAll(0, ORDERS)
      postgres.kill()
      await server.end('SIGKILL')
    } finally {
      postgres.goOn()
    }
    server = await startServerProcess(dataDir)
    const { signals } = await decide(2_000)
    expect(signals['velocity.orders_by_ip_24h']).toBe(ORDERS)
    await expectStoredOnce(meanwhile)
  }, 300_000)
})

describe('kill -9 while the spool is drained', () => {
  it(`loses nothing and doubles nothing in ${DRAIN_KILLS} kills`, async () => {
    const answers = new Map<number, object>()
    for (let kill = 0; kill < DRAIN_KILLS; kill++) {
      const postgres = postgresProcesses(dataDir)
      postgres.hang()
      try {
        for (const [n, answer] of await decideAll(kill * ORDERS, ORDERS)) answers.set(n, answer)
      } finally {
        postgres.goOn()
      }
      // It takes some tenths of a second to see that the database is back, and to drain.
      await sleep(Math.random() * 800)
      await server.end('SIGKILL')
      server = await startServerProcess(dataDir)
    }
    expect(answers.size).toBe(DRAIN_KILLS * ORDERS)
    const { signals } = await decide(100_000)
    expect(signals['velocity.orders_by_ip_24h']).toBe(answers.size)
    await expectStoredOnce(answers)
  }, 300_000)
})
