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

  it('a shop is made once, and a change on what is no longer true is refused', async () => {
    const shop = await store.shops.ensure('cfg', settings)
    await expect(store.shops.ensure('cfg', { ...settings, currency: 'USD' })).resolves.toEqual(shop)
    const changed = await store.shops.change({
      ...shop,
      settings: { ...settings, mode: 'observe' },
    })
    await expect(store.shops.find('cfg')).resolves.toEqual(changed)
    await expect(store.shops.change(shop)).rejects.toMatchObject({ code: 'stale' })
    await expect(store.shops.ensure('no spaces', settings)).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  it('a key is found until it is revoked', async () => {
    await store.shops.ensure('keys', settings)
    const { key, ...made } = await store.apiKeys.create('keys', 'cart', ['decide'])
    await expect(store.apiKeys.find(key)).resolves.toEqual(made)
    await expect(store.apiKeys.revoke('other', made.keyId)).resolves.toBe(false)
    await expect(store.apiKeys.revoke('keys', made.keyId)).resolves.toBe(true)
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
    await other.shops.ensure('heard', settings)
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
