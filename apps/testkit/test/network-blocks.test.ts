/** Deny lists of networks as blocks in front of the shop, and back again, over HTTP. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NetworkBlocks } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  CLOUDFLARE,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startFakeCloudflare,
  startTestServer,
  type FakeCloudflare,
  type TestServer,
} from '../src/index.ts'

let cloudflare: FakeCloudflare
let server: TestServer
let folder: string
let file: string
beforeAll(async () => {
  cloudflare = await startFakeCloudflare()
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-network-'))
  file = join(folder, 'blocked.conf')
  cloudflare.add('185.220.101.1', 'put here by hand')
  server = await startTestServer({
    CLOUDFLARE_API_URL: cloudflare.api,
    CLOUDFLARE_ACCOUNT_ID: CLOUDFLARE.accountId,
    CLOUDFLARE_LIST_ID: CLOUDFLARE.listId,
    CLOUDFLARE_API_TOKEN: CLOUDFLARE.token,
    NETWORK_FILE: file,
    NETWORK_FILE_FORMAT: 'nginx',
    NETWORK_NEVER: '81.2.69.0/24',
    NETWORK_BLOCKS_MAX: '4',
    TRUSTED_PROXIES: '193.0.6.0/24',
  })
  await server.get('/v1/lists')
}, START_TIMEOUT_MS)
afterAll(async () => {
  await server.close()
  await cloudflare.close()
  rmSync(folder, { recursive: true })
})

const LIST = '/v1/lists/blocked_ip_ranges/items'

async function block(value: string, more: object = {}): Promise<string> {
  const { status, body } = await server.post(LIST, { value, ...more })
  expect([200, 201]).toContain(status)
  return (body as { id: string }).id
}

const onList = () => cloudflare.items.map(({ ip }) => ip).toSorted()
const inFile = (): string[] => readFileSync(file, 'utf8').match(/(?<=deny ).*(?=;)/g) ?? []
const told = async () => (await server.get('/v1/network/blocks')).body as NetworkBlocks
const WAIT = { timeout: 15_000 }

it('blocks what is put on a deny list of networks, and only that', async () => {
  await block('45.155.204.0/24')
  await block('45.155.205.7/32')
  await block('2a0b:f4c0:16c::/48')
  await expect
    .poll(onList, WAIT)
    .toEqual(['185.220.101.1', '2a0b:f4c0:16c::/48', '45.155.204.0/24', '45.155.205.7'])
  await expect
    .poll(() => inFile().toSorted(), WAIT)
    .toEqual(['2a0b:f4c0:16c::/48', '45.155.204.0/24', '45.155.205.7/32'])
  expect(cloudflare.items.filter(({ comment }) => comment === 'gatehouse')).toHaveLength(3)
})

it('lets a network in again that is taken off, and leaves alone what people put there', async () => {
  const { items } = (await server.get(LIST)).body as { items: { id: string; value: string }[] }
  const { id } = items.find(({ value }) => value === '45.155.204.0/24')!
  expect((await server.delete(`${LIST}/${id}`)).status).toBe(204)
  await expect.poll(onList, WAIT).toEqual(['185.220.101.1', '2a0b:f4c0:16c::/48', '45.155.205.7'])
  await expect.poll(() => inFile().includes('45.155.204.0/24'), WAIT).toBe(false)
})

it('lets a network in again whose time is over', async () => {
  const expires_at = new Date(Date.now() + 4000).toISOString()
  await block('45.155.206.0/24', { expires_at })
  await expect.poll(onList, WAIT).toContain('45.155.206.0/24')
  await new Promise((resolve) => setTimeout(resolve, 4500))
  // Any round does it; the next change is sooner than the minute.
  await block('45.155.207.0/24')
  await expect.poll(onList, WAIT).toContain('45.155.207.0/24')
  expect(onList()).not.toContain('45.155.206.0/24')
})

it('never blocks customers of a carrier, a relay or the shop itself, and not without end', async () => {
  await block('45.128.0.0/16')
  await block('104.28.10.0/24')
  await block('81.2.69.160/32')
  await block('193.0.6.139/32')
  await block('45.155.208.0/24')
  await block('45.155.209.0/24')
  const { blocks, refused } = await told()
  expect(blocks).toHaveLength(4)
  const why = Object.fromEntries(refused.map(({ value, why: reason }) => [value, reason]))
  expect(why).toMatchObject({
    '45.128.0.0/16': 'too_wide',
    '104.28.10.0/24': 'relay',
    '81.2.69.160/32': 'own',
    '193.0.6.139/32': 'own',
  })
  expect(Object.values(why)).toContain('over_cap')
  await expect.poll(() => inFile().length, WAIT).toBe(4)
  expect(inFile().toSorted()).toEqual(blocks.map(({ range }) => range).toSorted())
})

it('blocks for an hour where an attack came from, when a rule asks for it', async () => {
  const shop = 'attacked'
  await server.post('/v1/decisions', orderOf(), { shop })
  const rules = declineAbove(100).rules.map((rule) => ({
    ...rule,
    actions: [{ kind: 'block_network' as const }],
  }))
  await putLive(server, declineAbove(100, { rules }), shop)
  const from = async (ipAddress: string, amount: number) =>
    server.post('/v1/decisions', orderOf({ ipAddress, amount }), { shop })
  await from('45.155.220.9', 500)
  await from('2a0b:f4c0:16d:1::7', 500)
  await from('45.155.220.10', 50)
  await from('104.28.10.7', 500)
  const ofShop = async () =>
    (await server.get('/v1/network/blocks', { shop })).body as NetworkBlocks
  await expect
    .poll(async () => (await ofShop()).blocks.map(({ range }) => range), WAIT)
    .toEqual(['45.155.220.9/32', '2a0b:f4c0:16d:1::/64'])
  const [block] = (await ofShop()).blocks
  const minutes = (Date.parse(block!.expires_at!) - Date.now()) / 60_000
  expect(minutes).toBeGreaterThan(55)
  expect(minutes).toBeLessThanOrEqual(60)
})

it('tells a layer that was away once it is back', async () => {
  cloudflare.fault(503)
  const before = onList()
  const { items } = (await server.get(LIST)).body as { items: { id: string; value: string }[] }
  const { id } = items.find(({ value }) => value === '45.155.205.7/32')!
  await server.delete(`${LIST}/${id}`)
  await expect.poll(() => inFile().includes('45.155.205.7/32'), WAIT).toBe(false)
  expect(onList()).toEqual(before)
  cloudflare.fault(null)
  await block('45.155.210.0/24')
  await expect.poll(onList, WAIT).not.toContain('45.155.205.7')
})

it('gives the same to whoever asks, as a firewall wants it', async () => {
  const nft = await server.get('/v1/network/blocks?format=nftables', { checked: false })
  expect(nft.status).toBe(200)
  expect(nft.body).toContain('ip6 saddr @blocked6 drop')
  expect(nft.body).toContain('2a0b:f4c0:16c::/48')
  const other = { shop: 'other' }
  await server.post('/v1/decisions', orderOf(), other)
  const { body } = await server.get('/v1/network/blocks', other)
  expect(body).toEqual({ blocks: [], refused: [] })
})
