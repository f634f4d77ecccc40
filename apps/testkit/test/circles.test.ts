/** Known fraudsters are told of between two installations: by tokens, signed, and taken back again. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CirclePage, Decision, SignedCirclePage } from '@gatehouse/contract'
import { circlePage } from '@gatehouse/pipeline'
import { pullCircles, type Pulled } from '@gatehouse/server'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, until, type TestServer } from '../src/index.ts'

const CIRCLE = 'shoes'
const LIST = 'told_emails'
let north: TestServer
let south: TestServer
let proxy: Server
/** What stands between the two does to an answer. */
let tamper: (signed: SignedCirclePage) => unknown = (signed) => signed
let folder: string

const circlesOf = ({ services }: TestServer) => services.store.circles

/** Takes a shop into the circle. */
async function share(server: TestServer, shopId: string, part: { readonly labels?: boolean } = {}) {
  await server.post('/v1/decisions', order(`nobody-${shopId}@example.com`), { shop: shopId })
  const list = { name: LIST, kind: 'email', standing: 'deny' }
  await server.post('/v1/lists', list, { shop: shopId })
  const { publicKey } = circlesOf(server).signer(CIRCLE, shopId)
  await circlesOf(server).put(
    CIRCLE,
    publicKey,
    {
      title: shopId,
      owner: shopId,
      shopId,
      lists: [LIST],
      sharesLabels: part.labels ?? false,
      sharesHistory: false,
      url: null,
      apiKey: null,
    },
    'test',
  )
  return publicKey
}

/** South takes a shop of north in, over what stands between them. */
async function follow(shopId: string, publicKey: Uint8Array, url: string | null) {
  const { key } = await north.services.store.apiKeys.create(shopId, 'south', ['circle'])
  await circlesOf(south).put(
    CIRCLE,
    publicKey,
    {
      title: `north ${shopId}`,
      owner: `north ${shopId}`,
      shopId: null,
      lists: [],
      sharesLabels: false,
      sharesHistory: false,
      url,
      apiKey: key,
    },
    'test',
  )
}

const pull = (): Promise<Pulled[]> =>
  pullCircles({ store: south.services.store, nowMs: Date.now }, CIRCLE)

let made = 0
/** Of nobody else: neither address nor phone nor device of another order. */
function order(email: string): object {
  const ipAddress = `81.${2 + (made >> 8)}.${made & 255}.9`
  const { shipping: _s, billing: _b, ...one } = orderOf({ ipAddress }) as Record<string, unknown>
  made++
  return { ...one, email: { address: email } }
}

async function place(server: TestServer, shop: string, email: string): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', order(email), { shop })
  expect(status).toBe(200)
  return body as Decision
}

const list = (shop: string, email: string, server = north) =>
  server.post(`/v1/lists/${LIST}/items`, { value: email }, { shop })
const shopsSaying = async (email: string, server = south, shop = 'south') =>
  (await place(server, shop, email)).signals['shared_list.shops']
const isSaid = (email: string, shops: number, server = south, shop = 'south') =>
  until(async () => (await shopsSaying(email, server, shop)) === shops)

beforeAll(async () => {
  north = await startTestServer()
  south = await startTestServer()
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-circle-'))
  proxy = createServer((request, response) => {
    void fetch(`${north.url.replace('localhost', '127.0.0.1')}${request.url}`, {
      headers: { authorization: request.headers.authorization ?? '' },
    }).then(async (answer) => {
      const body = (await answer.json()) as SignedCirclePage
      const shown = answer.status === 200 ? tamper(body) : body
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(typeof shown === 'string' ? shown : JSON.stringify(shown))
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const key = await circlesOf(north).create(CIRCLE, undefined, 'test')
  await circlesOf(south).create(CIRCLE, key, 'test')
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  await follow('a', await share(north, 'a'), url)
  await follow('b', await share(north, 'b', { labels: true }), url)
  await share(north, 'c')
  await share(south, 'south')
}, START_TIMEOUT_MS)
afterAll(async () => {
  proxy.close()
  await north.close()
  await south.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(() => {
  tamper = (signed) => signed
})

describe('an item of a deny list', () => {
  it('is known to the other installation as what another shop says, and to nobody outside', async () => {
    const email = 'mallory@example.com'
    expect(await isSaid(email, 0)).toBe(true)
    await list('a', email)
    expect(await pull()).toMatchObject([{ said: 1, problem: null }, { problem: null }])
    expect(await isSaid('Mallory+x@example.com', 1)).toBe(true)
    const { signals } = await place(south, 'south', email)
    expect(signals).toMatchObject({
      'shared_list.kinds': ['email'],
      'shared_list.reason': 'listed',
      'shared_list.severity': 2,
      'shared_list.last_said_days': 0,
    })
    expect((await place(south, 'stranger', email)).signals['shared_list.shops']).toEqual({
      unknown: 'not_in_circle',
    })
  })

  it('counts once for each shop that says so, in one installation as in two, and not for itself', async () => {
    const email = 'ring@example.com'
    await list('a', email)
    expect(await isSaid(email, 1, north, 'c')).toBe(true)
    expect(await shopsSaying(email, north, 'a')).toBe(0)
    await list('b', email)
    expect(await isSaid(email, 2, north, 'c')).toBe(true)
    await pull()
    expect(await isSaid(email, 2)).toBe(true)
  })

  it('is said no more once it is taken off the list, or trusted', async () => {
    const [gone, trusted] = ['gone@example.com', 'trusted@example.com']
    const { body } = await list('a', gone)
    await list('a', trusted)
    await pull()
    expect(await isSaid(gone, 1)).toBe(true)
    await north.delete(`/v1/lists/${LIST}/items/${(body as { id: string }).id}`, { shop: 'a' })
    const allow = { name: 'vips', kind: 'email', standing: 'allow' }
    await north.post('/v1/lists', allow, { shop: 'a' })
    await north.post('/v1/lists/vips/items', { value: trusted }, { shop: 'a' })
    expect(await pull()).toMatchObject([{ withdrawn: 2 }, {}])
    expect(await isSaid(gone, 0)).toBe(true)
    expect(await isSaid(trusted, 0)).toBe(true)
    await list('a', trusted)
    expect(await pull()).toMatchObject([{ said: 0 }, {}])
  })

  it('is said no more once its list is no deny list', async () => {
    const email = 'list-turned@example.com'
    const other = { name: 'turned', kind: 'email', standing: 'deny' }
    await north.post('/v1/lists', other, { shop: 'c' })
    const { publicKey } = circlesOf(north).signer(CIRCLE, 'c')
    const c = (await circlesOf(north).members(CIRCLE)).find(({ title }) => title === 'c')!
    await circlesOf(north).put(CIRCLE, publicKey, { ...c, lists: ['turned'], apiKey: null }, 'test')
    await north.post('/v1/lists/turned/items', { value: email }, { shop: 'c' })
    expect(await isSaid(email, 1, north, 'a')).toBe(true)
    await north.put('/v1/lists/turned', { standing: 'watch' }, { shop: 'c' })
    expect(await isSaid(email, 0, north, 'a')).toBe(true)
  })

  it('does not count of a member that is muted', async () => {
    const email = 'muted@example.com'
    await list('a', email)
    await pull()
    expect(await isSaid(email, 1)).toBe(true)
    const member = (await circlesOf(south).members(CIRCLE)).find(({ title }) => title === 'north a')
    await circlesOf(south).mute(CIRCLE, member!.member, true, 'test')
    expect(await isSaid(email, 0)).toBe(true)
    await circlesOf(south).mute(CIRCLE, member!.member, false, 'test')
    expect(await isSaid(email, 1)).toBe(true)
  })
})

it('an order that is labelled as fraud is told with its reason, and taken back with the label', async () => {
  const email = 'thief@example.com'
  const { event_id: eventId } = await place(north, 'b', email)
  const label = (name: string) =>
    north.post('/v1/labels', { event_id: eventId, label: name }, { shop: 'b' })
  await label('stolen_card')
  expect(await isSaid(email, 1, north, 'c')).toBe(true)
  await pull()
  expect(await isSaid(email, 1)).toBe(true)
  expect((await place(south, 'south', email)).signals).toMatchObject({
    'shared_list.reason': 'stolen_card',
    'shared_list.severity': 3,
  })
  await label('not_fraud')
  expect(await isSaid(email, 0, north, 'c')).toBe(true)
  await pull()
  expect(await isSaid(email, 0)).toBe(true)
})

describe('the feed', () => {
  it('is given to nobody without a key for it, and the key opens nothing else', async () => {
    const { key } = await north.services.store.apiKeys.create('a', 'feed', ['circle'])
    await until(async () => (await north.get(`/v1/circles/${CIRCLE}/feed`, { key })).status === 200)
    expect((await north.get('/v1/lists', { key })).status).toBe(403)
    expect((await north.get('/v1/circles/others/feed', { key })).status).toBe(404)
    expect((await north.get(`/v1/circles/${CIRCLE}/feed`, { key: null })).status).toBe(401)
    const { body } = await north.get('/v1/circles', { shop: 'a' })
    expect(body).toMatchObject({ items: [{ name: CIRCLE, lists: [LIST], members: 3 }] })
  })

  it('holds tokens, and nothing of a person', async () => {
    await list('a', 'readable@example.com')
    const { body } = await north.get(`/v1/circles/${CIRCLE}/feed`, { shop: 'a' })
    const { page } = body as SignedCirclePage
    expect((JSON.parse(page) as CirclePage).items.length).toBeGreaterThan(0)
    expect(page).not.toMatch(/readable|example/)
  })

  const changed = (change: (page: CirclePage) => object) => (signed: SignedCirclePage) => ({
    ...signed,
    page: JSON.stringify(change(JSON.parse(signed.page) as CirclePage)),
  })
  it.each<[string, (signed: SignedCirclePage) => unknown, RegExp]>([
    [
      'that was changed',
      changed((page) => ({ ...page, issued_at: page.issued_at - 1 })),
      /signature/,
    ],
    ['that is cut off', (signed) => JSON.stringify(signed).slice(0, -40), /page/],
    ['that is no page', () => ({ hello: 1 }), /page/],
  ])('%s is refused as a whole', async (_what, change, problem) => {
    const email = `unheard-${++made}@example.com`
    await pull()
    await list('a', email)
    tamper = change
    const pulled = await pull()
    expect(pulled.map(({ said }) => said)).toEqual([0, 0])
    expect(pulled[0]!.problem).toMatch(problem)
    expect(await shopsSaying(email)).toBe(0)
    const [member] = await circlesOf(south).members(CIRCLE)
    expect(member!.problem).toMatch(problem)
    tamper = (signed) => signed
    expect(await pull()).toMatchObject([{ said: 1, problem: null }, { problem: null }])
  })

  it('that was recorded and is played back takes nothing back', async () => {
    const recorded: SignedCirclePage[] = []
    tamper = (signed) => (recorded.push(signed), signed)
    const email = 'played-back@example.com'
    await list('a', email)
    await pull()
    tamper = () => recorded[0]
    const [pulled] = await pull()
    expect(pulled).toMatchObject({ said: 0, withdrawn: 0 })
    expect(pulled!.problem).not.toBe(null)
    expect(await isSaid(email, 1)).toBe(true)
  })

  it.each([
    ['ahead', 3600_000, /future/],
    ['behind', -3600_000, /while ago/],
  ])(
    'of a member whose clock is an hour %s is refused, and says so',
    async (_how, skewMs, problem) => {
      const page = await circlePage(north.services.store, 'a', CIRCLE, 0, Date.now() + skewMs)
      tamper = () => page
      const [pulled] = await pull()
      expect(pulled).toMatchObject({ said: 0, problem: expect.stringMatching(problem) as string })
    },
  )

  it('of a member that says more than it may is refused', async () => {
    const raw = circlesOf(north).signer(CIRCLE, 'poisoner').publicKey
    const member = await circlesOf(south).put(
      CIRCLE,
      raw,
      {
        title: 'poisoner',
        owner: 'poisoner',
        shopId: null,
        lists: [],
        sharesLabels: false,
        sharesHistory: false,
        url: null,
        apiKey: null,
      },
      'test',
    )
    const items = (from: number): CirclePage['items'] =>
      Array.from({ length: 1000 }, (_, n) => ({
        seq: from + n + 1,
        kind: 'email' as const,
        token: Buffer.alloc(16, `${from + n}-`)
          .toString('base64url')
          .slice(0, 22),
        is_withdrawn: false,
        reason: 'listed' as const,
        severity: 2,
        first_seen: 1,
        last_seen: 1,
        expires_at: 4e9,
      }))
    const page = (from: number): CirclePage => ({
      format: 'gatehouse-circle/1',
      circle: CIRCLE,
      member,
      key_check: '',
      issued_at: 1,
      from,
      to: from + 1000,
      is_last: false,
      items: items(from),
    })
    expect(await circlesOf(south).take(page(0), 1500)).toMatchObject({ state: 'taken' })
    expect(await circlesOf(south).take(page(1000), 1500)).toEqual({ state: 'too_many' })
    expect(await circlesOf(south).take(page(2000), 1e6)).toEqual({ state: 'gap', seq: 1000 })
    await circlesOf(south).dismiss(CIRCLE, member, 'test')
  })
})

describe('a file', () => {
  it('brings what the feed would, whole or not at all', async () => {
    const { writeCircleFile, readCircleFile } = await import('../../cli/src/circles/circle-file.ts')
    const path = join(folder, 'a.jsonl')
    const email = 'by-file@example.com'
    await list('a', email)
    await writeCircleFile(north.services.store, 'a', CIRCLE, path)
    const text = readFileSync(path, 'utf8')
    const read = () => readCircleFile(south.services.store, CIRCLE, path)
    writeFileSync(path, text.slice(0, text.length / 2))
    await expect(read()).rejects.toThrow(/line 1/)
    writeFileSync(path, `${text}${text}`)
    await expect(read()).rejects.toThrow(/line 2/)
    writeFileSync(path, '{}\n'.repeat(1e5))
    await expect(read()).rejects.toThrow(/line 1/)
    const first = JSON.parse(
      (JSON.parse(text.split('\n', 1)[0]!) as SignedCirclePage).page,
    ) as CirclePage
    writeFileSync(path, endless(first, 10_000))
    await expect(read()).rejects.toThrow(/line 151: .*more than a member may/)
    writeFileSync(path, `"${'x'.repeat(3e6)}`)
    await expect(read()).rejects.toThrow(/line 1: .*longer/)
    expect(await shopsSaying(email)).toBe(0)
    writeFileSync(path, text)
    expect(await read()).toMatchObject({ said: 1 })
    expect(await isSaid(email, 1)).toBe(true)
    expect(await read()).toEqual({ said: 0, withdrawn: 0 })
  })
})

/** Lines that follow each other for ever, as whoever holds the key of a member could write them. */
function endless(page: CirclePage, lines: number): string {
  const signer = circlesOf(north).signer(CIRCLE, 'a')
  return Array.from({ length: lines }, (_, n) => {
    const text = JSON.stringify({ ...page, from: n, to: n + 1, is_last: false, items: [] })
    // Signing takes longer than reading: nobody reads so far.
    const signature = n > 200 ? 'A'.repeat(86) : signer.sign(text).toString('base64url')
    return `${JSON.stringify({ page: text, signature })}\n`
  }).join('')
}
