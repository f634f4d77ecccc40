/**
 * Whatever happens to the database: what was acknowledged is stored, nothing is stored twice, and the
 * windows end as what the journal says they are.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig, startServer } from '@gatehouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  postgresProcesses,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type PostgresProcesses,
  type TestServer,
} from '../src/index.ts'

const ROUNDS = Number(process.env['GATEHOUSE_FAULTS'] ?? 8)
const SENDERS = 8
const PAUSE_MS = 15
/** Longer than any limit of an append: its result is then unknown. */
const LONG_HANG_MS = 6_000
/** As many as there are of the most entities: every window is compared. */
const PROBES = 1009

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

/** Few of some entities and many of others: windows that count one by one and windows that estimate. */
function orderNumber(n: number, time?: string): object {
  return {
    event: { event_id: `order-${n}`, ...(time === undefined ? {} : { time }) },
    device: {
      ip_address: n % 3 === 0 ? `81.2.69.${n % 5}` : `81.2.${n % 199}.7`,
      device_id: `device-${n % 499}`,
    },
    account: { user_id: `user-${n % 997}` },
    email: { address: `customer${n % 1009}@example.com` },
    order: { amount: 10 + (n % 90), currency: 'EUR' },
  }
}

/** Decisions that were made while the database was away. */
let degraded = 0

/** Every second order has no key: nobody can send it again without it being another order. */
const hasKey = (n: number) => n % 2 === 0

async function decide(url: string, n: number, time?: string): Promise<Record<string, unknown>> {
  const response = await fetch(`${url}/v1/decisions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.apiKey}`,
      'content-type': 'application/json',
      ...(hasKey(n) ? { 'idempotency-key': `order-${n}` } : {}),
    },
    body: JSON.stringify(orderNumber(n, time)),
  })
  const body = (await response.json()) as {
    signals: Record<string, unknown>
    degraded: boolean
  }
  if (body.degraded) degraded++
  if (response.status === 200) return body.signals
  if (response.status === 503 || response.status === 409) throw new Refused()
  throw new Error(`answered ${response.status}: ${JSON.stringify(body)}`)
}

class Refused extends Error {}

/** Sends orders until told to stop; what was refused is sent again if it can be. */
function bombard() {
  const acknowledged = new Set<number>()
  const again: number[] = []
  let next = 0
  const end = new AbortController()
  const sender = async () => {
    while (!end.signal.aborted) {
      const n = again.shift() ?? next++
      try {
        await decide(server.url, n)
        acknowledged.add(n)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        if (hasKey(n)) again.push(n)
      }
      await sleep(PAUSE_MS)
    }
  }
  const senders = Promise.all(Array.from({ length: SENDERS }, sender))
  return {
    acknowledged,
    get sent() {
      return next
    },
    async stop() {
      end.abort()
      await senders
      for (const n of again.splice(0)) {
        await decide(server.url, n)
        acknowledged.add(n)
      }
    },
  }
}

const pick = (pids: readonly number[]) =>
  pids.filter(() => Math.random() < 0.5 || pids.length === 1)

const FAULTS: readonly (() => Promise<void> | void)[] = [
  async function hangForLong() {
    postgres.hang()
    await sleep(LONG_HANG_MS)
    postgres.goOn()
  },
  async function hangSomeForLong() {
    postgres.hang(pick(postgres.all().others))
    await sleep(LONG_HANG_MS)
    postgres.goOn()
  },
  async function hangShortly() {
    postgres.hang()
    await sleep(Math.random() * 1000)
    postgres.goOn()
  },
  function kill() {
    postgres.kill()
  },
  function endSomeSessions() {
    for (const pid of pick(postgres.all().others)) process.kill(pid, 'SIGTERM')
  },
  async function hangSomeThenKillThem() {
    const pids = pick(postgres.all().others)
    postgres.hang(pids)
    await sleep(Math.random() * 500)
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    postgres.goOn()
  },
]

/** Whole, the spool drained too. */
const isReady = async () =>
  ((await server.get('/readyz')).body as { status: string }).status === 'ok'

function velocityOf(signals: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(signals).filter(([name]) => name.startsWith('velocity.')),
  )
}

async function copies(): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  let cursor: string | null = null
  do {
    const page = await server.services.store.reading.search({
      shopId: 'default',
      limit: 200,
      ...(cursor === null ? {} : { cursor }),
    })
    for (const { eventId, rescoredFrom } of page.records) {
      // What was decided while the database was away is scored again later.
      if (rescoredFrom === null) counts.set(eventId!, (counts.get(eventId!) ?? 0) + 1)
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  return counts
}

it(`keeps journal and windows true through ${ROUNDS} faults of the database under load`, async () => {
  const load = bombard()
  const done: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    await sleep(300)
    const fault = FAULTS[round % FAULTS.length]!
    await fault()
    done.push(fault.name)
    expect(await until(isReady, 60_000), `ready after ${done.join(', ')}`).toBe(true)
  }
  await sleep(300)
  await load.stop()
  const { journal } = server.services.store
  expect(await until(() => journal.depth === 0 && journal.inDoubt === 0)).toBe(true)

  const stored = await copies()
  const lost = [...load.acknowledged].filter((n) => !stored.has(`order-${n}`))
  const doubled = [...stored].filter(([, count]) => count !== 1)
  expect({ lost, doubled }).toEqual({ lost: [], doubled: [] })
  expect(load.acknowledged.size).toBeGreaterThan(ROUNDS * 5)
  expect(degraded).toBeGreaterThan(ROUNDS)

  // A server that has seen nothing but the journal.
  const rebuilt = await startServer(
    readConfig({ LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: server.dataDir }),
  )
  try {
    const time = new Date().toISOString()
    for (let probe = 0; probe < PROBES; probe++) {
      // Odd: without a key, so that both decide it.
      const n = 2_000_001 + 2 * probe
      const live = velocityOf(await decide(server.url, n, time))
      expect(Object.keys(live).length).toBeGreaterThan(10)
      expect(velocityOf(await decide(rebuilt.url, n, time)), `order ${n}`).toEqual(live)
    }
  } finally {
    await rebuilt.close()
  }
}, 600_000)
