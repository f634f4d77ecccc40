/** Files of a list and its log, through the real server. */
import type { ExportedItem, ListChange, ListChangeItem } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

async function make(name: string, kind: string): Promise<void> {
  expect(await server.post('/v1/lists', { name, kind })).toMatchObject({ status: 201 })
}
async function change(name: string, body: object): Promise<void> {
  expect(await server.post(`/v1/lists/${name}/bulk`, body)).toMatchObject({ status: 200 })
}
const log = async (name: string, query = '') => {
  const { body } = await server.get(`/v1/lists/${name}/changes${query}`)
  return body as { items: ListChange[]; next_cursor: string | null }
}
const exported = async (name: string) =>
  (await server.get(`/v1/lists/${name}/export.json`)).body as ExportedItem[]

describe('an exported list', () => {
  it('is JSON with every item, expired ones too, in the order of their values', async () => {
    await make('goods', 'sku')
    const first = { value: 'b', note: 'why', source: 'me' }
    const expiresAtMs = Date.now() - 1000
    // Past the edge, which takes nothing that has expired.
    await server.services.store.lists.change('default', 'goods', {
      put: [{ ...first, expiresAtMs }],
      take: [],
      itemsMax: 10,
      author: 'test',
    })
    await change('goods', { add: [{ value: 'a*' }] })
    const created = expect.stringMatching(/^20\d\d-.*Z$/)
    expect(await exported('goods')).toEqual([
      {
        value: 'a*',
        match: 'prefix',
        expires_at: null,
        source: 'bootstrap',
        note: '',
        created_at: created,
      },
      {
        ...first,
        match: 'exact',
        expires_at: new Date(expiresAtMs).toISOString(),
        created_at: created,
      },
    ])
  })

  it('is CSV in which no cell is a formula', async () => {
    await make('texts', 'string')
    await change('texts', {
      add: [
        { value: '=HYPERLINK("http://evil.example")', note: 'a "quoted", one' },
        { value: '+1', note: '@cmd' },
        { value: "'-x" },
      ],
    })
    const { body, headers } = await server.get('/v1/lists/texts/export.csv')
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toBe('attachment; filename="texts.csv"')
    const [head, ...rows] = (body as string).trimEnd().split('\n')
    expect(head).toBe('value,match,expires_at,source,note,created_at')
    expect(rows.map((row) => row.replace(/,[^,]*$/, ''))).toEqual([
      "''-x,exact,,bootstrap,",
      "'+1,exact,,bootstrap,'@cmd",
      '"\'=HYPERLINK(""http://evil.example"")",exact,,bootstrap,"a ""quoted"", one"',
    ])
  })

  it('keeps tokens as tokens, which only the shop they are from takes back', async () => {
    await change('blocked_emails', {
      add: [{ value: 'mallory@example.com' }, { value: '*@example.net' }],
    })
    const items = await exported('blocked_emails')
    expect(items.map(({ match }) => match).sort()).toEqual(['exact', 'mailboxes'])
    expect(JSON.stringify(items)).not.toMatch(/mallory|example/)
    await make('copied', 'email')
    await change('copied', { add: items.map(({ value }) => ({ value })) })
    expect((await exported('copied')).map(({ value }) => value)).toEqual(
      items.map(({ value }) => value),
    )
    const shop = 'another'
    await server.post('/v1/lists', { name: 'taken', kind: 'email' }, { shop })
    const add = [{ value: items[0]!.value }]
    const refused = await server.post('/v1/lists/taken/bulk', { add }, { shop })
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ message: expect.stringContaining('another shop') }] },
    })
  })

  it('is sent part by part, however long it is', async () => {
    await make('long', 'string')
    const values = Array.from({ length: 5000 }, (_, n) => `value ${String(n).padStart(4, '0')}`)
    await change('long', { add: values.map((value) => ({ value })) })
    expect((await exported('long')).map(({ value }) => value)).toEqual(values)
    const { body } = await server.get('/v1/lists/long/export.csv')
    expect((body as string).split('\n')).toHaveLength(values.length + 2)
  })

  it('may be empty', async () => {
    await make('empty', 'string')
    expect(await exported('empty')).toEqual([])
    const { body } = await server.get('/v1/lists/empty/export.csv')
    expect(body).toBe('value,match,expires_at,source,note,created_at\n')
  })
})

describe('the log of a list', () => {
  it('says by which key what was changed, newest first', async () => {
    const { apiKeys } = server.services.store
    const { key } = await apiKeys.create('default', 'console of anna', ['lists', 'read'])
    await expect
      .poll(async () => (await server.get('/v1/lists', { key })).status, { timeout: 10_000 })
      .toBe(200)
    await server.post('/v1/lists', { name: 'logged', kind: 'country', standing: 'deny' }, { key })
    const item = await server.post('/v1/lists/logged/items', { value: 'de', note: 'x' }, { key })
    await server.put('/v1/lists/logged', { description: 'no more' }, { key })
    const { id } = item.body as { id: string }
    await server.delete(`/v1/lists/logged/items/${id}`)
    const { items, next_cursor: next } = await log('logged')
    expect(next).toBeNull()
    const by = 'console of anna'
    const kept = { value: 'DE', id, match: 'exact', expires_at: null, note: 'x', source: by }
    expect(items).toMatchObject([
      { revision: 4, action: 'changed', by: 'bootstrap', removed: 1, has_more_items: false },
      { revision: 3, action: 'described', by, standing: null, description: 'no more', items: [] },
      {
        revision: 2,
        action: 'changed',
        by,
        source: by,
        added: 1,
        items: [{ change: 'added', ...kept }],
      },
      { revision: 1, action: 'created', by, standing: 'deny', description: '' },
    ])
    expect(items[0]!.items).toEqual([{ change: 'removed', ...kept }])
  })

  it('keeps persons as tokens', async () => {
    await make('persons', 'email')
    await change('persons', { add: [{ value: 'mallory@example.com' }] })
    const page = await log('persons')
    expect(page.items[0]!.items).toMatchObject([{ value: null, change: 'added' }])
    expect(JSON.stringify(page)).not.toContain('mallory')
  })

  it('is read page by page, and so are the items of a change', async () => {
    await make('paged', 'string')
    for (const value of ['a', 'b', 'c']) await change('paged', { add: [{ value }] })
    const values = Array.from({ length: 50 }, (_, n) => `v${String(n).padStart(2, '0')}`)
    await change('paged', { add: values.map((value) => ({ value })) })
    const revisions: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page = await log('paged', `?limit=2${cursor && `&cursor=${cursor}`}`)
      revisions.push(...page.items.map(({ revision }) => revision))
      cursor = page.next_cursor
    }
    expect(revisions).toEqual([5, 4, 3, 2, 1])
    const [newest] = (await log('paged')).items
    expect(newest).toMatchObject({ added: 50, has_more_items: true })
    expect(newest!.items).toHaveLength(20)
    const seen: (string | null)[] = []
    let next: string | null = ''
    while (next !== null) {
      const path: string = `/v1/lists/paged/changes/5/items?limit=20${next && `&cursor=${next}`}`
      const { body } = await server.get(path)
      const page = body as { items: ListChangeItem[]; next_cursor: string | null }
      seen.push(...page.items.map(({ value }) => value))
      next = page.next_cursor
    }
    expect(seen).toEqual(values)
    expect(await server.get('/v1/lists/paged/changes/77/items')).toMatchObject({ status: 404 })
  })

  it('is still there when the list is gone, and is nobody else’s', async () => {
    await make('gone', 'string')
    await change('gone', { add: [{ value: 'a' }] })
    await server.delete('/v1/lists/gone')
    const { items } = await log('gone')
    expect(items[0]).toMatchObject({ action: 'deleted', removed: 1, items: [{ value: 'a' }] })
    expect(await server.get('/v1/lists/never/changes')).toMatchObject({ status: 404 })
    await server.post('/v1/facts', { ip_address: '8.8.8.8' }, { shop: 'stranger' })
    const asked = await server.get('/v1/lists/gone/changes', { shop: 'stranger' })
    expect(asked).toMatchObject({ status: 404 })
  })

  it('begins with who made the list, for those that a shop starts with too', async () => {
    const { body } = await server.get('/v1/lists/trusted_emails/changes')
    expect(body).toMatchObject({ items: [{ action: 'created', by: 'gatehouse' }] })
  })
})
