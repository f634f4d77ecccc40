/** What was decided is told, whenever the server dies; what was given up is told when asked for. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision, Delivery, WebhookWithSecret } from '@gatehouse/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  orderOf,
  PROCESS_API_KEY,
  startFakeReceiver,
  startServerProcess,
  until,
  type FakeReceiver,
  type ServerProcess,
} from '../src/index.ts'

const ORDERS = 40
const KILLS = 3
/** A job that a dead server held is taken by the next one after this, and a little more. */
const LEASES_OVER_MS = 60_000

let receiver: FakeReceiver
let dataDir: string
let server: ServerProcess

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await startServerProcess(dataDir, { WEBHOOK_ALLOWED_ORIGINS: receiver.origin, ...env })
}
beforeEach(async () => {
  receiver = await startFakeReceiver()
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-webhooks-'))
}, 300_000)
afterEach(async () => {
  await server.end('SIGTERM')
  await receiver.close()
  rmSync(dataDir, { recursive: true, force: true })
}, 60_000)

async function ask<Body>(method: string, path: string, body?: object): Promise<Body> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${PROCESS_API_KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Body
}
const hook = () => {
  const draft = { url: receiver.origin, events: ['decision.created'] }
  return ask<WebhookWithSecret>('POST', '/v1/webhooks', draft)
}
const decide = () => ask<Decision>('POST', '/v1/decisions', orderOf())
const toldOf = () =>
  new Set(
    [...receiver.accepted.values()].map(({ data }) => (data as { decision: Decision }).decision.id),
  )

it('none is lost when the server is killed again and again while it tells', async () => {
  await start()
  receiver.knows((await hook()).secret)
  // Every third attempt comes to nothing, and some are under way when the server dies.
  const decided: string[] = []
  for (let kill = 0; kill < KILLS; kill++) {
    receiver.fault({ kind: kill % 2 === 0 ? 'slow' : 'silence', ms: 500 }, 6)
    const orders = await Promise.all(Array.from({ length: ORDERS }, decide))
    decided.push(...orders.map(({ id }) => id))
    await until(() => receiver.requests.length > kill * 10, 5000)
    await server.end('SIGKILL')
    receiver.fault(null)
    await start()
  }
  const isAllTold = () => toldOf().size === decided.length
  expect(await until(isAllTold, LEASES_OVER_MS)).toBe(true)
  expect([...toldOf()].toSorted()).toEqual(decided.toSorted())
  expect(receiver.requests.every(({ verified }) => verified?.ok === true)).toBe(true)
}, 200_000)

it('what was given up is seen, and told when somebody asks for it', async () => {
  await start({ WEBHOOK_RETRY_HOURS: '0' })
  const { id } = await hook()
  receiver.fault({ kind: 'status', status: 500 })
  const decision = await decide()
  const dead = async () => {
    const path = `/v1/webhooks/${id}/deliveries?state=dead`
    return (await ask<{ items: Delivery[] }>('GET', path)).items
  }
  expect(await until(async () => (await dead()).length === 1)).toBe(true)
  expect(await dead()).toMatchObject([
    { about: decision.id, event: 'decision.created', attempts: 1, last_error: 'status 500' },
  ])
  expect(receiver.requests).toHaveLength(1)
  receiver.fault(null)
  expect(await ask('POST', `/v1/webhooks/${id}/resend`)).toEqual({ resent: 1 })
  expect(await until(() => receiver.accepted.size === 1)).toBe(true)
  const ids = receiver.requests.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids).size).toBe(1)
  expect(await dead()).toEqual([])
}, 200_000)
