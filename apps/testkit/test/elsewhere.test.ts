/** What a person did at the other shops of a circle is counted, and nobody is told where it was. */
import type { Decision } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, until, type TestServer } from '../src/index.ts'

const CIRCLE = 'shoes'
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await circles().create(CIRCLE, undefined, 'test')
}, START_TIMEOUT_MS)
afterAll(() => server.close())

const circles = () => server.services.store.circles

let made = 0
/** Known by nothing but the email address. */
async function place(shop: string, email: string): Promise<Decision> {
  const ipAddress = `81.2.${++made >> 8}.${made & 255}`
  const { shipping: _s, billing: _b, ...one } = orderOf({ ipAddress }) as Record<string, unknown>
  const order = { ...one, email: { address: email } }
  const { status, body } = await server.post('/v1/decisions', order, { shop })
  expect(status).toBe(200)
  return body as Decision
}

async function share(shopId: string, sharesHistory: boolean): Promise<void> {
  await place(shopId, `nobody-${shopId}@example.com`)
  const part = { title: shopId, owner: shopId, shopId, lists: [], url: null, apiKey: null }
  const { publicKey } = circles().signer(CIRCLE, shopId)
  await circles().put(CIRCLE, publicKey, { ...part, sharesLabels: true, sharesHistory }, 'test')
}

it('shops that share it know what a person did at the others, not where; who gives nothing gets nothing', async () => {
  for (const shop of ['h1', 'h2', 'h3']) await share(shop, true)
  await share('h4', false)
  const email = 'regular@example.com'
  const at = async (shop: string) => (await place(shop, email)).signals
  await until(async () => typeof (await at('h3'))['elsewhere.orders'] === 'number')
  const { orders: before } = { orders: Number((await at('h1'))['elsewhere.orders']) }
  const { event_id: eventId } = await place('h2', email)
  const signals = await at('h1')
  expect(signals).toMatchObject({ 'elsewhere.orders': before + 1, 'elsewhere.fraud': 0 })
  expect(signals['elsewhere.shops']).toBe(2)
  expect((await at('h4'))['elsewhere.orders']).toEqual({ unknown: 'not_in_circle' })
  const label = (name: string) =>
    server.post('/v1/labels', { event_id: eventId, label: name }, { shop: 'h2' })
  const isFraud = (many: number) => until(async () => (await at('h1'))['elsewhere.fraud'] === many)
  await label('stolen_card')
  await label('other_fraud')
  expect(await isFraud(1)).toBe(true)
  await label('not_fraud')
  expect(await isFraud(0)).toBe(true)
  // What was counted is kept: another process that reads it knows the same.
  const kept = await server.services.store.circleHistory.newest(CIRCLE, 1000)
  const sum = kept.filter(({ kind }) => kind === 'email').reduce((all, row) => all + row.orders, 0)
  expect(sum).toBeGreaterThanOrEqual(before + 1)
  const { publicKey } = circles().signer(CIRCLE, 'h2')
  const h2 = (await circles().members(CIRCLE)).find(({ title }) => title === 'h2')
  await circles().put(CIRCLE, publicKey, { ...h2!, sharesHistory: false, apiKey: null }, 'test')
  const left = await server.services.store.circleHistory.newest(CIRCLE, 1000)
  expect(left.filter(({ member }) => member === h2!.member)).toEqual([])
})
