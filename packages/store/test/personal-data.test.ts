import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId, type Store } from '../src/index.ts'
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

const values = { 'email.address': 'jürgen@example.org', 'billing.address': '1 High Street' }

it('opens until the person is erased, then never again, on no node', async () => {
  const other = await test.open()
  const subject = store.personal.token('shop', 'email', 'jürgen@example.org')
  const sealedBy = async (by: Store) => {
    const record = recordOf()
    const sealed = by.personal.seal({ shopId: 'shop', subject, recordId: record.id, values })
    await by.journal.append({ ...record, sealed })
    return (await store.reading.record('shop', record.id))!
  }
  const records = [await sealedBy(store), await sealedBy(store), await sealedBy(other)]
  const open = () =>
    Promise.all(records.map((record) => other.personal.open('shop', record.id, record.sealed)))
  await expect(open()).resolves.toEqual(records.map(() => ({ state: 'open', values })))
  await expect(store.personal.erase('shop', subject)).resolves.toEqual({ keysDeleted: 2 })
  await expect(open()).resolves.toEqual(records.map(() => ({ state: 'erased' })))
  // Both nodes go on with new keys, the other one as soon as it has heard of it.
  await expect
    .poll(async () => {
      const later = await Promise.all([sealedBy(store), sealedBy(other)])
      const opened = later.map((each) => store.personal.open('shop', each.id, each.sealed))
      return (await Promise.all(opened)).map((each) => each.state)
    })
    .toEqual(['open', 'open'])
  await expect(open()).resolves.toEqual(records.map(() => ({ state: 'erased' })))
  await other.close()
})

it("deletes keys of the first format too, and no other person's", async () => {
  const [subject, other] = ['a@b.example', 'c@d.example'].map((address) =>
    store.personal.token('shop', 'email', address),
  )
  const counted = await test.withClient(async (client) => {
    await client.query(
      `INSERT INTO subject_keys (shop_id, subject, key_id, wrapped)
       SELECT 'shop', whose, '\\x01', '\\x02' FROM unnest($1::bytea[]) AS whose`,
      [[subject, other]],
    )
    await expect(store.personal.erase('shop', subject!)).resolves.toEqual({ keysDeleted: 1 })
    return client.query('SELECT FROM subject_keys WHERE subject = ANY ($1)', [[subject, other]])
  })
  expect(counted.rowCount).toBe(1)
})

it('a person whose first orders came at once has one key, whatever its rows', async () => {
  const subject = store.personal.token('shop', 'email', 'twice@b.example')
  const records = [recordOf(), recordOf(), recordOf()]
  const sealed = records.map(({ id: recordId }) =>
    store.personal.seal({ shopId: 'shop', subject, recordId, values }),
  )
  await Promise.all(records.map((each, n) => store.journal.append({ ...each, sealed: sealed[n]! })))
  await expect(store.personal.open('shop', records[2]!.id, sealed[2]!)).resolves.toEqual({
    state: 'open',
    values,
  })
  await expect(store.personal.erase('shop', subject)).resolves.toEqual({ keysDeleted: 1 })
})

it('does not open under another record, and is nowhere in the clear', async () => {
  const record = recordOf()
  const subject = store.personal.token('shop', 'account', '42')
  const sealed = store.personal.seal({ shopId: 'shop', subject, recordId: record.id, values })
  await store.journal.append({ ...record, sealed })
  await expect(store.personal.open('shop', newId(Date.now()), sealed)).rejects.toThrow(
    'authenticate',
  )
  expect(Buffer.from(sealed.bytes).includes('High Street')).toBe(false)
  await expect(store.personal.open('shop', record.id, null)).resolves.toEqual({ state: 'none' })
})

it('a store with another secret is refused', async () => {
  await expect(
    test.open({ secret: 'another secret of thirty-two characters' }),
  ).rejects.toMatchObject({ code: 'wrong_secret' })
})

it('keeps of a person the bytes of the key, and not the pools that they were cut from', () => {
  const subject = store.personal.token('shop', 'email', 'somebody@example.org')
  const request = { shopId: 'shop', subject, recordId: newId(Date.now()), values }
  const { newKey } = store.personal.seal(request)
  for (const kept of [newKey!.subject, newKey!.salt]) {
    expect(kept.buffer.byteLength).toBeLessThan(256)
  }
})
