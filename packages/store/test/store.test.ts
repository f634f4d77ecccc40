import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IdempotencyRequest, newId, type Store } from '../src/index.ts'
import { recordOf, startTestDatabase, type TestDatabase } from './database.ts'

let test: TestDatabase
let store: Store

beforeAll(async () => {
  test = await startTestDatabase()
  store = await test.open()
})
afterAll(async () => {
  await store.close()
  await test.stop()
})

const request = (fields: Partial<IdempotencyRequest> = {}): IdempotencyRequest => ({
  shopId: 'shop',
  route: 'POST /v1/decisions',
  key: randomUUID(),
  bodyHash: createHash('sha256').update('body').digest(),
  ...fields,
})

async function reserve(from: Store, of: IdempotencyRequest) {
  const state = await from.idempotency.begin(of)
  if (state.state !== 'new') throw new Error(`the key is not new but ${state.state}`)
  return state.reservation
}

describe('the journal', () => {
  it('gives a record back as it was stored, to its shop only', async () => {
    const record = recordOf({ isDegraded: true, rescoredFrom: newId(Date.now()) })
    await expect(store.journal.append(record)).resolves.toEqual({ state: 'stored' })
    await expect(store.reading.record('shop', record.id)).resolves.toEqual(record)
    await expect(store.reading.record('other', record.id)).resolves.toBeUndefined()
  })

  it('keeps rows of a time without a partition, and moves them when one is made', async () => {
    const longAgoMs = Date.UTC(2019, 4, 5)
    const record = recordOf({ receivedAtMs: longAgoMs, shopId: 'past' })
    await store.journal.append(record)
    await expect(store.upkeep.ensurePartitions(longAgoMs)).resolves.toContain('journal_2019_05')
    await expect(store.reading.record('past', record.id)).resolves.toEqual(record)
    await expect(store.upkeep.ensurePartitions(longAgoMs)).resolves.toEqual([])
    const left = await test.withClient((client) => client.query('SELECT FROM journal_default'))
    expect(left.rowCount).toBe(0)
  })

  it('a row that the database refuses fails alone', async () => {
    const good = [recordOf(), recordOf()]
    const poison = recordOf({ eventId: 'no \u0000 here' })
    const results = await Promise.allSettled(
      [good[0]!, poison, good[1]!].map((record) => store.journal.append(record)),
    )
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    for (const record of good) {
      await expect(store.reading.record('shop', record.id)).resolves.toEqual(record)
    }
  })

  it('reads bodies before and after it learned how they look, on every node', async () => {
    const records = Array.from({ length: 900 }, () => recordOf({ shopId: 'learning' }))
    for (let at = 0; at < records.length; at += 100) {
      await Promise.all(records.slice(at, at + 100).map((record) => store.journal.append(record)))
      await store.upkeep.run(Date.now())
    }
    const codecs = await test.withClient((client) =>
      client.query<{ codec: number }>(
        `SELECT DISTINCT get_byte(body, 0) AS codec FROM journal WHERE shop_id = 'learning' ORDER BY 1`,
      ),
    )
    expect(codecs.rows.map((row) => row.codec)).toEqual([1, 3])
    const other = await test.open()
    for (const record of [records[0]!, records[899]!]) {
      await expect(other.reading.record('learning', record.id)).resolves.toEqual(record)
    }
    await other.close()
  })

  it("an event that the shop gave no id has its record's, which is not stored twice", async () => {
    const shopId = 'unnamed'
    const id = newId(Date.now())
    const first = recordOf({ shopId, id, eventId: id })
    const again = recordOf({ shopId, eventId: id, rescoredFrom: id })
    const label = recordOf({ shopId, kind: 'label', eventId: null, decisionJson: null })
    const named = recordOf({ shopId, eventId: newId(Date.now()) })
    const records = [first, again, label, named]
    await Promise.all(records.map((record) => store.journal.append(record)))
    for (const record of records) {
      await expect(store.reading.record(shopId, record.id)).resolves.toEqual(record)
    }
    const found = async (eventId: string) =>
      (await store.reading.search({ shopId, eventId })).records.map((each) => each.id).toSorted()
    await expect(found(id)).resolves.toEqual([id, again.id].toSorted())
    await expect(found(named.eventId!)).resolves.toEqual([named.id])
    // The ids of others, and of a label, are no ids of events.
    await expect(Promise.all([named.id, label.id, id.toUpperCase()].map(found))).resolves.toEqual([
      [],
      [],
      [],
    ])
    const { rows } = await test.withClient((client) =>
      client.query('SELECT id FROM journal WHERE shop_id = $1 AND event_id IS NULL ORDER BY 1', [
        shopId,
      ]),
    )
    expect(rows.map((row: { id: string }) => row.id)).toEqual([id, label.id].toSorted())
  })

  it('streams every window event since a time, shop by shop and in order', async () => {
    const since = Date.UTC(2030, 0, 1)
    const records = [5, 3, 9].map((n) =>
      recordOf({ receivedAtMs: since + n, window: Buffer.from([n]) }),
    )
    await Promise.all(records.map((record) => store.journal.append(record)))
    await store.journal.append(recordOf({ receivedAtMs: since + 4, window: null }))
    const other = recordOf({ receivedAtMs: since + 6, shopId: 'other', window: Buffer.from([6]) })
    await store.journal.append(other)
    const read: Record<string, unknown> = {}
    for await (const { shopId, packed, events } of store.reading.windows(since)) {
      read[shopId] = { bytes: [...packed], events }
    }
    expect(read).toEqual({
      shop: { bytes: [3, 5, 9], events: 3 },
      other: { bytes: [6], events: 1 },
    })
  })
})

describe('search', () => {
  it('finds by each filter, newest first, page by page', async () => {
    const at = Date.UTC(2025, 0, 1)
    const records = Array.from({ length: 5 }, (_, n) =>
      recordOf({
        shopId: 'search',
        receivedAtMs: at + n,
        transactionId: 'same',
        riskScore: n * 10,
        outcome: n === 4 ? 'decline' : 'approve',
      }),
    )
    await Promise.all(records.map((record) => store.journal.append(record)))
    const find = async (filter: object) => {
      const page = await store.reading.search({ shopId: 'search', ...filter })
      return page.records.map((record) => records.findIndex((each) => each.id === record.id))
    }
    await expect(find({})).resolves.toEqual([4, 3, 2, 1, 0])
    await expect(find({ transactionId: 'same', outcome: 'decline' })).resolves.toEqual([4])
    await expect(find({ eventId: records[1]!.eventId! })).resolves.toEqual([1])
    await expect(find({ riskScoreMin: 10, riskScoreMax: 20 })).resolves.toEqual([2, 1])
    await expect(find({ fromMs: at + 1, toMs: at + 3 })).resolves.toEqual([2, 1])
    await expect(find({ shopId: 'nobody' })).resolves.toEqual([])
    const first = await store.reading.search({ shopId: 'search', limit: 3 })
    await expect(find({ cursor: first.nextCursor, limit: 3 })).resolves.toEqual([1, 0])
    await expect(find({ cursor: 'x' })).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('the outbox', () => {
  it('hands out each record once, and none while an older transaction is open', async () => {
    const seen: string[] = []
    let cursor = (await store.reading.outbox(null, 1)).cursor
    for (;;) {
      const page = await store.reading.outbox(cursor, 1000)
      cursor = page.cursor
      if (page.records.length === 0) break
    }
    const records = [recordOf(), recordOf(), recordOf()]
    await test.withClient(async (client) => {
      await client.query('BEGIN')
      await client.query('SELECT pg_current_xact_id()')
      await Promise.all(records.map((record) => store.journal.append(record)))
      expect((await store.reading.outbox(cursor, 10)).records).toEqual([])
      await client.query('COMMIT')
    })
    for (let page = 0; page < 5; page += 1) {
      const { records: some, cursor: next } = await store.reading.outbox(cursor, 2)
      seen.push(...some.map((record) => record.id))
      cursor = next
    }
    expect([...seen].sort()).toEqual(records.map((record) => record.id).sort())
  })
})

describe('idempotency', () => {
  it('answers the first bytes again, 409 while in flight, 422 for another body', async () => {
    const keyed = request()
    const reservation = await reserve(store, keyed)
    await expect(store.idempotency.begin(keyed)).resolves.toEqual({ state: 'in_flight' })
    const record = recordOf()
    await store.journal.append(record, { idempotency: { reservation, status: 200 } })
    await expect(store.idempotency.begin(keyed)).resolves.toEqual({
      state: 'replay',
      status: 200,
      answer: record.decisionJson,
    })
    const otherBody = { ...keyed, bodyHash: Buffer.alloc(32) }
    await expect(store.idempotency.begin(otherBody)).resolves.toEqual({ state: 'conflict' })
    for (const foreign of [{ shopId: 'other' }, { route: 'POST /v1/events' }]) {
      await expect(store.idempotency.begin({ ...keyed, ...foreign })).resolves.toMatchObject({
        state: 'new',
      })
    }
  })

  it('keeps an answer that is no decision', async () => {
    const keyed = request()
    const reservation = await reserve(store, keyed)
    const answer = Buffer.from('{"accepted":true}')
    await store.journal.append(recordOf({ kind: 'event', decisionJson: null }), {
      idempotency: { reservation, status: 202, answer },
    })
    await expect(store.idempotency.begin(keyed)).resolves.toEqual({
      state: 'replay',
      status: 202,
      answer,
    })
  })

  it('a released key is free again', async () => {
    const keyed = request()
    store.idempotency.release(await reserve(store, keyed))
    await expect(store.idempotency.begin(keyed)).resolves.toMatchObject({ state: 'new' })
  })

  it('the node that loses a race stores nothing and answers what the winner answered', async () => {
    const other = await test.open()
    const keyed = request()
    const [mine, theirs] = await Promise.all([reserve(store, keyed), reserve(other, keyed)])
    const records = [recordOf(), recordOf()]
    const results = await Promise.all([
      store.journal.append(records[0]!, { idempotency: { reservation: mine, status: 200 } }),
      other.journal.append(records[1]!, { idempotency: { reservation: theirs, status: 200 } }),
    ])
    const winner = results.findIndex((result) => result.state === 'stored')
    expect(results[1 - winner]).toEqual({
      state: 'replay',
      status: 200,
      answer: records[winner]!.decisionJson,
    })
    await expect(store.reading.record('shop', records[1 - winner]!.id)).resolves.toBeUndefined()
    await other.close()
  })

  it('a key is forgotten after 24 hours', async () => {
    const dayMs = 24 * 60 * 60 * 1000
    let nowMs = Date.now() - 2 * dayMs
    const past = await test.open({ nowMs: () => nowMs })
    const keyed = request()
    const reservation = await reserve(past, keyed)
    await past.journal.append(recordOf({ receivedAtMs: nowMs }), {
      idempotency: { reservation, status: 200 },
    })
    await expect(past.idempotency.begin(keyed)).resolves.toMatchObject({ state: 'replay' })
    nowMs += dayMs + 1
    const again = await reserve(past, keyed)
    const second = recordOf({ receivedAtMs: nowMs })
    await expect(
      past.journal.append(second, { idempotency: { reservation: again, status: 200 } }),
    ).resolves.toEqual({ state: 'stored' })
    await expect(past.idempotency.expire(nowMs + dayMs + 1)).resolves.toBe(1)
    await past.close()
  })
})

describe('labels and jobs', () => {
  it('are written with the record that brings them, or not at all', async () => {
    const label = {
      id: newId(Date.now()),
      shopId: 'shop',
      eventId: 'labelled',
      transactionId: null,
      label: 'stolen_card',
      source: 'dispute',
      timeMs: 1_700_000_000_000,
      amountMinor: 12_345,
    }
    const jobs = [{ shopId: 'shop', queue: 'labelled', payload: { event: 'labelled' } }]
    await store.journal.append(recordOf({ kind: 'label', decisionJson: null }), { label, jobs })
    await expect(
      store.labels.of('shop', { eventId: 'labelled', transactionId: null }),
    ).resolves.toEqual([{ ...label, note: null, sealed: null }])
    await expect(
      store.labels.of('other', { eventId: 'labelled', transactionId: null }),
    ).resolves.toEqual([])
    const about = {
      subject: store.personal.token('shop', 'label', 'a'),
      recordId: newId(Date.now()),
    }
    const sealed = store.personal.seal({ shopId: 'shop', ...about, values: { notes: 'by phone' } })
    const second = { ...label, id: about.recordId, eventId: 'told' }
    const brings = recordOf({ id: second.id, kind: 'label', decisionJson: null, sealed })
    await store.journal.append(brings, { label: second })
    const [told] = await store.labels.of('shop', { eventId: 'told', transactionId: null })
    expect(told).toMatchObject({ id: second.id, note: null })
    await expect(store.personal.open('shop', second.id, told!.sealed)).resolves.toMatchObject({
      values: { notes: 'by phone' },
    })
    const poison = recordOf({ eventId: '\u0000' })
    await expect(store.journal.append(poison, { jobs })).rejects.toThrow('unsupported Unicode')
    await expect(store.jobs.lease('labelled', 10)).resolves.toMatchObject([
      { payload: { event: 'labelled' }, attempt: 1 },
    ])
    await expect(store.jobs.lease('labelled', 10)).resolves.toEqual([])
  })

  it('no two workers get the same job, a lost lease comes back, a finished one does not', async () => {
    const { openJobs } = await import('../src/jobs/jobs.ts')
    const { sqlPool } = await import('../src/connection/sql.ts')
    const { clientConfig } = await import('../src/connection/connection.ts')
    const pool = new pg.Pool(clientConfig(test.database.connection))
    const short = openJobs(sqlPool(pool, 5000), 1)
    await store.jobs.enqueue(
      Array.from({ length: 20 }, (_, n) => ({ shopId: 'shop', queue: 'work', payload: n })),
    )
    const taken = await Promise.all([1, 2, 3, 4].map(() => store.jobs.lease('work', 10)))
    expect(taken.flat()).toHaveLength(20)
    expect(new Set(taken.flat().map((job) => job.jobId)).size).toBe(20)
    for (const job of taken.flat()) await expect(store.jobs.complete(job)).resolves.toBe(true)

    await store.jobs.enqueue([{ shopId: 'shop', queue: 'crash', payload: 1 }])
    const [lost] = await short.lease('crash', 1)
    await expect.poll(() => store.jobs.lease('crash', 1)).toMatchObject([{ attempt: 2 }])
    await expect(store.jobs.complete(lost!)).resolves.toBe(false)
    await pool.end()
  })

  it('a unique job waits once', async () => {
    const job = { shopId: 'shop', queue: 'unique', payload: 1, uniqueKey: 'a' }
    await store.jobs.enqueue([job])
    await store.jobs.enqueue([job])
    const [first, ...rest] = await store.jobs.lease('unique', 10)
    expect(rest).toEqual([])
    await store.jobs.enqueue([job])
    await expect(store.jobs.fail(first!, 'broken')).resolves.toBe(true)
    await expect(store.jobs.lease('unique', 10)).resolves.toMatchObject([{ attempt: 1 }])
  })
})
