/** What is remembered of customers outlives the server, an absent database and `kill -9`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Customer, Decision } from '@gatehouse/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  orderOf,
  postgresProcesses,
  PROCESS_API_KEY,
  startServerProcess,
  until,
  type ServerProcess,
} from '../src/index.ts'

let dataDir: string
let servers: ServerProcess[]
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-customers-'))
  servers = [await startServerProcess(dataDir)]
}, 300_000)
afterEach(async () => {
  for (const server of servers.toReversed()) await server.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

async function ask(path: string, body: object, server = servers[0]!): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${PROCESS_API_KEY}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  })
  const answer: unknown = await response.json()
  if (!response.ok) throw new Error(JSON.stringify(answer))
  return answer
}

/** A disposable mailbox, so that there is something to inherit. */
const place = async (userId: string, n = 0) =>
  (await ask(
    '/v1/decisions',
    orderOf({ userId, email: `x${n}@mailinator.com`, ipAddress: '185.220.101.1' }),
  )) as Decision
const lookUp = async (userId: string, server?: ServerProcess) =>
  (await ask('/v1/customers/lookup', { user_id: userId }, server)) as Customer
const act = (userId: string, name: string) =>
  ask('/v1/customers/acts', { user_id: userId, act: name, note: 'as agreed' })

async function again(): Promise<void> {
  await servers[0]!.end('SIGKILL')
  servers = [await startServerProcess(dataDir)]
}

describe('after kill -9', () => {
  it('every customer is known as before, whoever was restored or blocked', async () => {
    const trust = new Map<string, number>()
    const users = Array.from({ length: 20 }, (_, n) => `user-${n}`)
    await Promise.all(users.map(async (user) => trust.set(user, (await place(user)).trust_score)))
    await act('user-1', 'restore')
    await act('user-2', 'block')
    const before = await Promise.all(users.map((user) => lookUp(user)))
    expect(before.map(({ inherited_trust: each }) => each)).toEqual(
      users.map((user) => trust.get(user)),
    )
    expect(before[1]).toMatchObject({ is_restored: true })
    expect(before[2]).toMatchObject({ standing: 'blocked', may_order: false })
    await again()
    expect(await Promise.all(users.map((user) => lookUp(user)))).toEqual(before)
  }, 120_000)

  it('so they are by what was decided while the database was away', async () => {
    await place('warm')
    const postgres = postgresProcesses(dataDir)
    postgres.hang()
    let decision: Decision
    try {
      // Whoever comes first finds out.
      await place('finder')
      decision = await place('away')
      expect(decision.degraded).toBe(true)
      // The next order of the customer sees it at once.
      expect(await lookUp('away')).toMatchObject({ inherited_trust: decision.trust_score })
      await servers[0]!.end('SIGKILL')
    } finally {
      postgres.goOn()
    }
    servers = [await startServerProcess(dataDir)]
    expect(await lookUp('away')).toMatchObject({ inherited_trust: decision.trust_score })
  }, 120_000)
})

describe('another server on the same database', () => {
  it('hears of orders within seconds, and of what people do', async () => {
    const host = join(dataDir, 'postgres-socket')
    const DATABASE_URL = `postgresql://gatehouse@/gatehouse?host=${encodeURIComponent(host)}`
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-customers-other-'))
    const { trust_score: trust } = await place('first')
    const { readFileSync } = await import('node:fs')
    const GATEHOUSE_SECRET = readFileSync(join(dataDir, 'secret'), 'utf8').trim()
    const other = await startServerProcess(folder, { DATABASE_URL, GATEHOUSE_SECRET })
    servers.push(other)
    expect(await lookUp('first', other)).toMatchObject({ inherited_trust: trust })
    const { trust_score: later } = await place('later')
    const hasHeard = async () => (await lookUp('later', other)).inherited_trust === later
    expect(await until(hasHeard)).toBe(true)
    await act('later', 'restore')
    expect(await until(async () => (await lookUp('later', other)).is_restored)).toBe(true)
    await act('later', 'block')
    const isBlocked = async () => (await lookUp('later', other)).standing === 'blocked'
    expect(await until(isBlocked)).toBe(true)
    rmSync(folder, { recursive: true, force: true })
  }, 120_000)
})
