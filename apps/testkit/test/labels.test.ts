/** What a label says it cost is in the money of the shop, unless it names another. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('what a person writes on a label', () => {
  const notes = 'the customer, Erika Mustermann, called: it was her son'
  const label = { label: 'friendly_fraud', notes }

  /** Every text of the database that a person could read without a key. */
  async function inTheClear(shop: string): Promise<string> {
    const { reading, labels } = server.services.store
    const { records } = await reading.search({ shopId: shop, limit: 200 })
    const events = records.map(({ eventJson }) => Buffer.from(eventJson).toString())
    const of = { eventId: 'noted', transactionId: 't-noted' }
    return JSON.stringify([events, await labels.of(shop, of)])
  }

  async function noted(shop: string, id: string): Promise<unknown> {
    const { body } = await server.get(`/v1/decisions/${id}`, { shop })
    return (body as { labels: unknown }).labels
  }

  async function decide(shop: string): Promise<string> {
    const order = { ...orderOf(), event: { event_id: 'noted', transaction_id: 't-noted' } }
    return ((await server.post('/v1/decisions', order, { shop })).body as { id: string }).id
  }

  it('is sealed under the key of whom the order is of, and goes with them', async () => {
    const shop = 'sealed-notes'
    const id = await decide(shop)
    await server.post('/v1/labels', { event_id: 'noted', ...label }, { shop })
    expect(await inTheClear(shop)).not.toContain('Mustermann')
    expect(await noted(shop, id)).toMatchObject([{ label: 'friendly_fraud', notes }])
    const { reading, personal } = server.services.store
    const order = await reading.record(shop, id)
    await personal.erase(shop, order!.sealed!.subject)
    expect(await noted(shop, id)).toMatchObject([{ label: 'friendly_fraud', notes: '' }])
  })

  it('is sealed under a key of its own while the order is not known', async () => {
    const shop = 'early-notes'
    await server.post('/v1/facts', {}, { shop })
    await server.post('/v1/labels', { transaction_id: 't-noted', ...label }, { shop })
    expect(await inTheClear(shop)).not.toContain('Mustermann')
    const id = await decide(shop)
    expect(await noted(shop, id)).toMatchObject([{ notes }])
  })

  it('is not kept where the privacy is minimal; the label is', async () => {
    const shop = 'minimal-notes'
    const id = await decide(shop)
    const change = { version: 1, settings: { privacy: 'minimal' } }
    await server.put(`/v1/shops/${shop}/settings`, change)
    await server.post('/v1/labels', { event_id: 'noted', ...label }, { shop })
    expect(await inTheClear(shop)).not.toContain('Mustermann')
    expect(await noted(shop, id)).toMatchObject([{ label: 'friendly_fraud', notes: '' }])
  })
})
