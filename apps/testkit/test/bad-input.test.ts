/**
 * Bad input gets a clear 4xx that names the field, nothing of it is stored or logged, and nothing
 * makes the server answer 5xx.
 */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const JSON_SUITE = new URL('../../../spec/contract/json-test-suite/cases.json', import.meta.url)
const NAUGHTY = new URL('../../../spec/contract/naughty-strings/blns.json', import.meta.url)

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
}, START_TIMEOUT_MS)
afterAll(() => server.close())

interface Problem {
  readonly code: string
  readonly status: number
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[]
}

/** Raw bytes, whatever they are: `fetch` would mend some of them. */
function post(path: string, body: Uint8Array, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(server.url)
  return new Promise<{ status: number; problem: Problem; type: string }>((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.apiKey}`,
          'content-type': 'application/json',
          'content-length': body.length,
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({
            status: response.statusCode ?? 0,
            problem: text === '' ? ({} as Problem) : (JSON.parse(text) as Problem),
            type: response.headers['content-type'] ?? '',
          })
        })
      },
    )
    // A server that refuses a body early may close before all of it was sent.
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error)
    })
    sent.end(body)
  })
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))

/** Every decision that was ever stored, as the server counts them. */
async function decisionsStored(): Promise<number> {
  const { body } = await server.get('/metrics')
  const counts = String(body).matchAll(/^gatehouse_decisions_total\{.*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

describe('JSONTestSuite', () => {
  /** Files are kept as base64; the largest, one text over and over, as that text. */
  type Case = { name: string } & ({ base64: string } | { text: string; times: number })
  const cases = JSON.parse(readFileSync(JSON_SUITE, 'utf8')) as Case[]
  const bytesOf = (test: Case) =>
    'text' in test ? Buffer.from(test.text.repeat(test.times)) : Buffer.from(test.base64, 'base64')

  it('gets a 4xx problem for each of its files that is not an order', async () => {
    expect(cases.length).toBeGreaterThan(300)
    const wrong: string[] = []
    for (const test of cases) {
      const { name } = test
      const { status, problem, type } = await post('/v1/decisions', bytesOf(test))
      // `{}` and the like are orders about which nothing is known: those are decided.
      const isFine =
        status === 200 ||
        (status >= 400 && status < 500 && type.startsWith('application/problem+json'))
      const mustFail = name.startsWith('n_')
      if (
        !isFine ||
        (mustFail && status === 200) ||
        (status !== 200 && problem.code === undefined)
      ) {
        wrong.push(`${name}: ${status} ${problem.code}`)
      }
    }
    expect(wrong).toEqual([])
  }, 60_000)
})

describe('the naughty strings', () => {
  const strings = JSON.parse(readFileSync(NAUGHTY, 'utf8')) as string[]

  it('are taken as names or refused with the field, never a 5xx', async () => {
    const wrong: string[] = []
    for (const text of strings) {
      const body = json({
        billing: { first_name: text, city: text },
        order: { note: text.slice(0, 1000) },
      })
      const { status, problem } = await post('/v1/decisions', body)
      const isRefused = status === 422 && (problem.errors?.length ?? 0) > 0
      if (status !== 200 && !isRefused) wrong.push(`${status} ${JSON.stringify(text)}`)
    }
    expect(wrong).toEqual([])
  }, 60_000)

  it('are refused as ids, times, countries and amounts by the field', async () => {
    const wrong: string[] = []
    for (const text of strings.slice(0, 200)) {
      const body = json({ event: { time: text }, billing: { country: text } })
      const { status, problem } = await post('/v1/decisions', body)
      if (status !== 422 || problem.errors?.[0]?.pointer === undefined)
        wrong.push(JSON.stringify(text))
    }
    // An empty text is "not sent" in a country, yet no time.
    expect(wrong).toEqual([])
  }, 60_000)
})

describe('what does not fit', () => {
  it.each([
    ['a wrong type', { order: { amount: '12' } }, '/order/amount'],
    ['an unknown field', { ordr: {} }, '/ordr'],
    ['an unknown nested field', { device: { ip: '81.2.69.142' } }, '/device/ip'],
    ['a missing field', { event: { type: 'payment_attempt', tiem: 'x' } }, '/event/tiem'],
    ['a country that is none', { billing: { country: 'Germany' } }, '/billing/country'],
    ['an address that is none', { device: { ip_address: '999.1.1.1' } }, '/device/ip_address'],
    ['a negative amount', { order: { amount: -1, currency: 'EUR' } }, '/order/amount'],
    ['a fraction of a cent', { order: { amount: 1.005, currency: 'EUR' } }, '/order/amount'],
  ])('%s is a 422 that names the field', async (_name, body, pointer) => {
    const { status, problem } = await post('/v1/decisions', json(body))
    expect(status).toBe(422)
    expect(problem.errors?.map((error) => error.pointer)).toContain(pointer)
  })

  it('a number beyond a double is refused, not rounded to infinity', async () => {
    const { status, problem } = await post(
      '/v1/decisions',
      Buffer.from('{"order":{"amount":1e999}}'),
    )
    expect({ status, code: problem.code }).toEqual({ status: 422, code: 'unstorable_text' })
  })

  it('NaN is not JSON', async () => {
    const { status, problem } = await post('/v1/decisions', Buffer.from('{"order":{"amount":NaN}}'))
    expect({ status, code: problem.code }).toEqual({ status: 400, code: 'invalid_json' })
  })

  it('a body of 10 MB is refused as too large', async () => {
    const { status, problem } = await post('/v1/decisions', Buffer.alloc(10 * 2 ** 20, 0x20))
    expect({ status, code: problem.code }).toEqual({ status: 413, code: 'body_too_large' })
  })

  it('nesting of 100,000 levels is refused', async () => {
    const { status } = await post('/v1/decisions', Buffer.from('['.repeat(100_000)))
    expect(status).toBe(400)
    const deep = `{"custom_inputs":${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}}`
    expect((await post('/v1/decisions', Buffer.from(deep))).status).toBe(422)
  })

  it.each([
    'text/plain',
    'application/json; charset=utf-16',
    'application/jsonx',
    'multipart/form-data',
  ])('the content type %s is refused', async (type) => {
    const { status, problem } = await post('/v1/decisions', json({}), { 'content-type': type })
    expect({ status, code: problem.code }).toEqual({ status: 415, code: 'unsupported_media_type' })
  })

  it('the type of event must be known and decidable', async () => {
    const unknown = await post('/v1/decisions', json({ event: { type: 'purchas' } }))
    expect(unknown.problem.code).toBe('unknown_event_type')
    const undecidable = await post('/v1/decisions', json({ event: { type: 'payment_failed' } }))
    expect(undecidable.problem.code).toBe('not_decidable')
  })
})

describe('a card number', () => {
  it.each([
    ['in a note', { order: { note: 'my card is 4111 1111 1111 1111, thanks' } }],
    ['in a name', { billing: { first_name: '5555555555554444' } }],
    ['as a custom input', { custom_inputs: { pan: '378282246310005' } }],
    ['as a key', { custom_inputs: { '4111111111111111': true } }],
    ['in a field we do not know', { card: { number: '4111-1111-1111-1111' } }],
  ])('%s is a 422, and its digits are answered nowhere', async (_name, body) => {
    const before = await decisionsStored()
    expect(before).toBeGreaterThan(0)
    const { status, problem } = await post('/v1/decisions', json(body))
    expect({ status, code: problem.code }).toEqual({ status: 422, code: 'card_number' })
    expect(JSON.stringify(problem)).not.toMatch(/\d{4}.?\d{4}.?\d{4}/)
    expect(await decisionsStored()).toBe(before)
  })
})

describe('the key', () => {
  it.each([
    ['missing', undefined],
    ['wrong', 'Bearer wrong-wrong-wrong-wrong-wrong-wrong'],
    ['of another scheme', 'Basic dXNlcjpwYXNz'],
    ['empty', 'Bearer '],
  ])('that is %s is a 401, before the body is looked at', async (_name, authorization) => {
    const headers = authorization === undefined ? { authorization: '' } : { authorization }
    const { status, problem } = await post('/v1/decisions', Buffer.from('{'), headers)
    expect({ status, code: problem.code }).toEqual({ status: 401, code: 'unauthorized' })
  })
})

describe('routes', () => {
  it('that do not exist are a 404, and a wrong method a 405 that says which are right', async () => {
    const missing = await server.get('/v1/nothing')
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } })
    const method = await server.delete('/v1/decisions')
    expect(method).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } })
    expect(method.headers.get('allow')).toBe('POST, GET')
  })
})

describe('after all of it', () => {
  it('the server is alive and decides', async () => {
    expect((await server.get('/livez')).status).toBe(200)
    const { status } = await post('/v1/decisions', json({ order: { amount: 10, currency: 'EUR' } }))
    expect(status).toBe(200)
  })
})
