/** What a shop wants done while the database is away, and what that came to. */
import type { Decision, Outages, WhenDegraded } from '@gatehouse/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  changeSettings,
  declineAbove,
  orderOf,
  postgresProcesses,
  putLive,
  START_TIMEOUT_MS,
  startTestServer,
  until,
  type PostgresProcesses,
  type TestServer,
} from '../src/index.ts'

const CHOICES = ['decide', 'review', 'decline', 'approve'] as const satisfies WhenDegraded[]

let server: TestServer
let postgres: PostgresProcesses
beforeAll(async () => {
  server = await startTestServer()
  postgres = postgresProcesses(server.dataDir)
  for (const shop of CHOICES) {
    await server.post('/v1/decisions', orderOf(), { shop })
    const weighty = { id: 'some', when: 'order.amount > 100.0', when_unknown: 'skip' as const }
    const rules = [...declineAbove(1000).rules, { ...weighty, weight: 60 }]
    await putLive(server, { ...declineAbove(1000), rules }, shop)
    await changeSettings(server, shop, { when_degraded: shop })
  }
}, START_TIMEOUT_MS)
afterAll(async () => {
  postgres.goOn()
  await server.close()
})

const AMOUNTS = [50, 500, 5000]

it('orders get what the shop chose, and are decided by its rules when it is back', async () => {
  const answers = new Map<string, Decision[]>()
  postgres.hang()
  try {
    // Whoever comes first finds out.
    await server.post('/v1/decisions', orderOf())
    expect(await until(async () => server.services.store.journal.isAway)).toBe(true)
    for (const shop of CHOICES) {
      const made: Decision[] = []
      for (const amount of AMOUNTS) {
        const headers = { 'idempotency-key': `${shop}-${amount}` }
        const { body } = await server.post('/v1/decisions', orderOf({ amount }), { shop, headers })
        made.push(body as Decision)
      }
      answers.set(shop, made)
    }
  } finally {
    postgres.goOn()
  }
  const outcomes = (shop: string) => answers.get(shop)!.map(({ outcome }) => outcome)
  expect(answers.get('review')!.every(({ degraded }) => degraded)).toBe(true)
  expect(outcomes('decide')).toEqual(['approve', 'review', 'decline'])
  expect(outcomes('review')).toEqual(['review', 'review', 'decline'])
  expect(outcomes('decline')).toEqual(['decline', 'decline', 'decline'])
  // What a rule stops is stopped.
  expect(outcomes('approve')).toEqual(['approve', 'approve', 'decline'])
  expect(answers.get('review')![0]!.reasons[0]).toMatchObject({ code: 'DEGRADED' })

  const outages = async (shop: string) =>
    (await server.get('/v1/outages', { shop })).body as Partial<Outages>
  const isDone = async (shop: string) =>
    (await outages(shop)).total?.rescored.orders === AMOUNTS.length
  for (const shop of CHOICES) {
    expect(await until(() => isDone(shop), 60_000)).toBe(true)
  }
  const none = { orders: 0, value: 0 }
  expect(await outages('decide')).toMatchObject({
    currency: 'EUR',
    total: { decided: { orders: 3, value: 5550 }, changed: none },
    outages: [{ decided: { orders: 3, value: 5550 } }],
    is_partial: false,
  })
  expect((await outages('review')).total).toMatchObject({
    released_later: { orders: 1, value: 50 },
    stopped_later: none,
  })
  expect((await outages('decline')).total).toMatchObject({
    released_later: { orders: 1, value: 50 },
    changed: { orders: 2, value: 550 },
  })
  expect((await outages('approve')).total).toMatchObject({
    stopped_later: { orders: 1, value: 500 },
    changed: { orders: 1, value: 500 },
  })
  await server.post('/v1/decisions', orderOf(), { shop: 'elsewhere' })
  expect((await outages('elsewhere')).total).toMatchObject({ decided: none })
}, 180_000)
