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
  await store.backtests.create(
    { id, shopId, ruleset: 'cart', author: 'ann', request: {} },
    { shopId, queue: 'begun', payload: { id } },
  )
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

const QUEUE = 'turns'
/** Asks for one; `payload` is what its job carries. */
async function asked(shopId: string, payload?: unknown): Promise<string> {
  const id = newId(Date.now())
  const backtest = { id, shopId, ruleset: 'cart', author: 'ann', request: {} }
  await store.backtests.create(backtest, { shopId, queue: QUEUE, payload: payload ?? { id } })
  return id
}

it('one whose job cannot be written is not there either', async () => {
  const tooLarge = 'x'.repeat(100_000)
  await expect(asked('half', tooLarge)).rejects.toMatchObject({ code: 'invalid' })
  expect(await store.backtests.page('half', '', 10)).toEqual([])
})

it('those of several shops run in turn, one of each at a time', async () => {
  const first = [await asked('a'), await asked('a'), await asked('a')]
  const [b, c] = [await asked('b'), await asked('c')]
  const before = (shopId: string, ids: readonly string[]) =>
    store.backtests.waitingBefore(shopId, QUEUE, ids)
  // Of each other shop one comes before the second, and no shop has more.
  expect([...(await before('a', first)).values()].toSorted((x, y) => x - y)).toEqual([2, 3, 4])
  expect([...(await before('c', [c])).values()]).toEqual([2])

  const served: string[] = []
  const order: string[] = []
  const lease = async (limit: number) => {
    const jobs = await store.jobs.leaseInTurn(QUEUE, limit, served)
    for (const job of jobs) {
      served.push(...served.splice(0).filter((shop) => shop !== job.shopId), job.shopId)
      order.push((job.payload as { id: string }).id)
    }
    return jobs
  }
  const [running] = await lease(1)
  expect(running!.shopId).toBe('a')
  // While one of its own runs the shop gets no second one, however many are free.
  const others = await lease(5)
  expect(others.map(({ shopId }) => shopId).toSorted()).toEqual(['b', 'c'])
  expect(await lease(5)).toEqual([])
  expect((await before('b', [b])).size).toBe(0)
  for (const job of [running!, ...others]) await store.jobs.complete(job)
  await asked('d')
  // Who was served longest ago, or never, comes first.
  expect((await lease(1))[0]!.shopId).toBe('d')
  expect((await lease(1))[0]!.shopId).toBe('a')
  expect(order.slice(-1)).toEqual([first[1]])
})
