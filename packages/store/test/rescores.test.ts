import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('facts about domains', () => {
  const nowMs = Date.parse('2026-03-01T00:00:00Z')
  const fact = (domain: string, known: boolean, expiresAtMs: number) =>
    ({ domain, topic: 'names', facts: { known }, expiresAtMs }) as const
  const find = async (domain: string, atMs: number) => {
    const rows = await store.domainFacts.find([{ domain, topic: 'names' }], atMs)
    return rows.map(({ facts }) => facts)
  }

  it('are found until they expire, each topic by itself', async () => {
    await store.domainFacts.put(fact('a.com', true, nowMs + 1000), nowMs)
    expect(await find('a.com', nowMs)).toEqual([{ known: true }])
    expect(await find('a.com', nowMs + 1000)).toEqual([])
    expect(await find('b.com', nowMs)).toEqual([])
    const other = [{ domain: 'a.com', topic: 'registration' }] as const
    expect(await store.domainFacts.find(other, nowMs)).toEqual([])
  })

  it('are replaced by a later look-up, never by an earlier one', async () => {
    await store.domainFacts.put(fact('c.com', false, nowMs + 1000), nowMs)
    await store.domainFacts.put(fact('c.com', true, nowMs + 2000), nowMs + 500)
    await store.domainFacts.put(fact('c.com', false, nowMs + 9000), nowMs + 400)
    expect(await find('c.com', nowMs)).toEqual([{ known: true }])
  })

  it('are listed with the longest lasting first, and go a month after they expired', async () => {
    await store.domainFacts.put(fact('d.com', true, nowMs + 90_000), nowMs)
    const recent = await store.domainFacts.recent(2, nowMs)
    expect(recent.map(({ domain }) => domain)).toEqual(['d.com', 'c.com'])
    expect(await store.domainFacts.expire(nowMs + 20 * 86_400_000)).toBe(0)
    expect(await store.domainFacts.expire(nowMs + 32 * 86_400_000)).toBe(3)
    expect(await store.domainFacts.recent(2, nowMs)).toEqual([])
  })
})

describe('an order that was scored again', () => {
  const first = recordOf({ eventId: 'e-1', transactionId: 't-1' })
  const again = (fields: object = {}) =>
    recordOf({ ...first, id: newId(Date.now()), rescoredFrom: first.id, window: null, ...fields })

  it('is found by its first decision, the newest alone', async () => {
    const { journal, reading } = store
    await journal.append(first)
    expect(await reading.newestRescore('shop', first)).toBeUndefined()
    const second = again()
    await journal.append(second)
    const third = again()
    await journal.append(third)
    expect((await reading.newestRescore('shop', first))?.id).toBe(third.id)
    expect(await reading.newestRescore('other', first)).toBeUndefined()
    const ids = async (limit: number) =>
      (await reading.rescores('shop', first, limit)).map(({ id }) => id)
    expect(await ids(10)).toEqual([third.id, second.id])
    expect(await ids(1)).toEqual([third.id])
    expect(await reading.rescores('other', first, 10)).toEqual([])
    expect(await reading.newestRescore('shop', { ...first, id: second.id })).toBeUndefined()
  })

  it('is listed once among the orders of its shop, with what its windows count by', async () => {
    await store.journal.append(recordOf({ shopId: 'other' }))
    await store.journal.append(recordOf({ kind: 'event', outcome: null, decisionJson: null }))
    await store.journal.append(recordOf({ checkpoint: 'account' }))
    const listed: string[] = []
    for await (const page of store.reading.orders('shop', first.receivedAtMs - 1000)) {
      listed.push(...page.map(({ id }) => id))
      expect(page[0]?.window).toEqual(first.window)
    }
    expect(listed).toEqual([first.id])
  })

  it('is told from one about which an event says more', async () => {
    const shipped = recordOf({ kind: 'event', eventType: 'shipment_created', transactionId: 't-1' })
    const { reading } = store
    expect(await reading.hasEvent('shop', 't-1', ['shipment_created'])).toBe(false)
    await store.journal.append(shipped)
    expect(await reading.hasEvent('shop', 't-1', ['shipment_created', 'other'])).toBe(true)
    expect(await reading.hasEvent('shop', 't-1', ['order_cancelled'])).toBe(false)
    expect(await reading.hasEvent('other', 't-1', ['shipment_created'])).toBe(false)
  })
})
