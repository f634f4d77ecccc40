/** What is in the spool comes into the journal once, with all that belongs to it. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { AppendExtras, AppendResult } from '../src/journal/journal.ts'
import { openSpoolFolder } from '../src/spool/spool-folder.ts'
import { openSpool } from '../src/spool/spool.ts'
import type { JournalRecord, Store } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'

const MAX_BYTES = 64 * 1024 * 1024

let test: TestDatabase
let folder: string
beforeAll(async () => {
  test = await startTestDatabase()
})
afterAll(() => test.stop())

const stores: Store[] = []
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'gatehouse-spool-')), 'spool')
})
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

async function open(onRefused?: (id: string) => void): Promise<Store> {
  const store = await test.open({
    spool: { folder, maxBytes: MAX_BYTES, ...(onRefused === undefined ? {} : { onRefused }) },
  })
  stores.push(store)
  return store
}

/** As a server leaves it that is killed while the database is away. */
async function leave(entries: readonly (readonly [JournalRecord, AppendExtras])[]): Promise<void> {
  const spool = await openSpool({ folder, maxBytes: MAX_BYTES })
  for (const entry of entries) await spool.put(...entry)
  await spool.close()
}

async function keyed(store: Store, key: string): Promise<AppendExtras> {
  const request = {
    shopId: 'shop',
    route: 'POST /v1/decisions',
    key,
    bodyHash: createHash('sha256').update('body').digest(),
  }
  const begun = await store.idempotency.begin(request)
  if (begun.state !== 'new') throw new Error(`the key is ${begun.state}`)
  return { idempotency: { reservation: begun.reservation, status: 200 } }
}

async function copiesOf({ id }: JournalRecord): Promise<number> {
  return test.withClient(
    async (client) => (await client.query('SELECT FROM journal WHERE id = $1', [id])).rowCount ?? 0,
  )
}

describe('a spool that an earlier run left', () => {
  it('is stored in its order, byte for byte, with its keys and jobs', async () => {
    const store = await open()
    const records = Array.from({ length: 600 }, () => recordOf({ isDegraded: true }))
    const first = records[0]!
    const job = { shopId: 'shop', queue: 'of-the-spool', payload: { n: 1 }, uniqueKey: first.id }
    const key = await keyed(store, 'left')
    await leave(
      records.map((record) => [record, record === first ? { ...key, jobs: [job] } : {}] as const),
    )
    const next = await open()
    expect(await next.spool!.begin()).toBe(600)
    expect(readdirSync(folder)).toEqual([])
    const page = await next.reading.outbox(null, 1000)
    const ids = new Set(records.map(({ id }) => id))
    const stored = page.records.filter(({ id }) => ids.has(id))
    expect(stored.map(({ id }) => id)).toEqual(records.map(({ id }) => id))
    expect(await next.reading.record('shop', first.id)).toMatchObject({
      eventJson: first.eventJson,
      decisionJson: first.decisionJson,
      isDegraded: true,
    })
    const replayed = await next.idempotency.begin({
      ...key.idempotency!.reservation,
      ...named('left'),
    })
    expect(replayed).toMatchObject({ state: 'replay', answer: first.decisionJson })
    expect(await next.jobs.lease('of-the-spool', 10)).toMatchObject([{ payload: { n: 1 } }])
  })

  it('is stored once although a part of it was stored before its end', async () => {
    const store = await open()
    const records = Array.from({ length: 20 }, () => recordOf())
    const extras = await Promise.all(records.map((_, n) => keyed(store, `twice-${n}`)))
    await leave(records.map((record, n) => [record, extras[n]!] as const))
    // As if the crash came between the commit and the removal of the file.
    await Promise.all(
      records.slice(3, 9).map((record, n) => store.journal.append(record, extras[n + 3])),
    )
    const next = await open()
    expect(await next.spool!.begin()).toBe(20)
    expect(await Promise.all(records.map(copiesOf))).toEqual(records.map(() => 1))
  })

  it('gives way to an earlier answer of the same key', async () => {
    const store = await open()
    const [earlier, spooled, neighbour] = [recordOf(), recordOf(), recordOf()]
    const extras = await keyed(store, 'taken')
    await store.journal.append(earlier, extras)
    await leave([
      [spooled, extras],
      [neighbour, {}],
    ])
    await (await open()).spool!.begin()
    expect(await Promise.all([earlier, spooled, neighbour].map(copiesOf))).toEqual([1, 0, 1])
  })

  it('brings the keys of persons that were new', async () => {
    const store = await open()
    const id = recordOf().id
    const subject = store.personal.token('shop', 'email', 'new@example.com')
    const values = { 'email.address': 'new@example.com' }
    const sealed = store.personal.seal({ shopId: 'shop', subject, recordId: id, values })
    await leave([[recordOf({ id, sealed }), {}]])
    const next = await open()
    await next.spool!.begin()
    const record = await next.reading.record('shop', id)
    expect(await next.personal.open('shop', id, record!.sealed)).toEqual({ state: 'open', values })
  })

  it('loses no neighbour of a record that the database refuses, and keeps that aside', async () => {
    const poison = recordOf({ eventType: 'a text that no database takes \u0000' })
    const records = [recordOf(), poison, recordOf()]
    await leave(records.map((record) => [record, {}] as const))
    const refused: string[] = []
    await (await open((id) => refused.push(id))).spool!.begin()
    expect(refused).toEqual([poison.id])
    expect(await Promise.all(records.map(copiesOf))).toEqual([1, 0, 1])
    expect(readdirSync(folder)).toEqual([`${poison.id}.refused`])
  })

  it('loses no neighbour of a record that another version wrote', async () => {
    const records = [recordOf(), recordOf()]
    await leave([[records[0]!, {}]])
    const files = await openSpoolFolder(folder, MAX_BYTES)
    const { file, at } = await files.append(Buffer.from([99, 1, 2, 3]))
    await files.close()
    await leave([[records[1]!, {}]])
    const refused: string[] = []
    await (await open((name) => refused.push(name))).spool!.begin()
    expect(refused).toEqual([`${file}-${at}`])
    expect(await Promise.all(records.map(copiesOf))).toEqual([1, 1])
    expect(readdirSync(folder)).toEqual([`${file}-${at}.refused`])
  })
})

const named = (key: string) => ({ shopId: 'shop', route: 'POST /v1/decisions', key })

describe('a record in the spool', () => {
  it('is not said to be absent, and its person is erased once its key has come, for good', async () => {
    const store = await open()
    await store.spool!.begin()
    const { id } = recordOf()
    const subject = store.personal.token('shop', 'email', 'gone@example.com')
    const values = { 'email.address': 'gone@example.com' }
    const sealed = store.personal.seal({ shopId: 'shop', subject, recordId: id, values })
    let erased: Promise<{ keysDeleted: number }> | undefined
    let isErased = false
    await test.withClient(async (client) => {
      // It answers, and nothing can be stored.
      await client.query('BEGIN')
      await client.query('LOCK TABLE journal IN SHARE MODE')
      expect(await store.journal.append(recordOf({ id, sealed }))).toMatchObject({
        state: 'spooled',
      })
      await expect(store.reading.record('shop', id)).rejects.toMatchObject({
        code: 'database_unreachable',
      })
      erased = store.personal.erase('shop', subject)
      void erased.then(() => (isErased = true))
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(isErased).toBe(false)
      await client.query('COMMIT')
    })
    expect(await erased).toEqual({ keysDeleted: 1 })
    const record = await store.reading.record('shop', id)
    expect(await store.personal.open('shop', id, record!.sealed)).toEqual({ state: 'erased' })
  }, 30_000)

  it('whose first copy is committed late is said to be stored, though that copy holds its key', async () => {
    const store = await open()
    await store.spool!.begin()
    const record = recordOf()
    let appended: AppendResult | undefined
    await test.withClient(async (client) => {
      await client.query('BEGIN')
      await client.query('LOCK TABLE journal IN SHARE MODE')
      appended = await store.journal.append(record, await keyed(store, 'late'))
      await client.query('COMMIT')
    })
    if (appended?.state !== 'spooled') throw new Error(`it is ${appended?.state}`)
    expect(await appended.isStored).toBe(true)
    expect(await copiesOf(record)).toBe(1)
  }, 30_000)
})
