import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DeliveryPayload, newId, type Store, WEBHOOK_QUEUE } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'

let test: TestDatabase
let store: Store
let webhook: string
beforeAll(async () => {
  test = await startTestDatabase()
  store = await test.open()
  await store.shops.ensure({ shopId: 'shop', settings: {}, author: 'a test', note: '' })
  const made = await store.webhooks.create(
    {
      id: newId(Date.now()),
      shopId: 'shop',
      kind: 'events',
      url: 'https://hooks.shop.dev/',
      events: ['decision.created'],
      isEnabled: true,
      createdBy: 'a test',
    },
    20,
    Date.now(),
  )
  webhook = made.id
})
afterAll(async () => {
  await store.close()
  await test.stop()
})

async function append(fields = {}): Promise<string> {
  const record = recordOf(fields)
  await store.journal.append(record)
  return record.id
}

/** Ids of the records that jobs were made of since the last time. */
async function told(): Promise<string[]> {
  while ((await store.webhooks.relay(Date.now())) > 0) {
    // As long as there is something new.
  }
  const jobs = await store.jobs.lease(WEBHOOK_QUEUE, 100)
  for (const job of jobs) await store.jobs.complete(job)
  return jobs.map(({ payload }) => (payload as DeliveryPayload).record).toSorted()
}

it('makes one job of each record, however many nodes are at it', async () => {
  const ids = [await append(), await append(), await append({ shopId: 'other' })]
  await Promise.all(Array.from({ length: 5 }, () => store.webhooks.relay(Date.now())))
  expect(await told()).toEqual(ids.slice(0, 2).toSorted())
  expect(await told()).toEqual([])
})

it('passes no record by that becomes visible late', async () => {
  const first = await append()
  await test.withClient(async (client) => {
    await client.query('BEGIN')
    const late = newId(Date.now())
    await client.query(
      `INSERT INTO journal (event_time, kind, is_degraded, id, shop_id, event_type, body)
       SELECT event_time, kind, is_degraded, $1, shop_id, event_type, body FROM journal
       WHERE id = $2`,
      [late, first],
    )
    // Its transaction began later, and it is there before the other.
    const second = await append()
    expect(await told()).toEqual([first])
    expect(await told()).toEqual([])
    await client.query('COMMIT')
    expect(await told()).toEqual([late, second].toSorted())
  })
})

it('tells nothing of before the webhook was made, or switched on again', async () => {
  await store.webhooks.change('shop', webhook, { isEnabled: false }, Date.now())
  await append()
  expect(await told()).toEqual([])
  await store.webhooks.change('shop', webhook, { isEnabled: true }, Date.now())
  const id = await append()
  expect(await told()).toEqual([id])
})

it('a secret is in no row, and the same for every process', async () => {
  const [made] = await store.webhooks.list('shop', Date.now())
  const again = await test.open()
  const [read] = await again.webhooks.list('shop', Date.now())
  await again.close()
  expect(read!.secrets).toEqual(made!.secrets)
  const rows = await test.withClient((client) => client.query('SELECT * FROM webhooks'))
  const key = Buffer.from(made!.secrets[0]!.slice('whsec_'.length), 'base64')
  const kept = JSON.stringify(rows.rows)
  for (const spelled of ['base64', 'hex', 'base64url'] as const) {
    expect(kept).not.toContain(key.toString(spelled))
  }
})
