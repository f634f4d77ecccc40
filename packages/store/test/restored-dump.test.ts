import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DeliveryPayload, newId, type Store, WEBHOOK_QUEUE } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'

let test: TestDatabase
let store: Store
const before = [recordOf(), recordOf()]
const untold = recordOf()

/** What a dump brings to a server that has counted less far: rows as they were, numbers included. */
async function comesFromAnotherServer(): Promise<void> {
  await test.withClient(async (client) => {
    // Rows of the journal do not let themselves be changed.
    await client.query('SET session_replication_role = replica')
    for (const [table, column] of [
      ['journal', 'tx'],
      ['audit_log', 'tx'],
      ['outbox_cursors', 'tx'],
      ['webhooks', 'from_tx'],
    ] as const) {
      await client.query(
        `UPDATE ${table} SET ${column} = (${column}::text::bigint + 5000000)::text::xid8`,
      )
    }
  })
}

beforeAll(async () => {
  test = await startTestDatabase()
  store = await test.open()
  await store.shops.ensure({ shopId: 'shop', settings: {}, author: 'a test', note: '' })
  await store.webhooks.create(
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
  for (const record of before) await store.journal.append(record)
  const first = await told()
  if (first.length !== 2) throw new Error(`${first.length} were told`)
  await store.journal.append(untold)
  await store.close()
  await comesFromAnotherServer()
  store = await test.open()
})
afterAll(async () => {
  await store.close()
  await test.stop()
})

/** Ids of the records that jobs were made of since the last time. */
async function told(): Promise<string[]> {
  while ((await store.webhooks.relay(Date.now())) > 0) {
    // As long as there is something new.
  }
  const jobs = await store.jobs.lease(WEBHOOK_QUEUE, 100)
  for (const job of jobs) await store.jobs.complete(job)
  return jobs.map(({ payload }) => (payload as DeliveryPayload).record).toSorted()
}

it('webhooks are told what the dump had not told yet and what comes after, once', async () => {
  const after = recordOf()
  await store.journal.append(after)
  expect(await told()).toEqual([untold.id, after.id].toSorted())
  const again = await test.open()
  await again.close()
  expect(await told()).toEqual([])
})

it('a webhook that is switched on after it is told of what comes after', async () => {
  const [webhook] = await store.webhooks.list('shop', Date.now())
  await store.webhooks.change('shop', webhook!.id, { isEnabled: false }, Date.now())
  await store.journal.append(recordOf())
  await store.webhooks.change('shop', webhook!.id, { isEnabled: true }, Date.now())
  const next = recordOf()
  await store.journal.append(next)
  expect(await told()).toEqual([next.id])
})

it('windows are rebuilt from what came with the dump, and what is committed late is added', async () => {
  const snapshot = await store.reading.snapshot()
  const late = recordOf()
  await store.journal.append(late)
  const seen: number[] = []
  for await (const { events } of store.reading.windows(Date.now() - 60_000, snapshot)) {
    seen.push(events)
  }
  const afterwards = await store.reading.lateWindows(snapshot, Date.now() + 1000)
  expect(afterwards.map(({ events }) => events)).toEqual([1])
  const { rows } = await test.withClient((client) =>
    client.query<{ all: number }>('SELECT count(*)::int AS all FROM journal'),
  )
  expect(seen.reduce((sum, events) => sum + events, 0)).toBe(rows[0]!.all - 1)
})

it('a second dump on a third server goes on above both', async () => {
  await told()
  await store.close()
  await comesFromAnotherServer()
  store = await test.open()
  const after = recordOf()
  await store.journal.append(after)
  expect(await told()).toEqual([after.id])
})
