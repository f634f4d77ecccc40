/** Publishing what would decline far more than now needs to be said twice. */
import type { Decision, Problem } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  writeDraft,
  type TestServer,
} from '../src/index.ts'

/** The guard starts a process, which takes its time on a busy machine. */
vi.setConfig({ testTimeout: 120_000 })

const ORDERS = 60
let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

/** Orders of 1, 2 ... 60; two of them are declined. */
async function fill(shop: string): Promise<void> {
  await putLive(server, declineAbove(ORDERS - 2), shop)
  const amounts = Array.from({ length: ORDERS }, (_, index) => index + 1)
  await Promise.all(
    amounts.map((amount) => server.post('/v1/decisions', orderOf({ amount }), { shop })),
  )
}

async function publish(limit: number, shop: string, about: object = {}) {
  const version = await writeDraft(server, declineAbove(limit), shop)
  return server.post('/v1/rulesets/starter/publish', { version, ...about }, { shop })
}

it('is refused with the figures until it is confirmed, and changes nothing before', async () => {
  const shop = 'flooded'
  await fill(shop)
  const refused = await publish(20, shop)
  expect(refused).toMatchObject({
    status: 409,
    body: {
      code: 'confirmation_needed',
      detail: expect.stringMatching(
        /^of 60 decisions at `order`.* have declined 40 \(66\.7 %\) instead of 2 \(3\.3 %\)/,
      ) as unknown,
      figures: { decisions: 60, declined_before: 2, declined_after: 40 },
    },
  })
  const outcome = async (amount: number) => {
    const { body } = await server.post('/v1/decisions', orderOf({ amount }), { shop })
    return (body as Decision).outcome
  }
  expect(await outcome(30)).toBe('approve')
  expect(await publish(20, shop, { confirm: true })).toMatchObject({ status: 200 })
  expect(await outcome(30)).toBe('decline')
  // Back to what was live before is never held up.
  const back = await server.post('/v1/rulesets/starter/rollback', { version: 2 }, { shop })
  expect(back).toMatchObject({ status: 200 })
})

it('is asked about a rule that is off for a moment only', async () => {
  const shop = 'slept-over'
  await fill(shop)
  const [rule] = declineAbove(20).rules
  const offFor = async (days: number) => {
    const snoozed_until = new Date(Date.now() + days * 86_400_000).toISOString()
    const rules = [{ ...rule!, snoozed_until }]
    const version = await writeDraft(server, declineAbove(20, { rules }), shop)
    return server.post('/v1/rulesets/starter/publish', { version }, { shop })
  }
  const refused = await offFor(0.001)
  expect(refused).toMatchObject({ status: 409, body: { figures: { declined_after: 40 } } })
  expect(await offFor(300)).toMatchObject({ status: 200 })
})

it('is not asked about what declines little more, or less', async () => {
  const shop = 'calm'
  await fill(shop)
  expect(await publish(ORDERS - 3, shop)).toMatchObject({ status: 200 })
  expect(await publish(1000, shop)).toMatchObject({ status: 200 })
})

it('goes by the limits of the shop', async () => {
  const shop = 'bold'
  await fill(shop)
  const limits = { publish_declined_share: 0.9, publish_declined_times: 100 }
  await changeSettings(server, shop, limits)
  expect(await publish(20, shop)).toMatchObject({ status: 200 })
  expect(((await publish(1, shop)).body as Problem).figures).toMatchObject(limits)
})

it('says nothing of a shop with too few decisions', async () => {
  const shop = 'young'
  await server.post('/v1/decisions', orderOf({ amount: 10 }), { shop })
  expect(await publish(1, shop)).toMatchObject({ status: 200 })
})
