import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../src/index.ts'
import { startTestDatabase, type TestDatabase } from './database.ts'

let test: TestDatabase
let store: Store

beforeAll(async () => {
  test = await startTestDatabase()
  store = await test.open()
})
afterAll(async () => {
  await store.close()
  await test.stop()
})

describe('configuration', () => {
  const settings = { currency: 'EUR', privacy: 'standard', mode: 'enforce' } as const

  const made = (shopId: string) =>
    store.shops.ensure({ shopId, settings, author: 'ann', note: 'a new market' })

  it('a shop is made once, and a change on what is no longer true is refused', async () => {
    const shop = await made('cfg')
    expect(shop).toMatchObject({ shopId: 'cfg', parentShopId: null, settings, revision: 1 })
    await expect(
      store.shops.ensure({ ...shop, settings: { ...settings, currency: 'USD' }, author: 'bob' }),
    ).resolves.toEqual(shop)
    const change = { ...shop, settings: { ...settings, mode: 'observe' } }
    const changed = await store.shops.change(change)
    await expect(store.shops.find('cfg')).resolves.toEqual(changed)
    await expect(store.shops.change(shop)).rejects.toMatchObject({ code: 'stale' })
    await expect(made('no spaces')).rejects.toMatchObject({ code: 'invalid' })
  })

  it('of two changes of one version one is made, whoever comes first', async () => {
    const shop = await made('race')
    const change = (mode: string) => store.shops.change({ ...shop, settings: { mode } })
    const done = await Promise.allSettled(['a', 'b', 'c', 'd'].map(change))
    expect(done.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ])
    await expect(store.shops.find('race')).resolves.toMatchObject({ revision: 2 })
  })

  it('keeps every version of the settings, with who made it and why', async () => {
    const shop = await made('kept')
    const change = { ...shop, settings: { mode: 'observe' }, author: 'bob', note: 'first weeks' }
    const { changedAtMs } = await store.shops.change(change)
    await expect(store.shops.history('kept')).resolves.toEqual([
      {
        revision: 2,
        settings: { mode: 'observe' },
        author: 'bob',
        note: 'first weeks',
        changedAtMs,
      },
      {
        revision: 1,
        settings,
        author: 'ann',
        note: 'a new market',
        changedAtMs: shop.changedAtMs,
      },
    ])
    await expect(store.shops.history('other')).resolves.toEqual([])
  })

  it('a key is found until it is revoked', async () => {
    await made('keys')
    const { key, ...known } = await store.apiKeys.create('keys', 'cart', ['decide'])
    await expect(store.apiKeys.find(key)).resolves.toEqual(known)
    await expect(store.apiKeys.revoke('other', known.keyId)).resolves.toBe(false)
    await expect(store.apiKeys.revoke('keys', known.keyId)).resolves.toBe(true)
    await expect(store.apiKeys.find(key)).resolves.toBeUndefined()
  })

  it('rulesets are drafted, published, replaced and rolled back', async () => {
    const by = { shopId: 'rules', name: 'cart', author: 'ann', note: 'why' }
    await store.rulesets.saveDraft(by, { v: 'a' })
    const draft = await store.rulesets.saveDraft(by, { v: 'A' })
    await expect(store.rulesets.published('rules')).resolves.toEqual([])
    await store.rulesets.publish(by, draft.version)
    await expect(store.rulesets.publish(by, draft.version)).rejects.toMatchObject({ code: 'stale' })
    await expect(store.rulesets.published('rules')).resolves.toMatchObject([
      { document: { v: 'A' } },
    ])
    const next = await store.rulesets.saveDraft(by, { v: 'B' })
    await store.rulesets.publish(by, next.version)
    await store.rulesets.rollBack({ ...by, author: 'bob' }, draft.version)
    await expect(store.rulesets.published('rules')).resolves.toMatchObject([
      { document: { v: 'A' }, version: next.version + 1, author: 'bob' },
    ])
    await expect(store.rulesets.rollBack(by, 99)).rejects.toMatchObject({ code: 'invalid' })
    const history = await store.rulesets.history('rules', 'cart')
    expect(history.map((each) => each.state)).toEqual(['published', 'retired', 'retired'])
  })

  it('every node hears of a change, and hears "anything" after its connection was lost', async () => {
    const heard: (string | null)[] = []
    const stop = store.configChanges.listen((shopId) => heard.push(shopId))
    const other = await test.open()
    await other.shops.ensure({ shopId: 'heard', settings, author: 'ann', note: '' })
    await expect.poll(() => heard).toContain('heard')
    await test.withClient((client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`,
      ),
    )
    await expect.poll(() => heard, { timeout: 10_000 }).toContain(null)
    stop()
    await other.close()
  })
})
