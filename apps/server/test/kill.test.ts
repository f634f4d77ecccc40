/**
 * The promise of an answer: what was acknowledged is there after `kill -9`, once, and the windows
 * are what the journal says they are.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openDatabase, openStore, type Store } from '@gatehouse/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const KILLS = Number(process.env['GATEHOUSE_KILLS'] ?? 20)
const SENDERS = 16
const LONGEST_LIFE_MS = 900
const API_KEY = 'kill-test-kill-test-kill-test-kill-test'
const SECRET = 'kill-test-secret-kill-test-secret-kill'
const root = fileURLToPath(new URL('../../..', import.meta.url))

let dataDir: string

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-kill-'))
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

interface Life {
  readonly url: string
  readonly process: ChildProcess
}

async function begin(): Promise<Life> {
  const child = spawn(process.execPath, [join(root, 'bin/gatehouse.mjs'), 'serve'], {
    env: {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      GATEHOUSE_API_KEY: API_KEY,
      GATEHOUSE_SECRET: SECRET,
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString()
      const at = /ready at (http:\/\/\S+)/.exec(said)?.[1]
      if (at !== undefined) resolve(at)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
  })
  return { url, process: child }
}

function ended(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('exit', resolve))
}

/** Few customers and addresses, so that windows fill and every order matters to the next one. */
function orderNumber(n: number): object {
  return {
    event: { event_id: `order-${n}`, transaction_id: `t-${n}` },
    device: { ip_address: `81.2.69.${n % 5}`, device_id: `device-${n % 7}` },
    account: { user_id: `user-${n % 11}` },
    email: { address: `customer${n % 13}@example.com` },
    order: { amount: 10 + (n % 90), currency: 'EUR' },
  }
}

async function decide(url: string, n: number): Promise<Record<string, number>> {
  const response = await fetch(`${url}/v1/decisions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${API_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': `order-${n}`,
    },
    body: JSON.stringify(orderNumber(n)),
  })
  const body = (await response.json()) as { signals: Record<string, number> }
  if (response.status !== 200)
    throw new Error(`answered ${response.status}: ${JSON.stringify(body)}`)
  return body.signals
}

/** Sends orders until the server is gone; an order whose answer did not come is sent again later. */
async function bombard(life: Life, takeNumber: () => number, acknowledged: Set<number>) {
  const open: number[] = []
  const sender = async () => {
    for (;;) {
      const n = takeNumber()
      try {
        await decide(life.url, n)
        acknowledged.add(n)
      } catch {
        open.push(n)
        return
      }
    }
  }
  await Promise.all(Array.from({ length: SENDERS }, sender))
  return open
}

async function storedOrders(store: Store): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  let cursor: string | null = null
  do {
    const page = await store.reading.search({
      shopId: 'default',
      kind: 'decision',
      limit: 200,
      ...(cursor === null ? {} : { cursor }),
    })
    for (const { eventId } of page.records) {
      if (eventId !== null) counts.set(eventId, (counts.get(eventId) ?? 0) + 1)
    }
    cursor = page.nextCursor
  } while (cursor !== null)
  return counts
}

function velocityOf(signals: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(signals).filter(([name]) => name.startsWith('velocity.')),
  )
}

describe('kill -9 under load', () => {
  it(`loses no acknowledged decision and doubles none in ${KILLS} kills`, async () => {
    const acknowledged = new Set<number>()
    let next = 0
    const again: number[] = []
    const takeNumber = () => again.pop() ?? next++

    for (let kill = 0; kill < KILLS; kill++) {
      const life = await begin()
      const gone = ended(life.process)
      setTimeout(() => life.process.kill('SIGKILL'), 100 + Math.random() * LONGEST_LIFE_MS)
      again.push(...(await bombard(life, takeNumber, acknowledged)))
      await gone
    }

    const last = await begin()
    // The orders that were cut off are sent again, as a shop does: same key, same body.
    for (const n of again.toReversed()) {
      await decide(last.url, n)
      acknowledged.add(n)
    }
    const live = velocityOf(await decide(last.url, 1_000_003))
    const gone = ended(last.process)
    last.process.kill('SIGTERM')
    await gone

    const database = await openDatabase({ dataDir })
    const store = await openStore({ connection: database.connection, secret: SECRET })
    const counts = await storedOrders(store)
    await store.close()
    await database.stop()

    expect(acknowledged.size).toBeGreaterThan(KILLS)
    const lost = [...acknowledged].filter((n) => !counts.has(`order-${n}`))
    const doubled = [...counts].filter(([, count]) => count !== 1)
    expect({ lost, doubled }).toEqual({ lost: [], doubled: [] })

    // A server that has seen nothing but the journal answers as the one that lived through it,
    // except that the probe itself is now one order more.
    const rebuilt = await begin()
    const probed = velocityOf(await decide(rebuilt.url, 1_000_003 + 5 * 7 * 11 * 13))
    const end = ended(rebuilt.process)
    rebuilt.process.kill('SIGTERM')
    await end
    expect(Object.keys(live).length).toBeGreaterThan(10)
    expect(probed['velocity.orders_by_ip_24h']).toBe(live['velocity.orders_by_ip_24h']! + 1)
    expect(probed['velocity.orders_by_account_30d']).toBe(
      live['velocity.orders_by_account_30d']! + 1,
    )
    expect(probed['velocity.orders_by_email_24h']).toBe(live['velocity.orders_by_email_24h']! + 1)
    expect(probed['velocity.orders_by_device_24h']).toBe(live['velocity.orders_by_device_24h']! + 1)
    expect(probed['velocity.emails_by_ip_24h']).toBe(live['velocity.emails_by_ip_24h'])
    expect(probed['velocity.accounts_by_device_30d']).toBe(live['velocity.accounts_by_device_30d'])
  }, 600_000)
})
