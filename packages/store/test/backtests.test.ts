/** Backtests and how far they are, in a real database. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId, type Store } from '../src/index.ts'
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

async function begun(shopId: string): Promise<string> {
  const id = newId(Date.now())
  await store.backtests.create({ id, shopId, ruleset: 'cart', author: 'ann', request: {} })
  expect(await store.backtests.progress(shopId, id, 0.5, 10)).toBe(true)
  expect(await store.backtests.find(shopId, id)).toMatchObject({ state: 'running', decisions: 10 })
  return id
}

it.each([
  ['done', { decisions: 20, result: { decisions: 20 }, error: null }],
  ['failed', { decisions: 0, result: null, error: 'it broke' }],
] as const)('one that is %s stays so when what it told before comes late', async (state, end) => {
  const id = await begun('shop')
  await store.backtests.end('shop', id, end)
  expect(await store.backtests.progress('shop', id, 1, 20)).toBe(false)
  expect(await store.backtests.find('shop', id)).toMatchObject({ state, ...end })
})

it('one that is gone, or of another shop, has nobody to tell', async () => {
  const id = await begun('shop')
  expect(await store.backtests.progress('other', id, 1, 20)).toBe(false)
  expect(await store.backtests.remove('other', id)).toBe(false)
  expect(await store.backtests.remove('shop', id)).toBe(true)
  expect(await store.backtests.progress('shop', id, 1, 20)).toBe(false)
})
