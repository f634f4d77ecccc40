/** A shop may let a part of what its score stops go on, to see what it turns out to be. */
import type { Decision, DecisionRecord } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  type TestServer,
} from '../src/index.ts'

const SHOP = 'curious'
const ORDERS = 100

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await place('first')
  const heavy = { id: 'heavy', when: 'order.amount > 100.0', when_unknown: 'skip' as const }
  await putLive(
    server,
    { ...declineAbove(1000), rules: [{ ...heavy, weight: 90 }, ...declineAbove(1000).rules] },
    SHOP,
  )
}, START_TIMEOUT_MS)
afterAll(() => server.close())

let placed = 0
async function place(eventId: string, amount = 500): Promise<Decision> {
  const order = orderOf({ eventId, amount, ipAddress: `81.2.72.${++placed % 250}` })
  const { status, body } = await server.post('/v1/decisions', order, { shop: SHOP })
  expect(status).toBe(200)
  return body as Decision
}
const placeAll = (name: string, amount?: number) =>
  Promise.all(Array.from({ length: ORDERS }, (_, number) => place(`${name}-${number}`, amount)))
const lucky = (decisions: readonly Decision[]) =>
  decisions.filter(({ let_through: stopped }) => stopped !== undefined)

it('lets nobody through until the shop says so', async () => {
  const decisions = await placeAll('before')
  expect(lucky(decisions)).toEqual([])
  expect(decisions.every(({ outcome }) => outcome === 'decline')).toBe(true)
})

it('lets some of those through that their score stops, marks them, and no others', async () => {
  await changeSettings(server, SHOP, { let_through_percent: 5 })
  const decisions = await placeAll('after')
  const through = lucky(decisions)
  expect(through.length).toBeGreaterThan(0)
  expect(through.length).toBeLessThan(ORDERS / 5)
  expect(decisions.filter(({ outcome }) => outcome === 'approve')).toEqual(through)
  const { body } = await server.get(`/v1/decisions/${through[0]!.id}`, { shop: SHOP })
  const record = body as DecisionRecord
  expect(record).toMatchObject({ outcome: 'approve', let_through: 'decline' })
  expect(record.reasons[0]).toMatchObject({ code: 'LET_THROUGH' })
  // A hard rule declines what is dearer than 1000.
  expect(lucky(await placeAll('dear', 2000))).toEqual([])
  expect(lucky(await placeAll('cheap', 20))).toEqual([])
})

it('no shop lets through more than five in a hundred', async () => {
  const path = `/v1/shops/${SHOP}/settings`
  const settings = { let_through_percent: 6 }
  expect(await server.put(path, { version: 2, settings }, { shop: SHOP })).toMatchObject({
    status: 422,
  })
})
