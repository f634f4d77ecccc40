/** Rows of the journal are sealed in their order, and whatever is done to them afterwards is named. */
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ChainReport, newId, type Store } from '../src/index.ts'
import { CHAINS } from '../src/queries/seals.ts'
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

async function append(fields = {}): Promise<string> {
  const record = recordOf(fields)
  await store.journal.append(record)
  return record.id
}

async function sealAll(): Promise<void> {
  while ((await store.recordChain.seal(Date.now())) > 0) {
    // As long as there is something new.
  }
}

const verify = (options = {}) => store.recordChain.verify('journal', options)
const first = ({ findings }: ChainReport) =>
  findings[0] === undefined ? null : { what: findings[0].what, id: findings[0].id }

/** Work of somebody who may do everything in the database and nothing out of it. */
async function tamper<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  return test.withClient(async (client) => {
    await client.query('SET session_replication_role = replica')
    return work(client)
  })
}

/** Does something to the record, looks what is said of it, and undoes it. */
async function saidOf(does: string, undoes: string, values: unknown[]): Promise<ChainReport> {
  await tamper((client) => client.query(does, values))
  const report = await verify()
  await tamper((client) => client.query(undoes, values))
  expect((await verify()).findings).toEqual([])
  return report
}

describe('seals', () => {
  it('follow the numbers of transactions, not their texts', async () => {
    await test.withClient(async (client) => {
      const next = async () => {
        const { rows } = await client.query<{ tx: string }>('SELECT pg_current_xact_id() AS tx')
        return rows[0]!.tx
      }
      // A new database has counted some hundred; one more digit is near.
      const digits = (await next()).length
      while (Number(await next()) < 10 ** digits - 4);
    })
    for (let n = 0; n < 8; n++) await append()
    await store.recordChain.seal(Date.now())
    expect(await store.recordChain.seal(Date.now())).toBe(0)
    expect(await verify()).toMatchObject({ rows: 8, unchanged: 8, findings: [] })
  })

  it('cover every row once, in the order of transactions, on however many nodes', async () => {
    const other = await test.open()
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 40 }, () => append()))
      const at = Date.now()
      await Promise.all([store, other, store, other].map(({ recordChain }) => recordChain.seal(at)))
    }
    await sealAll()
    await other.close()
    const report = await verify()
    expect(report).toMatchObject({ rows: 208, unchanged: 208, unsealed: 0, findings: [] })
    expect(report.seals).toBeGreaterThanOrEqual(5)
  })

  it('wait for a transaction that began sooner and commits later', async () => {
    const known = await append()
    await sealAll()
    await test.withClient(async (client) => {
      await client.query('BEGIN')
      const late = newId(Date.now())
      await client.query(
        `INSERT INTO journal (event_time, kind, is_degraded, id, shop_id, event_type, body)
         SELECT event_time, kind, is_degraded, $1, shop_id, event_type, body FROM journal
         WHERE id = $2`,
        [late, known],
      )
      await append()
      expect(await store.recordChain.seal(Date.now())).toBe(0)
      await client.query('COMMIT')
    })
    expect(await store.recordChain.seal(Date.now())).toBe(2)
    expect((await verify()).findings).toEqual([])
  })

  it('say what every column was: a new one has to be named among them', async () => {
    for (const { table, columns } of Object.values(CHAINS)) {
      const { rows } = await test.withClient((client) =>
        client.query<{ name: string }>(
          `SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1`,
          [table],
        ),
      )
      expect(rows.map(({ name }) => name).toSorted()).toEqual([...columns].toSorted())
    }
  })
})

describe('what is done to the record afterwards', () => {
  let ids: string[] = []
  beforeAll(async () => {
    ids = []
    for (let n = 0; n < 5; n++) ids.push(await append())
    await sealAll()
    await append()
    await sealAll()
  })

  it.each([
    ['outcome', '2'],
    ['event_time', `event_time + interval '1 millisecond'`],
    ['transaction_id', `'other'`],
    ['body', `body || '\\x00'`],
    ['window_event', 'NULL'],
    ['subject', `'\\x00'`],
  ])('a changed `%s` is named', async (column, value) => {
    const id = ids[2]!
    await tamper((client) =>
      client.query(`CREATE TABLE kept AS SELECT * FROM journal WHERE id = '${id}'`),
    )
    const report = await saidOf(
      `UPDATE journal SET ${column} = ${value} WHERE id = $1`,
      `UPDATE journal SET ${column} = (SELECT ${column} FROM kept) WHERE id = $1`,
      [id],
    )
    await tamper((client) => client.query('DROP TABLE kept'))
    expect(first(report)).toEqual({ what: 'changed', id })
    expect(report.findings_total).toBe(1)
  })

  it('a removed row is named', async () => {
    const id = ids[1]!
    await tamper((client) =>
      client.query(`CREATE TABLE kept AS SELECT * FROM journal WHERE id = '${id}'`),
    )
    const report = await saidOf(
      'DELETE FROM journal WHERE id = $1',
      'INSERT INTO journal SELECT * FROM kept WHERE id = $1',
      [id],
    )
    await tamper((client) => client.query('DROP TABLE kept'))
    expect(first(report)).toEqual({ what: 'removed', id })
    expect(report.unchanged).toBe(report.rows - 1)
  })

  it('an inserted row is named', async () => {
    const id = newId(Date.now())
    const report = await saidOf(
      `INSERT INTO journal (tx, event_time, kind, is_degraded, id, shop_id, event_type, body)
       SELECT tx, event_time, kind, is_degraded, $1, shop_id, event_type, body FROM journal
       WHERE id = '${ids[3]!}'`,
      'DELETE FROM journal WHERE id = $1',
      [id],
    )
    expect(first(report)).toEqual({ what: 'inserted', id })
  })

  it('rows that changed places are named', async () => {
    const [one, other] = [ids[1]!, ids[4]!]
    const change = `UPDATE journal j SET tx = k.tx FROM journal k
      WHERE (j.id = $1 AND k.id = $2) OR (j.id = $2 AND k.id = $1)`
    const report = await saidOf(change, change, [one, other])
    expect(report.findings.map(({ what }) => what)).toContain('reordered')
    expect(report.findings_total).toBeGreaterThanOrEqual(2)
  })

  it('a seal that was changed or removed is named, and so is one that is not ours', async () => {
    const { seals } = await verify()
    const change = (sign: string) =>
      `UPDATE seals SET sealed_at = sealed_at ${sign} interval '1 second'
       WHERE chain = 0 AND seal_no = $1`
    const changed = await saidOf(change('+'), change('-'), [seals - 1])
    expect(changed.findings[0]).toMatchObject({ what: 'seal_changed', seal: seals - 1 })

    await tamper((client) =>
      client.query(
        `CREATE TABLE kept AS SELECT * FROM seals WHERE chain = 0 AND seal_no = ${seals - 1}`,
      ),
    )
    const removed = await saidOf(
      'DELETE FROM seals WHERE chain = 0 AND seal_no = $1',
      'INSERT INTO seals SELECT * FROM kept WHERE seal_no = $1',
      [seals - 1],
    )
    expect(removed.findings[0]).toMatchObject({ what: 'seal_missing', seal: seals - 1 })

    const foreign = await saidOf(
      `UPDATE seals SET mac = sha256('a guess') WHERE chain = 0 AND seal_no = $1`,
      `UPDATE seals SET mac = (SELECT mac FROM kept) WHERE chain = 0 AND seal_no = $1`,
      [seals - 1],
    )
    await tamper((client) => client.query('DROP TABLE kept'))
    expect(foreign.findings[0]).toMatchObject({ what: 'seal_not_ours', seal: seals - 1 })
  })

  it('an end that was cut off is seen by an anchor that was kept elsewhere', async () => {
    const anchors = await store.recordChain.anchors()
    expect((await verify({ anchors })).findings).toEqual([])
    const { seal } = anchors[0]!
    await tamper(async (client) => {
      await client.query(`CREATE TABLE kept_seal AS SELECT * FROM seals
        WHERE chain = 0 AND seal_no = ${seal}`)
      await client.query(
        `CREATE TABLE kept AS SELECT * FROM journal ORDER BY tx DESC, id DESC LIMIT 1`,
      )
      await client.query(`DELETE FROM seals WHERE chain = 0 AND seal_no = ${seal}`)
      await client.query(`DELETE FROM journal WHERE id = (SELECT id FROM kept)`)
    })
    // The chain in itself is whole.
    expect((await verify()).findings).toEqual([])
    const cut = await verify({ anchors })
    expect(cut.findings).toEqual([{ chain: 'journal', what: 'ends_before_anchor', seal, id: null }])
    // The server goes on as if nothing had been: the seal of that number is another one.
    await append()
    await sealAll()
    expect((await verify({ anchors })).findings[0]).toMatchObject({ what: 'anchor_differs', seal })
  })
})

describe('the database', () => {
  it('refuses to change, delete or empty what is only added to, in each of its tables', async () => {
    const id = await append()
    await test.withClient(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        `SELECT inhrelid::regclass::text AS name FROM pg_inherits
         WHERE inhparent = 'journal'::regclass`,
      )
      const partitions = rows.map(({ name }) => name)
      expect(partitions.length).toBeGreaterThan(1)
      const statements = [
        `UPDATE journal SET outcome = 0 WHERE id = '${id}'`,
        `DELETE FROM journal WHERE id = '${id}'`,
        ...['journal', ...partitions, 'seals', 'audit_log'].map((name) => `TRUNCATE ${name}`),
        'DELETE FROM seals',
        'UPDATE audit_log SET actor = actor',
        ...partitions.flatMap((name) => [
          `UPDATE ${name} SET outcome = 0 WHERE id = '${id}'`,
          `DELETE FROM ${name} WHERE id = '${id}'`,
        ]),
      ]
      let refused = 0
      for (const statement of statements) {
        await client.query(statement).then(
          ({ rowCount }) => expect([statement, rowCount]).toEqual([statement, 0]),
          (error: Error) => {
            expect(error.message).toContain('is only ever added to')
            refused++
          },
        )
      }
      // Each but the two on the partitions that the row is not in.
      expect(refused).toBe(statements.length - 2 * (partitions.length - 1))
    })
    expect(await store.reading.record('shop', id)).toBeDefined()
  })

  it('lets rows move to the partition of their month, which seals do not mind', async () => {
    const future = Date.UTC(new Date().getUTCFullYear() + 1, 5, 15)
    const id = await append({ id: newId(future), receivedAtMs: future })
    await sealAll()
    const before = (await verify()).findings_total
    expect(await store.upkeep.ensurePartitions(future)).toHaveLength(3)
    const { rows } = await test.withClient((client) =>
      client.query('SELECT tableoid::regclass::text AS name FROM journal WHERE id = $1', [id]),
    )
    expect(rows).toEqual([{ name: `journal_${new Date(future).getUTCFullYear()}_06` }])
    expect((await verify()).findings_total).toBe(before)
  })
})

it('erasing a person leaves every seal as it is', async () => {
  const subject = store.personal.token('shop', 'email', 'erased@example.com')
  const id = newId(Date.now())
  const request = { shopId: 'shop', subject, recordId: id, values: { 'email.address': 'e@x.dev' } }
  const sealed = store.personal.seal(request)
  await append({ id, sealed })
  await sealAll()
  const before = await verify()
  expect(await store.personal.erase('shop', subject)).toEqual({ keysDeleted: 1 })
  const record = (await store.reading.record('shop', id))!
  expect(await store.personal.open('shop', id, record.sealed)).toEqual({ state: 'erased' })
  expect(await verify()).toEqual(before)
})

it('a month that is retired is told from rows that were taken away', async () => {
  const past = Date.UTC(new Date().getUTCFullYear() - 1, 3, 10)
  const year = new Date(past).getUTCFullYear()
  await store.upkeep.ensurePartitions(past)
  const ids = []
  for (let n = 0; n < 3; n++) ids.push(await append({ id: newId(past), receivedAtMs: past }))
  const retire = { month: `${year}-04`, author: 'a test', note: 'kept for a year' }
  await expect(store.recordChain.retire(retire)).rejects.toThrow('not sealed yet')
  await sealAll()
  const before = await verify()
  expect(before).toMatchObject({ retired: 0 })
  await expect(store.recordChain.retire({ ...retire, month: '2001-01' })).rejects.toThrow(
    'no month',
  )
  expect(await store.recordChain.retire(retire)).toBe(3)
  expect(await verify()).toEqual({ ...before, retired: 3, unchanged: before.unchanged - 3 })
  await sealAll()
  expect(await store.recordChain.verify('audit')).toMatchObject({ unsealed: 0, findings: [] })
  // Without the word of the audit log they are missing.
  await tamper((client) => client.query(`DELETE FROM audit_log WHERE action = 'retired'`))
  expect((await verify()).findings.map(({ what, id }) => [what, id])).toEqual(
    expect.arrayContaining(ids.map((id) => ['removed', id])),
  )
  const [said] = (await store.recordChain.verify('audit')).findings
  expect(said).toMatchObject({ what: 'removed', seal: 1 })
})
