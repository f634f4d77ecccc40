/** A shop's own history over HTTP, and what is unusual against it, in the decision. */
import type { Decision } from '@gatehouse/contract'
import { poissonSigma } from '@gatehouse/scoring'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

const HOUR_MS = 3_600_000
const WEEK_HOURS = 168
/** Twenty minutes into an hour: the events of a test lie in one hour. */
const NOW_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 40 * 60_000

async function decided(shop: string, atMs: number, amount = 50): Promise<Decision> {
  const order = orderOf({ amount }) as { event: object }
  const event = { ...order.event, time: new Date(atMs).toISOString() }
  const { status, body } = await server.post('/v1/decisions', { ...order, event }, { shop })
  expect(status).toBe(200)
  return body as Decision
}

const rounded = (value: number): number => Math.round(value * 100) / 100

it('knows nothing unusual in its first week', async () => {
  await decided('young', NOW_MS - (WEEK_HOURS - 1) * HOUR_MS)
  const { signals } = await decided('young', NOW_MS)
  expect(signals['usual.orders_by_shop_1h']).toEqual({ unknown: 'too_little_history' })
  expect(signals['anomaly.orders_by_shop_10m_sigma']).toEqual({ unknown: 'too_little_history' })
})

it('tells how unusual a rush is, in sigma of the exact Poisson tail, and what was usual', async () => {
  for (let hour = 9 * 24; hour >= 1; hour--) await decided('steady', NOW_MS - hour * HOUR_MS)
  const calm = await decided('steady', NOW_MS)
  expect(calm.signals['usual.orders_by_shop_1h']).toBe(1.006)
  const decisions: Decision[] = []
  for (let n = 1; n <= 13; n++) decisions.push(await decided('steady', NOW_MS + n * 10_000))
  const last = decisions.at(-1)!.signals
  expect(last['velocity.orders_by_shop_10m_with_this']).toBe(14)
  expect(last['anomaly.orders_by_shop_10m_sigma']).toBe(rounded(poissonSigma(14, 1.006 / 6)))
  const sigmas = decisions.map(({ signals }) => Number(signals['anomaly.orders_by_shop_10m_sigma']))
  expect(sigmas).toEqual(sigmas.toSorted((a, b) => a - b))
  // All of them are of the amount that is usual at the shop: there is nothing unusual in that.
  expect(Number(last['anomaly.checkouts_by_amount_band_10m_sigma'])).toBeGreaterThan(5)
  const odd = await decided('steady', NOW_MS + 140_000, 1)
  expect(Number(odd.signals['anomaly.checkouts_by_amount_band_10m_sigma'])).toBeLessThan(4)
})
