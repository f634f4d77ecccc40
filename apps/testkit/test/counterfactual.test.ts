/** What would have changed a decision is told, and is true when the order comes that way. */
import type { CounterfactualAnswer, Decision, WireSignal } from '@gatehouse/contract'
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

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function decide(order: object, shop?: string): Promise<Decision> {
  const { body } = await server.post('/v1/decisions', order, shop === undefined ? {} : { shop })
  return body as Decision
}

it('says which amount would have passed, and an order of that amount does', async () => {
  const shop = 'bounds'
  await putLive(server, declineAbove(100), shop)
  const declined = await decide(orderOf({ amount: 250 }), shop)
  expect(declined.outcome).toBe('decline')
  const { status, body } = await server.get(`/v1/decisions/${declined.id}/counterfactual`, { shop })
  expect(status).toBe(200)
  const answer = body as CounterfactualAnswer
  expect(answer).toMatchObject({
    id: declined.id,
    outcome: 'decline',
    reproduced: true,
    milder: {
      outcome: 'approve',
      is_smallest: true,
      changes: [{ from: 250, relation: 'at_most', to: 100 }],
    },
    stricter: null,
  })
  const amount = answer.milder!.changes[0]!.to as number
  expect((await decide(orderOf({ amount }), shop)).outcome).toBe('approve')
})

it('finds a change for orders of every outcome under the starter ruleset, in time', async () => {
  const base = orderOf({ amount: 2500 })
  const decision = await decide(base)
  const startedMs = performance.now()
  const { body } = await server.get(`/v1/decisions/${decision.id}/counterfactual`)
  expect(performance.now() - startedMs).toBeLessThan(5_000)
  const answer = body as CounterfactualAnswer
  expect(answer.reproduced).toBe(true)
  const told = [answer.milder, answer.stricter].filter((set) => set !== null)
  expect(told.length).toBeGreaterThan(0)
  const known = decision.signals as Record<string, WireSignal>
  for (const { changes } of told) {
    for (const { signal, from } of changes) {
      if (signal in known) expect(from).toEqual(known[signal])
    }
  }
})

it('is nothing where a person decided, and of an order that chance let through is told as it was', async () => {
  const shop = 'by-hand'
  const heavy = { id: 'heavy', when: 'order.amount > 100.0', when_unknown: 'skip' as const }
  const scoring = { ...declineAbove(100), rules: [{ ...heavy, weight: 90 }] }
  await putLive(server, scoring, shop)
  const ask = async ({ id }: Decision) =>
    (await server.get(`/v1/decisions/${id}/counterfactual`, { shop })).body as CounterfactualAnswer
  const declined = await decide(orderOf({ amount: 250 }), shop)
  const over = { outcome: 'approve', why: 'spoke to them' }
  const { body } = await server.post(`/v1/decisions/${declined.id}/override`, over, { shop })
  expect(await ask(body as Decision)).toMatchObject({
    outcome: 'approve',
    reproduced: true,
    milder: null,
    stricter: null,
  })
  await changeSettings(server, shop, { let_through_percent: 5 })
  const orders = Array.from({ length: 250 }, () => decide(orderOf({ amount: 250 }), shop))
  const lucky = (await Promise.all(orders)).find(
    ({ let_through: stopped }) => stopped !== undefined,
  )
  await changeSettings(server, shop, { let_through_percent: 0 })
  expect(await ask(lucky!)).toMatchObject({ outcome: 'approve', reproduced: true })
  expect(await ask(declined)).toMatchObject({ outcome: 'decline', reproduced: true })
})

it('is not told of a decision of another shop', async () => {
  const { id } = await decide(orderOf({ amount: 20 }), 'bounds')
  const { status } = await server.get(`/v1/decisions/${id}/counterfactual`, { shop: 'elsewhere' })
  expect(status).toBe(404)
})
