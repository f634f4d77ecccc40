/** What a list item did to open orders ends with it: on two nodes once, and after a restart too. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Decision, DecisionRecord } from '@gatehouse/contract'
import { readConfig, startServer, type Server } from '@gatehouse/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sharedReference } from '../src/shared-reference.ts'
import { orderOf, START_TIMEOUT_MS } from '../src/index.ts'

let dataDir: string
let server: Server
const start = () => startServer(readConfig({ LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: dataDir }))
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-expiry-'))
  symlinkSync(sharedReference(), join(dataDir, 'reference'))
  server = await start()
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  expect([path, response.ok, text]).toEqual([path, true, text])
  return text === '' ? null : JSON.parse(text)
}

const place = async (email: string) =>
  (await call('POST', '/v1/decisions', orderOf({ email, ipAddress: '81.2.69.77' }))) as Decision
const block = (value: string, afterMs: number) => {
  const expires_at = new Date(Date.now() + afterMs).toISOString()
  return call('POST', '/v1/lists/blocked_emails/items', { value, expires_at })
}
async function historyOf({
  id,
  event_id: eventId,
}: Decision): Promise<DecisionRecord['outcome'][]> {
  const page = (await call('GET', `/v1/decisions?event_id=${eventId}`)) as { items: Decision[] }
  expect(page.items.map((item) => item.id)).toContain(id)
  return page.items.map(({ outcome }) => outcome).toReversed()
}
const soon = { timeout: 30_000, interval: 200 }

it('an open order is let go once when the item is over, of two nodes by one', async () => {
  const other = await start()
  try {
    const [theirs, for_good] = [await place('a-while@example.com'), await place('long@example.com')]
    await block('long@example.com', 3_600_000)
    await block('a-while@example.com', 5000)
    await expect.poll(() => historyOf(theirs), soon).toEqual(['approve', 'decline'])
    await expect.poll(() => historyOf(theirs), soon).toEqual(['approve', 'decline', 'approve'])
    // Neither node does it again, and what is not over stays.
    await setTimeout(3000)
    expect(await historyOf(theirs)).toEqual(['approve', 'decline', 'approve'])
    expect(await historyOf(for_good)).toEqual(['approve', 'decline'])
    const waiting = (await server.services.store.jobs.counts()).filter((each) => each.waiting > 0)
    expect(waiting).toEqual([expect.objectContaining({ queue: 'list_expired', waiting: 1 })])
  } finally {
    await other.close()
  }
}, 120_000)

it('what is over while nobody runs is found after the start', async () => {
  const theirs = await place('over-night@example.com')
  await block('over-night@example.com', 6000)
  await expect.poll(() => historyOf(theirs), soon).toEqual(['approve', 'decline'])
  await server.close()
  await setTimeout(6000)
  server = await start()
  await expect.poll(() => historyOf(theirs), soon).toEqual(['approve', 'decline', 'approve'])
}, 180_000)
