import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewListItem, Store } from '../src/index.ts'
import { startTestDatabase, type TestDatabase } from './database.ts'

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

const SHOP = 'lists'
let count = 0

/** A list of its own, and what a test does to it. */
async function makeList(type = 'string') {
  const name = `list_${++count}`
  const { lists } = store
  await lists.create(SHOP, { name, type, standing: 'none', description: '' }, 'ann')
  return {
    name,
    change: (put: readonly NewListItem[], take: readonly string[] = [], itemsMax = 10) =>
      lists.change(SHOP, name, { put, take, itemsMax, author: 'ann' }),
    async values() {
      const { items } = await lists.items(SHOP, name, { limit: 1000 })
      return items.map(({ value }) => value).sort()
    },
    async active(shopId = SHOP) {
      const values: string[] = []
      const add = (items: readonly { value: string }[]) =>
        void values.push(...items.map(({ value }) => value))
      const list = await lists.active(shopId, name, Date.now(), add)
      return { revision: list?.revision, values }
    },
    log: () => lists.log.page(SHOP, name, { before: null, limit: 100, itemsMax: 10 }),
    import: () => lists.import(SHOP, name),
  }
}

const itemsOf = (...values: readonly string[]) => values.map((value) => ({ value, source: 'file' }))

describe('list items', () => {
  it('are put, renewed, expire and are taken, all or none', async () => {
    const list = await makeList()
    await list.change([
      { value: 'a', source: 'ann' },
      { value: 'b', source: 'ann', expiresAtMs: 1000 },
    ])
    await expect(list.change([{ value: 'a', source: 'bob', note: 'again' }])).resolves.toEqual({
      state: 'changed',
      added: 0,
      renewed: 1,
      removed: 0,
    })
    await expect(list.active()).resolves.toEqual({ revision: 3, values: ['a'] })
    await expect(list.active('other')).resolves.toEqual({ revision: undefined, values: [] })
    await expect(list.change(itemsOf('c'), [], 2)).resolves.toEqual({ state: 'full' })
    await expect(list.change([], ['a', 'z'])).resolves.toMatchObject({ removed: 1 })
    await expect(list.values()).resolves.toEqual(['b'])
    const change = { put: [], take: [], itemsMax: 1, author: 'ann' }
    await expect(store.lists.change(SHOP, 'missing', change)).resolves.toEqual({ state: 'no_list' })
  })

  it('are read as they were at one moment, however much is changed meanwhile', async () => {
    const list = await makeList()
    const many = Array.from({ length: 10_000 }, (_, n) => `a${String(n).padStart(5, '0')}`)
    await list.change(itemsOf(...many), [], 20_000)
    await list.change(itemsOf('b'), [], 20_000)
    let seen = 0
    let changed: Promise<unknown> | undefined
    const read = await store.lists.active(SHOP, list.name, 0, (items) => {
      // Between the first and the second part.
      changed ??= list.change(itemsOf('c'), ['b'], 20_000)
      seen += items.length
    })
    await changed
    expect(seen).toBe(10_001)
    expect(read).toMatchObject({ revision: 3 })
    expect((await list.active()).values).toHaveLength(10_001)
  })
})

describe('the log of a list', () => {
  it('says who did what when, with the items as they are stored, newest first', async () => {
    const before = Date.now()
    const list = await makeList('sku')
    await list.change([
      { value: 'a', source: 'feed', note: 'why', expiresAtMs: 5000 },
      { value: 'b', source: 'feed' },
    ])
    await list.change([{ value: 'a', source: 'feed', note: 'other' }, ...itemsOf('c')], ['b'])
    const standing = { standing: 'deny', description: 'bad goods' } as const
    await store.lists.describe(SHOP, list.name, standing, 'bob')
    const log = await list.log()
    expect(log).toMatchObject([
      { revision: 4, action: 'described', author: 'bob', ...standing, items: [] },
      { revision: 3, action: 'changed', source: '', added: 1, renewed: 1, removed: 1 },
      { revision: 2, action: 'changed', author: 'ann', source: 'feed', added: 2, standing: null },
      { revision: 1, action: 'created', type: 'sku', standing: 'none', description: '' },
    ])
    expect(log[1]!.items).toEqual([
      { value: 'b', change: 'removed', source: 'feed', note: null, expiresAtMs: null },
      { value: 'a', change: 'renewed', source: 'feed', note: 'other', expiresAtMs: null },
      { value: 'c', change: 'added', source: 'file', note: null, expiresAtMs: null },
    ])
    expect(log[2]!.items[0]).toMatchObject({ note: 'why', expiresAtMs: 5000 })
    for (const { atMs } of log) {
      expect(atMs).toBeGreaterThanOrEqual(before - 1)
      expect(atMs).toBeLessThanOrEqual(Date.now() + 1)
    }
  })

  it('counts an item that says the same as before, and does not write it down', async () => {
    const list = await makeList()
    await list.change(itemsOf('a'))
    await expect(list.change(itemsOf('a'))).resolves.toMatchObject({ renewed: 1 })
    expect((await list.log())[0]).toMatchObject({ revision: 3, renewed: 1, items: [] })
  })

  it('shows the first items of a change, and all of them page by page', async () => {
    const list = await makeList()
    await list.change(itemsOf('a', 'b', 'c', 'd'))
    const page = { before: null, limit: 1, itemsMax: 2 }
    const [shown] = await store.lists.log.page(SHOP, list.name, page)
    expect(shown).toMatchObject({ logged: 4, items: [{ value: 'a' }, { value: 'b' }] })
    const rest = await store.lists.log.items(SHOP, list.name, 2, { from: 2, limit: 10 })
    expect(rest.map(({ value }) => value)).toEqual(['c', 'd'])
    const many = Array.from({ length: 350 }, (_, n) => `v${String(n).padStart(3, '0')}`)
    await list.change(itemsOf(...many), ['a', 'b'], 1000)
    const seen: string[] = []
    for (let from = 0; from < 400; from += 70) {
      const items = await store.lists.log.items(SHOP, list.name, 3, { from, limit: 70 })
      seen.push(...items.map(({ value }) => value))
    }
    expect(seen).toEqual(['a', 'b', ...many])
    await expect(store.lists.log.find('other', list.name, 2)).resolves.toBeUndefined()
  })

  it('outlives the list, and a list of the same name goes on with its numbers', async () => {
    const list = await makeList()
    await list.change(itemsOf('a'))
    await expect(store.lists.remove(SHOP, list.name, 'bob')).resolves.toBe(true)
    await expect(store.lists.remove(SHOP, list.name, 'bob')).resolves.toBe(false)
    const [last] = await list.log()
    expect(last).toMatchObject({ revision: 3, action: 'deleted', author: 'bob', removed: 1 })
    expect(last!.items).toMatchObject([{ value: 'a', change: 'removed' }])
    const again = { name: list.name, type: 'string', standing: 'none', description: '' } as const
    await expect(store.lists.create(SHOP, again, 'bob')).resolves.toMatchObject({ revision: 4 })
  })

  it('is only ever added to', async () => {
    const list = await makeList()
    await list.change(itemsOf('a'))
    const attempts = [
      'UPDATE list_changes SET author = $$nobody$$',
      'DELETE FROM list_changes',
      'TRUNCATE list_changes',
      'UPDATE list_change_items SET first = 7',
      'DELETE FROM list_change_items',
      'TRUNCATE list_change_items',
    ]
    for (const text of attempts) {
      await expect(test.withClient((client) => client.query(text))).rejects.toThrow(
        'is only ever added to',
      )
    }
    expect(await list.log()).toHaveLength(2)
  })
})

describe('an import', () => {
  const changeOf = (isReplacing: boolean, itemsMax = 100) => ({
    isReplacing,
    itemsMax,
    author: 'ann',
    source: 'feed.txt',
  })

  it('adds what was staged, renews what is there and leaves the rest', async () => {
    const list = await makeList()
    await list.change(itemsOf('a', 'b'))
    const staging = await list.import()
    await staging.stage(itemsOf('b'))
    await staging.stage([{ value: 'c', source: 'file', note: 'new' }])
    expect(await list.values()).toEqual(['a', 'b'])
    const counts = { added: 1, renewed: 1, removed: 0 }
    await expect(staging.preview(false)).resolves.toEqual({ ...counts, listed: 2 })
    await expect(staging.apply(changeOf(false))).resolves.toEqual({ state: 'changed', ...counts })
    await staging.close()
    expect(await list.values()).toEqual(['a', 'b', 'c'])
    await expect(store.lists.item(SHOP, list.name, 'c')).resolves.toMatchObject({ note: 'new' })
    const [entry] = await list.log()
    expect(entry).toMatchObject({
      action: 'imported',
      source: 'feed.txt',
      author: 'ann',
      ...counts,
    })
    // The other one said the same before.
    expect(entry!.items).toMatchObject([{ value: 'c', change: 'added' }])
  })

  it('writes down what it renewed with something new to say', async () => {
    const list = await makeList()
    await list.change(itemsOf('a', 'b'))
    const staging = await list.import()
    await staging.stage([
      { value: 'a', source: 'file', note: 'new', expiresAtMs: 4_000_000_000_123 },
      { value: 'b', source: 'file' },
    ])
    await expect(staging.apply(changeOf(true))).resolves.toMatchObject({ added: 0, renewed: 2 })
    await staging.close()
    const [entry] = await list.log()
    expect(entry).toMatchObject({ renewed: 2, logged: 1 })
    expect(entry!.items).toMatchObject([
      { value: 'a', change: 'renewed', note: 'new', expiresAtMs: 4_000_000_000_123 },
    ])
  })

  it('takes the place of the list, for every reader at one moment', async () => {
    const list = await makeList()
    await list.change(itemsOf('a', 'b'))
    const staging = await list.import()
    await staging.stage(itemsOf('b', 'c'))
    const states = new Set<string>()
    const applied = new AbortController()
    const reading = (async () => {
      while (!applied.signal.aborted) states.add((await list.active()).values.join())
    })()
    const counts = { added: 1, renewed: 1, removed: 1 }
    await expect(staging.preview(true)).resolves.toEqual({ ...counts, listed: 2 })
    await expect(staging.apply(changeOf(true))).resolves.toMatchObject(counts)
    applied.abort()
    await reading
    await staging.close()
    expect([...states].filter((state) => state !== 'a,b' && state !== 'b,c')).toEqual([])
    expect((await list.active()).values).toEqual(['b', 'c'])
    expect((await list.log())[0]).toMatchObject({ action: 'replaced', ...counts })
  })

  it('changes nothing when it is given up, when the list is full or when it is gone', async () => {
    const list = await makeList()
    await list.change(itemsOf('a'))
    const staging = await list.import()
    await staging.stage(itemsOf('b', 'c'))
    await expect(staging.apply(changeOf(false, 2))).resolves.toEqual({ state: 'full' })
    expect(await list.values()).toEqual(['a'])
    await staging.close()
    expect(await list.values()).toEqual(['a'])
    expect(await list.log()).toHaveLength(2)
    const late = await list.import()
    await late.stage(itemsOf('b'))
    await store.lists.remove(SHOP, list.name, 'bob')
    await expect(late.apply(changeOf(false))).resolves.toEqual({ state: 'no_list' })
    await late.close()
  })

  it('keeps no transaction open while a file is read: the outbox would wait for it', async () => {
    const list = await makeList()
    const staging = await list.import()
    await staging.stage(itemsOf('a'))
    const open = await test.withClient((client) =>
      client.query(
        `SELECT state FROM pg_stat_activity WHERE application_name = 'gatehouse import'
         AND (backend_xid IS NOT NULL OR state LIKE '%transaction%')`,
      ),
    )
    expect(open.rows).toEqual([])
    await staging.close()
  })
})
