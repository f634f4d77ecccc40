import type { Decision, List, ListItem, Problem } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer

beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function make(name: string, kind: string): Promise<List> {
  const answer = await server.post('/v1/lists', { name, kind, description: 'for a test' })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body as List
}

async function add(name: string, value: string, about: object = {}): Promise<ListItem> {
  const answer = await server.post(`/v1/lists/${name}/items`, { value, ...about })
  expect(answer).toMatchObject({ status: 201 })
  return answer.body as ListItem
}

async function count(name: string): Promise<number> {
  const { body } = await server.get(`/v1/lists/${name}`)
  return (body as List).items_count
}

async function itemsOf(name: string, query = ''): Promise<ListItem[]> {
  const { body } = await server.get(`/v1/lists/${name}/items${query}`)
  return (body as { items: ListItem[] }).items
}

async function decide(order: object): Promise<Decision> {
  const { body } = await server.post('/v1/decisions', order)
  return body as Decision
}

describe('a list', () => {
  it('is made once, counts its items and is deleted with them', async () => {
    const made = await make('fresh', 'country')
    expect(made).toMatchObject({ kind: 'country', description: 'for a test', items_count: 0 })
    expect(await server.post('/v1/lists', { name: 'fresh', kind: 'email' })).toMatchObject({
      status: 409,
      body: { code: 'already_exists' },
    })
    await add('fresh', 'DE')
    const { body } = await server.get('/v1/lists/fresh')
    const list = body as List
    expect(list.items_count).toBe(1)
    expect(Date.parse(list.updated_at)).toBeGreaterThan(Date.parse(made.updated_at))
    expect(await server.delete('/v1/lists/fresh')).toMatchObject({ status: 204, body: null })
    expect(await server.get('/v1/lists/fresh')).toMatchObject({ status: 404 })
    expect(await server.delete('/v1/lists/fresh')).toMatchObject({ status: 404 })
    await make('fresh', 'country')
    expect(await count('fresh')).toBe(0)
  })

  it('cannot be deleted while a live ruleset asks for it', async () => {
    const answer = await server.delete('/v1/lists/blocked_emails')
    expect(answer).toMatchObject({ status: 409, body: { code: 'in_use' } })
    // The first of those that ask.
    expect((answer.body as Problem).detail).toContain('`accounts`')
    expect(await server.get('/v1/lists/blocked_emails')).toMatchObject({ status: 200 })
  })

  it('cannot be deleted while a live ruleset compares with its texts', async () => {
    await make('watched', 'string')
    const ruleset = {
      name: 'sellers',
      checkpoints: ['seller'],
      scorecard: { base: { start: 100, parts: [] } },
      thresholds: { reject_below: 30, submit_to_processor: 50 },
      lists: ['watched'],
      rules: [],
    }
    await server.put('/v1/rulesets/sellers/draft', { ruleset })
    expect(await server.post('/v1/rulesets/sellers/publish', { version: 2 })).toMatchObject({
      status: 200,
    })
    expect(await server.delete('/v1/lists/watched')).toMatchObject({ status: 409 })
  })

  it('is found in pages, by name', async () => {
    const names: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { body } = await server.get(`/v1/lists?limit=5${query}`)
      const page = body as { items: List[]; next_cursor: string | null }
      expect(page.items.length).toBeLessThanOrEqual(5)
      names.push(...page.items.map(({ name }) => name))
      cursor = page.next_cursor
    }
    expect(names).toEqual([...new Set(names)].sort())
    expect(names).toContain('trusted_emails')
  })
})

describe('an item', () => {
  it('of a person is kept as a token and shown without its value', async () => {
    const item = await add('blocked_phones', '+49 30 901820', { note: 'chargeback', source: 'me' })
    expect(item).toMatchObject({ value: null, note: 'chargeback', source: 'me', expires_at: null })
    expect(await itemsOf('blocked_phones')).toEqual([item])
  })

  it('of no person is shown as it is compared', async () => {
    await make('spelled', 'email_domain')
    expect(await add('spelled', '@Example.COM')).toMatchObject({ value: 'example.com' })
  })

  it('is renewed when it is added again, in another spelling too', async () => {
    await make('renewed', 'country')
    const first = await add('renewed', 'de')
    const again = await add('renewed', 'DE', { note: 'again', expires_at: '2099-01-01T00:00:00Z' })
    expect(again).toEqual({ ...first, note: 'again', expires_at: '2099-01-01T00:00:00.000Z' })
    expect(await count('renewed')).toBe(1)
  })

  it('is removed by its id, once', async () => {
    await make('emptied', 'sku')
    const { id } = await add('emptied', 'A-1')
    expect(await server.delete(`/v1/lists/emptied/items/${id}`)).toMatchObject({ status: 204 })
    expect(await server.delete(`/v1/lists/emptied/items/${id}`)).toMatchObject({ status: 404 })
    expect(await server.delete('/v1/lists/emptied/items/%21')).toMatchObject({ status: 404 })
    expect(await count('emptied')).toBe(0)
  })

  it.each([
    ['blocked_emails', { value: 'no address' }, '/value'],
    ['blocked_ips', { value: '300.1.1.1' }, '/value'],
    ['blocked_ip_ranges', { value: '10.0.0.0/40' }, '/value'],
    ['blocked_countries', { value: 'Germany' }, '/value'],
    ['blocked_countries', { value: 'DE', expires_at: '2001-01-01T00:00:00Z' }, '/expires_at'],
    ['blocked_countries', { value: 'DE', expires_at: 'tomorrow' }, '/expires_at'],
    ['blocked_countries', { value: '' }, '/value'],
    ['blocked_email_domains', { value: `${'x'.repeat(200)}.de` }, '/value'],
  ])('of %s is refused when it is %j', async (name, body, pointer) => {
    expect(await server.post(`/v1/lists/${name}/items`, body)).toMatchObject({
      status: 422,
      body: { code: 'invalid_body', errors: [{ pointer }] },
    })
    expect(await count(name)).toBe(0)
  })

  it('never holds a card number', async () => {
    const answer = await server.post('/v1/lists/blocked_cards/items', { value: '4111111111111111' })
    expect(answer).toMatchObject({ status: 422, body: { code: 'card_number' } })
    expect(await count('blocked_cards')).toBe(0)
  })
})

describe('the items of a list', () => {
  it('come newest first, each once, however many were added at a time', async () => {
    await make('paged', 'string')
    await add('paged', 'first')
    const bulk = Array.from({ length: 5 }, (_, number) => ({ value: `b${number}` }))
    await server.post('/v1/lists/paged/bulk', { add: bulk })
    await add('paged', 'last')
    const values: (string | null)[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`
      const { body } = await server.get(`/v1/lists/paged/items?limit=2${query}`)
      const page = body as { items: ListItem[]; next_cursor: string | null }
      values.push(...page.items.map(({ value }) => value))
      cursor = page.next_cursor
    }
    expect(values).toEqual(['last', 'b0', 'b1', 'b2', 'b3', 'b4', 'first'])
  })

  it('are not found by a cursor of another making', async () => {
    for (const cursor of ['AAAA', 'MTIzIAA']) {
      expect(await server.get(`/v1/lists/blocked_countries/items?cursor=${cursor}`)).toMatchObject({
        status: 422,
        body: { code: 'invalid_query' },
      })
    }
  })
})

describe('a bulk change', () => {
  it('says what was new, what was renewed and what was removed', async () => {
    await make('bulky', 'country')
    await server.post('/v1/lists/bulky/bulk', { add: [{ value: 'DE' }, { value: 'FR' }] })
    const answer = await server.post('/v1/lists/bulky/bulk', {
      add: [{ value: 'fr' }, { value: 'IT' }, { value: 'it', note: 'the last one counts' }],
      remove: ['de', 'ES'],
    })
    expect(answer).toMatchObject({ status: 200, body: { added: 1, renewed: 1, removed: 1 } })
    const items = await itemsOf('bulky')
    expect(new Set(items.map(({ value }) => value))).toEqual(new Set(['FR', 'IT']))
    expect(items.find(({ value }) => value === 'IT')?.note).toBe('the last one counts')
  })

  it('changes nothing when one of its values is wrong, and names each', async () => {
    await make('untouched', 'country')
    await add('untouched', 'DE')
    const answer = await server.post('/v1/lists/untouched/bulk', {
      add: [{ value: 'FR' }, { value: 'France' }],
      remove: ['DE', 'Deutschland', 'FR'],
    })
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_body' } })
    expect((answer.body as Problem).errors?.map(({ pointer }) => pointer)).toEqual([
      '/add/1/value',
      '/remove/1',
      '/remove/2',
    ])
    expect((await itemsOf('untouched')).map(({ value }) => value)).toEqual(['DE'])
  })

  it('changes nothing when the list would grow too long', async () => {
    const { lists } = server.services.store
    await make('short', 'string')
    await add('short', 'a')
    const change = { put: [{ value: 'b', source: 't' }], take: ['a'], itemsMax: 0, author: 't' }
    await expect(lists.change('default', 'short', change)).resolves.toEqual({ state: 'full' })
    expect((await itemsOf('short')).map(({ value }) => value)).toEqual(['a'])
    await expect(
      lists.change('default', 'short', { ...change, itemsMax: 1 }),
    ).resolves.toMatchObject({ state: 'changed', added: 1, removed: 1 })
  })

  it('takes as many items as the contract says', async () => {
    await make('long', 'string')
    const items = Array.from({ length: 10_000 }, (_, number) => ({ value: `value ${number}` }))
    expect(await server.post('/v1/lists/long/bulk', { add: items })).toMatchObject({
      status: 200,
      body: { added: 10_000 },
    })
    expect(
      await server.post('/v1/lists/long/bulk', { add: [...items, { value: 'more' }] }),
    ).toMatchObject({ status: 422, body: { errors: [{ pointer: '/add' }] } })
    expect(await count('long')).toBe(10_000)
  })
})

describe('the next decision', () => {
  const order = () => orderOf({ email: 'mallory@example.com' })
  const isBlocked = async () => (await decide(order())).signals['list.blocked_emails']

  it('sees an item that was added, in any spelling, and one that was removed', async () => {
    expect(await isBlocked()).toBe(false)
    const { id } = await add('blocked_emails', 'Mallory+shop@Example.com')
    expect(await isBlocked()).toBe(true)
    expect((await decide(order())).outcome).toBe('decline')
    await server.delete(`/v1/lists/blocked_emails/items/${id}`)
    expect(await isBlocked()).toBe(false)
  })

  it('sees each of many changes, however quickly they follow', async () => {
    for (let round = 0; round < 10; round++) {
      await server.post('/v1/lists/blocked_emails/bulk', {
        add: [{ value: 'mallory@example.com' }],
      })
      expect(await isBlocked()).toBe(true)
      await server.post('/v1/lists/blocked_emails/bulk', { remove: ['mallory@example.com'] })
      expect(await isBlocked()).toBe(false)
    }
  })

  it('does not see an item that has expired', async () => {
    const soon = new Date(Date.now() + 3000).toISOString()
    await add('blocked_emails', 'mallory@example.com', { expires_at: soon })
    await expect.poll(isBlocked, { timeout: 10_000 }).toBe(false)
  })

  it('may be ruled by a list that was made a moment ago', async () => {
    await make('risky_domains', 'email_domain')
    await add('risky_domains', 'example.org')
    const decision = await decide(orderOf({ email: 'bob@mail.example.org' }))
    expect(decision.signals['list.risky_domains']).toBe(true)
  })
})
