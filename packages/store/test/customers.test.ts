import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Store } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'

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

it('rows of a restored dump are no news: their transactions were those of another server', async () => {
  const { journal, customers } = store
  const from = await customers.horizon()
  const record = recordOf()
  const customer = { account: '7', orderId: record.id, trust: 40, change: 'blocked' as const }
  await journal.append(record, { customer })
  const before = await customers.since(from)
  expect([before.packed.length, before.changed]).toEqual([1, ['7']])
  // A server that has seen billions of transactions was dumped, and restored into a fresh one.
  await test.withClient(async (client) => {
    await client.query(`UPDATE customers SET tx = '9000000000'`)
    await client.query(`UPDATE customer_changes SET tx = '9000000000'`)
  })
  expect(await customers.since(before.next)).toMatchObject({ packed: [], changed: [] })
  const [found] = await customers.find(['7'])
  expect(found).toMatchObject({ ranking: { trust: 40 }, changes: [{ change: 'blocked' }] })
})
