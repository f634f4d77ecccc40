/** What a label says it cost is in the money of the shop, unless it names another. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function labelled(fields: object): Promise<number> {
  const { status } = await server.post(
    '/v1/labels',
    { event_id: 'yen-1', label: 'stolen_card', ...fields },
    { shop: 'tokyo' },
  )
  return status
}

it('reads an amount without a currency in the currency of the shop', async () => {
  await server.post('/v1/decisions', orderOf({ eventId: 'yen-1' }), { shop: 'tokyo' })
  const yen = { version: 1, settings: { currency: 'JPY' } }
  expect(await server.put('/v1/shops/tokyo/settings', yen)).toMatchObject({ status: 200 })
  expect(await labelled({ amount: 1200 })).toBe(201)
  expect(await labelled({ amount: 12.5 })).toBe(422)
  expect(await labelled({ amount: 12.5, currency: 'EUR' })).toBe(201)
  const { labels } = server.services.store
  const known = await labels.of('tokyo', { eventId: 'yen-1', transactionId: null })
  expect(known).toHaveLength(2)
  expect(known.map(({ amountMinor }) => amountMinor)).toEqual(expect.arrayContaining([1200, 1250]))
})
