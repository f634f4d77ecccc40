/** What a merchant sets for a shop is in force at once, on every node, and for no other shop. */
import { readConfig, startServer, type Server } from '@gatehouse/server'
import type { Decision, Shop, ShopSettingsChange } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

const pathOf = (shop: string) => `/v1/shops/${shop}/settings`

/** Makes the shop by its first order. */
async function makeShop(shop: string): Promise<void> {
  expect((await server.post('/v1/decisions', orderOf(), { shop })).status).toBe(200)
}

async function read(shop: string): Promise<Shop> {
  const { status, body } = await server.get(pathOf(shop))
  expect(status).toBe(200)
  return body as Shop
}

async function set(shop: string, settings: ShopSettingsChange, note = ''): Promise<Shop> {
  const { version } = await read(shop)
  const answer = await server.put(pathOf(shop), { version, settings, note })
  expect(answer).toMatchObject({ status: 200, body: { version: version + 1 } })
  return answer.body as Shop
}

async function decide(shop: string, order: object): Promise<Decision> {
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  return body as Decision
}

describe('the settings of a shop', () => {
  it('are the defaults until somebody changes them', async () => {
    await makeShop('fresh')
    expect(await read('fresh')).toMatchObject({
      shop_id: 'fresh',
      parent_shop_id: null,
      version: 1,
      author: 'gatehouse',
      settings: {
        mode: 'enforce',
        privacy: 'standard',
        currency: 'EUR',
        home_country: null,
        exchange_rates: null,
      },
    })
  })

  it('are in force when the change is answered, and say who made it and why', async () => {
    await makeShop('weeks')
    expect(await decide('weeks', orderOf())).toMatchObject({ mode: 'enforce' })
    const changed = await set('weeks', { mode: 'observe' }, 'the first weeks')
    expect(changed).toMatchObject({ author: 'bootstrap', note: 'the first weeks' })
    expect(await decide('weeks', orderOf())).toMatchObject({ mode: 'observe' })
    expect(await read('weeks')).toEqual(changed)
    expect(await decide('fresh', orderOf())).toMatchObject({ mode: 'enforce' })
    const versions = await server.services.store.shops.history('weeks')
    expect(versions.map(({ author, note }) => [author, note])).toEqual([
      ['bootstrap', 'the first weeks'],
      ['gatehouse', 'named for the first time'],
    ])
  })

  it('stay as they are where a change leaves them out', async () => {
    await makeShop('partly')
    await set('partly', { mode: 'observe', home_country: 'FR' })
    const { settings } = await set('partly', { home_country: null })
    expect(settings).toMatchObject({ mode: 'observe', home_country: null, privacy: 'standard' })
  })

  it('convert amounts by the rates that were set, and by none before', async () => {
    await makeShop('rates')
    const dollars = { order: { amount: 108, currency: 'USD' } }
    const total = async () => (await decide('rates', dollars)).signals['order.amount_minor']
    expect(await total()).toEqual({ unknown: 'no_rate' })
    const table = { base: 'EUR', as_of: '2026-03-01', rates: { USD: 1.08 } }
    await set('rates', { exchange_rates: table })
    expect(await total()).toBe(10_000)
    await set('rates', { currency: 'USD' })
    expect(await total()).toBe(10_800)
  })

  it('name the home country, where a postcode that the bank does not know declines', async () => {
    await makeShop('home')
    const order = {
      ...orderOf(),
      billing: { country: 'DE', postal: '10115', city: 'Berlin' },
      credit_card: { avs_result: 'N', country: 'DE', issuer_id_number: '424242' },
    }
    expect(await decide('home', order)).not.toMatchObject({ outcome: 'decline' })
    await set('home', { home_country: 'DE' })
    expect(await decide('home', order)).toMatchObject({
      outcome: 'decline',
      reasons: expect.arrayContaining([
        expect.objectContaining({ code: 'AVS_MISMATCH' }),
      ]) as unknown,
    })
    await set('home', { home_country: 'FR' })
    expect(await decide('home', order)).not.toMatchObject({ outcome: 'decline' })
  })

  it('change the privacy of later events only', async () => {
    await makeShop('private')
    const sealed = async (order: object) => {
      const { id } = await decide('private', order)
      const record = await server.services.store.reading.record('private', id)
      return { id, isSealed: record!.sealed !== null }
    }
    const before = await sealed(orderOf({ ipAddress: '81.2.69.160' }))
    await set('private', { privacy: 'minimal' })
    const after = await sealed(orderOf())
    await set('private', { privacy: 'standard' })
    const again = await sealed(orderOf())
    expect([before.isSealed, after.isSealed, again.isSealed]).toEqual([true, false, true])
    const kept = await server.services.store.reading.record('private', before.id)
    const { personal } = server.services.store
    expect(await personal.open('private', before.id, kept!.sealed)).toMatchObject({
      state: 'open',
      values: { 'device.ip_address': '81.2.69.160', 'billing.address': '1 High Street' },
    })
  })

  it('are in force although a published ruleset no longer compiles', async () => {
    await makeShop('broken')
    const { rulesets } = server.services.store
    const [starter] = await rulesets.published('broken')
    const document = { ...(starter!.document as { rules: object[] }) }
    document.rules = [{ ...document.rules[0], when: 'signal.of_an_older_version > 1.0' }]
    const change = { shopId: 'broken', name: starter!.name, author: 'test', note: '' }
    await rulesets.publish(change, (await rulesets.saveDraft(change, document)).version)
    await server.services.shops.reload('broken')
    await set('broken', { mode: 'observe', privacy: 'minimal' })
    expect(await decide('broken', orderOf())).toMatchObject({
      mode: 'observe',
      versions: { ruleset: 'starter@1' },
    })
    expect(server.services.shops.runtime('broken')).toMatchObject({ privacy: 'minimal' })
  })
})

describe('a change that cannot be', () => {
  const rates = (about: object) => ({
    exchange_rates: { base: 'EUR', as_of: '2026-03-01', rates: { USD: 1.08 }, ...about },
  })

  it.each([
    ['a currency that is none', { currency: 'XYZ' }, '/settings/currency'],
    ['a currency in words', { currency: 'euro' }, '/settings/currency'],
    ['a country that is none', { home_country: 'QQ' }, '/settings/home_country'],
    ['a country in words', { home_country: 'Germany' }, '/settings/home_country'],
    ['a rate of 0', rates({ rates: { USD: 0 } }), '/settings/exchange_rates/rates/USD'],
    ['a negative rate', rates({ rates: { USD: -1 } }), '/settings/exchange_rates/rates/USD'],
    ['a rate of no currency', rates({ rates: { ABC: 1 } }), '/settings/exchange_rates/rates/ABC'],
    ['a mode that is none', { mode: 'off' }, '/settings/mode'],
    ['a privacy that is none', { privacy: 'none' }, '/settings/privacy'],
    ['a setting that there is not', { colour: 'blue' }, '/settings/colour'],
    ['nothing at all', {}, '/settings'],
    [
      'a currency that the rates of before do not hold',
      { currency: 'JPY', ...rates({}) },
      '/settings/exchange_rates/rates',
    ],
  ])('%s is a 422 that names the field, and changes nothing', async (_name, settings, pointer) => {
    const before = await read('default')
    const { status, body } = await server.put(pathOf('default'), {
      version: before.version,
      settings,
    })
    const { code, errors } = body as {
      code: string
      errors: { pointer: string; message: string }[]
    }
    expect({ status, code }).toEqual({ status: 422, code: 'invalid_body' })
    expect(errors.map((issue) => issue.pointer)).toContain(pointer)
    for (const { message } of errors) expect(message).toMatch(/^\S.{8,}/)
    expect(await read('default')).toEqual(before)
  })

  it('is refused when it was made for another version, and one of many at once is made', async () => {
    await makeShop('raced')
    await set('raced', { mode: 'observe' })
    const stale = await server.put(pathOf('raced'), { version: 1, settings: { mode: 'enforce' } })
    expect(stale).toMatchObject({ status: 409, body: { code: 'version_conflict' } })
    expect((stale.body as { detail: string }).detail).toMatch(/version 2.*`bootstrap`.*read/)
    const change = { version: 2, settings: { home_country: 'DE' } }
    const all = await Promise.all(
      Array.from({ length: 5 }, () => server.put(pathOf('raced'), change)),
    )
    const statuses = all.map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409, 409])
    expect(await read('raced')).toMatchObject({ version: 3 })
  })
})

describe('who may', () => {
  /** A key of a shop, in use at once. */
  async function keyOf(shop: string, ...scopes: string[]): Promise<string> {
    const { key } = await server.services.store.apiKeys.create(shop, 'clerk', scopes)
    const inUse = async () => (await server.get('/v1/decisions/x', { key })).status !== 401
    await expect.poll(inUse, { timeout: 10_000 }).toBe(true)
    return key
  }

  it('read: a key of the shop; change: one of its scope `admin`, which is named', async () => {
    await makeShop('clerks')
    const reader = await keyOf('clerks', 'read')
    const admin = await keyOf('clerks', 'admin')
    const change = { version: 1, settings: { mode: 'observe' } }
    expect(await server.get(pathOf('clerks'), { key: reader })).toMatchObject({ status: 200 })
    expect(await server.put(pathOf('clerks'), change, { key: reader })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    })
    expect(await server.put(pathOf('clerks'), change, { key: admin })).toMatchObject({
      status: 200,
      body: { author: 'clerk', version: 2 },
    })
  })

  it('a shop’s keys speak for its sub-shops too, and for no other shop', async () => {
    await makeShop('parent')
    await makeShop('unrelated')
    const sub = { settings: {}, author: 'test', note: '', parentShopId: 'parent' }
    await server.services.store.shops.ensure({ ...sub, shopId: 'child' })
    await server.services.shops.reload('child')
    const key = await keyOf('parent', 'admin')
    expect(await server.get(pathOf('child'), { key })).toMatchObject({
      status: 200,
      body: { parent_shop_id: 'parent' },
    })
    const change = { version: 1, settings: { mode: 'observe' } }
    expect(await server.put(pathOf('child'), change, { key })).toMatchObject({ status: 200 })
    for (const shop of ['unrelated', 'nobody']) {
      expect(await server.get(pathOf(shop), { key })).toMatchObject({ status: 404 })
      expect(await server.put(pathOf(shop), change, { key })).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      })
    }
    const childKey = await keyOf('child', 'admin')
    expect(await server.get(pathOf('parent'), { key: childKey })).toMatchObject({ status: 404 })
    expect(await read('unrelated')).toMatchObject({ version: 1 })
  })

  it('nobody makes a shop by mistyping it', async () => {
    const before = server.services.shops.count
    const change = { version: 1, settings: { mode: 'observe' } }
    expect(await server.put(pathOf('mistyped'), change)).toMatchObject({ status: 404 })
    expect(server.services.shops.count).toBe(before)
  })
})

describe('another node on the same database', () => {
  let other: Server
  beforeAll(async () => {
    await makeShop('shared')
    const env = { LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: server.dataDir }
    other = await startServer(readConfig(env))
  }, START_TIMEOUT_MS)
  afterAll(() => other.close())

  it('hears of a change and decides by it, without a restart', async () => {
    const mode = async () => {
      const response = await fetch(`${other.url}/v1/decisions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${other.apiKey}`,
          'gatehouse-shop': 'shared',
          'content-type': 'application/json',
        },
        body: '{}',
      })
      return ((await response.json()) as Decision).mode
    }
    expect(await mode()).toBe('enforce')
    await set('shared', { mode: 'observe' })
    await expect.poll(mode, { timeout: 10_000 }).toBe('observe')
  })
})
