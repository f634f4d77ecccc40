/** An id or a cursor that is none of ours is the caller's mistake, on every route that takes one. */
import { ROUTE_IDS, ROUTES, type Route, type RouteId } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

const base64url = (text: string) => Buffer.from(text).toString('base64url')

/** As they stand in a URL. */
const NAUGHTY = [
  'nonsense',
  'AAAA',
  '0',
  '-1',
  '1.5',
  '2147483648',
  '99999999999999999999',
  'NaN',
  'null',
  '__proto__',
  '%00',
  'a%00b',
  '%27%3B--',
  '%E2%80%AE',
  '%F0%9F%92%A9',
  '..%2F..%2Fetc%2Fpasswd',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'ffffffff-ffff-ffff-ffff-fffffffffffg',
  '%7B00000000-0000-0000-0000-000000000000%7D',
  base64url('\0'),
  base64url('1 \0'),
  base64url('999999999999999 x'),
  base64url('9007199254740993999 x'),
  base64url('-1 x'),
  'A'.repeat(255),
]

/** Bodies that fit their schemas. */
const BODIES: Partial<Record<RouteId, object>> = {
  putRulesetDraft: {
    ruleset: {
      name: 'tried',
      checkpoints: ['link'],
      scorecard: { base: { start: 100, parts: [] } },
      thresholds: { reject_below: 30, submit_to_processor: 50 },
      rules: [],
    },
  },
  publishRuleset: { version: 1 },
  decideAppeal: { state: 'rejected', answer: 'x' },
  stepTakedown: { event: 'sent' },
  packCampaign: { case_id: 'A1', organisation: 'Shop', contact: 'a@shop.example', tlp: 'red' },
  writeTakedownReport: { organisation: 'Shop', domain: 'shop.example', email: 'a@shop.example' },
  rollBackRuleset: { version: 1 },
  changeList: { standing: 'deny' },
  addListItem: { value: 'x' },
  changeListItems: { add: [{ value: 'x' }] },
}

interface Call {
  readonly id: RouteId
  readonly path: string
}

/** Every parameter of a path, one at a time; the others name things that are there. */
function pathsOf(id: RouteId): Call[] {
  const { path }: Route = ROUTES[id]
  const there: Record<string, string> = {
    name: path.startsWith('/v1/lists') ? 'blocked_emails' : 'starter',
    version: '1',
    revision: '1',
    id: '00000000-0000-7000-8000-000000000000',
    item_id: 'eA',
  }
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
  return names.flatMap((bad) =>
    NAUGHTY.map((text) => ({
      id,
      path: path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        name === bad ? text : (there[name] ?? ''),
      ),
    })),
  )
}

/** Every text that a query may hold. */
function queriesOf(id: RouteId): Call[] {
  const { path, query }: Route = ROUTES[id]
  const filled = path.replace('{name}', 'blocked_emails')
  return Object.keys(query?.properties ?? {}).flatMap((name) =>
    [...NAUGHTY, ...TIMES].map((text) => ({ id, path: `${filled}?${name}=${text}` })),
  )
}

/** Times that a calendar has and a clock of the journal may not. */
const TIMES = [
  '2016-12-31T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '1969-12-31T23:59:59Z',
]

const CALLS = ROUTE_IDS.flatMap((id) => [...pathsOf(id), ...queriesOf(id)])

async function answersOf({ id, path }: Call) {
  const body = BODIES[id]
  const { method }: Route = ROUTES[id]
  return server.call(method, path, body === undefined ? {} : { body })
}

describe('an id or cursor that is none of ours', () => {
  it('is a 4xx problem or nothing found, and never a failure of the server', async () => {
    expect(CALLS.length).toBeGreaterThan(400)
    const failed: string[] = []
    for (const call of CALLS) {
      const { status, body } = await answersOf(call)
      const code = (body as { code?: unknown } | null)?.code
      const isProblem = status >= 400 && status < 500 && typeof code === 'string'
      if (status >= 300 && !isProblem) failed.push(`${status} ${call.id} ${call.path}`)
    }
    expect(failed).toEqual([])
  }, 120_000)

  it.each(NAUGHTY.filter((text) => text !== '..%2F..%2Fetc%2Fpasswd'))(
    'is no decision: `%s`',
    async (text) => {
      const answer = await server.get(`/v1/decisions/${text}`)
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } })
    },
  )

  it.each(['AAAA', 'nonsense', 'ffffffff-ffff-ffff-ffff-fffffffffffg', '%00'])(
    'is no cursor of a page: `%s`',
    async (cursor) => {
      for (const path of ['decisions', 'rulesets', 'lists', 'lists/blocked_emails/items']) {
        if (cursor === 'nonsense' && (path === 'rulesets' || path === 'lists')) continue
        const answer = await server.get(`/v1/${path}?cursor=${cursor}`)
        expect({ path, ...answer }).toMatchObject({
          path,
          status: 422,
          body: { code: 'invalid_query', errors: [{ pointer: '/cursor' }] },
        })
      }
    },
  )

  it('gets a page when the cursor is one of ours', async () => {
    for (let count = 0; count < 3; count++) await server.post('/v1/decisions', {})
    const first = await server.get('/v1/decisions?limit=2')
    const cursor = (first.body as { next_cursor: string }).next_cursor
    const second = await server.get(`/v1/decisions?limit=2&cursor=${cursor}`)
    expect(second.status).toBe(200)
    expect((second.body as { items: unknown[] }).items.length).toBeGreaterThan(0)
  })
})
