/** A batch of a server that was killed may be committed after the next one has read the journal. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  orderOf,
  postgresProcesses,
  PROCESS_API_KEY,
  startServerProcess,
  until,
  type PostgresProcesses,
  type ServerProcess,
} from '../src/index.ts'

/** Without a spool: an order that was never acknowledged is then in the stuck batch alone. */
const ENV = { SPOOL_MAX_MB: '0' }
const BEFORE = 3

let dataDir: string
let server: ServerProcess
let postgres: PostgresProcesses
let client: pg.Client
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-late-'))
  server = await startServerProcess(dataDir, ENV)
  postgres = postgresProcesses(dataDir)
  client = await connected()
  for (let n = 0; n < BEFORE; n++) await decide(`before-${n}`)
}, 300_000)
afterEach(async () => {
  postgres.goOn()
  await client.end()
  await server.end('SIGTERM')
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

async function connected(): Promise<pg.Client> {
  const host = join(dataDir, 'postgres-socket')
  const made = new pg.Client({ host, user: 'gatehouse', database: 'gatehouse' })
  await made.connect()
  return made
}

async function decide(eventId: string): Promise<Record<string, number>> {
  const response = await fetch(`${server.url}/v1/decisions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${PROCESS_API_KEY}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(orderOf({ eventId, ipAddress: '81.2.69.47' })),
  })
  const body = (await response.json()) as { signals: Record<string, number> }
  if (response.status !== 200) throw new Error(JSON.stringify(body))
  return body.signals
}

/** The session in which a batch waits, once it does. */
async function waiting(event: string): Promise<number> {
  let pid: number | undefined
  const isWaiting = async () => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE application_name LIKE 'gatehouse %' AND wait_event = $1`,
      [event],
    )
    pid = rows[0]?.pid
    return pid !== undefined
  }
  expect(await until(isWaiting)).toBe(true)
  return pid!
}

async function storedOf(eventId: string): Promise<number> {
  const { rows } = await client.query('SELECT FROM journal WHERE event_id = $1', [eventId])
  return rows.length
}

const isRunning = async (pid: number) =>
  (await client.query('SELECT FROM pg_stat_activity WHERE pid = $1', [pid])).rows.length > 0

/** Its answer never comes. */
function decideInVain(eventId: string): void {
  decide(eventId).catch(() => {})
}

describe('a batch that a killed server left in the database', () => {
  it('and that waits is ended before the journal is read', async () => {
    const inTheWay = await connected()
    await inTheWay.query('BEGIN')
    await inTheWay.query('LOCK TABLE journal IN SHARE MODE')
    decideInVain('stuck')
    const pid = await waiting('relation')
    await server.end('SIGKILL')
    server = await startServerProcess(dataDir, ENV)
    expect(await isRunning(pid)).toBe(false)
    await inTheWay.end()
    const signals = await decide('after')
    expect(await storedOf('stuck')).toBe(0)
    expect(signals['velocity.orders_by_ip_24h']).toBe(BEFORE)
  }, 120_000)

  it('and that commits after the journal was read is counted once it has', async () => {
    // A commit that waits for a standby is on the disk, and nobody sees it.
    await client.query(`ALTER SYSTEM SET synchronous_standby_names = 'nobody'`)
    await client.query('SELECT pg_reload_conf()')
    const isStandbyAskedFor = async () =>
      (await client.query<{ synchronous_standby_names: string }>('SHOW synchronous_standby_names'))
        .rows[0]!.synchronous_standby_names === 'nobody'
    expect(await until(isStandbyAskedFor)).toBe(true)
    decideInVain('late')
    const pid = await waiting('SyncRep')
    postgres.hang([pid])
    await client.query('ALTER SYSTEM RESET synchronous_standby_names')
    await client.query('SELECT pg_reload_conf()')
    await server.end('SIGKILL')
    server = await startServerProcess(dataDir, ENV)
    expect(await storedOf('late')).toBe(0)
    expect(server.said()).toContain('sessions of an earlier run do not end')
    expect((await decide('meanwhile'))['velocity.orders_by_ip_24h']).toBe(BEFORE)

    postgres.goOn()
    const isCounted = () => server.said().includes('the last session of an earlier run has ended')
    expect(await until(isCounted)).toBe(true)
    expect(await storedOf('late')).toBe(1)
    expect((await decide('after'))['velocity.orders_by_ip_24h']).toBe(BEFORE + 2)
  }, 120_000)
})
