/**
 * Bad input gets a clear 4xx that names the field, nothing of it is stored or logged, and nothing
 * makes the server answer 5xx.
 */
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const JSON_SUITE = new URL('../../../spec/contract/json-test-suite/cases.json', import.meta.url)
const NAUGHTY = new URL('../../../spec/contract/naughty-strings/blns.json', import.meta.url)

let server: TestServer
const logged: string[] = []
beforeAll(async () => {
  server = await startTestServer({ LOG_LEVEL: 'error' }, undefined, (line) => logged.push(line))
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

describe('what never becomes a request', () => {
  /** Bytes as they are; resolves with what was answered when the server closes the connection. */
  function sendRaw(bytes: string): Promise<{ head: string; problem: Problem }> {
    const { hostname, port } = new URL(server.url)
    return new Promise((resolve, reject) => {
      let text = ''
      const socket = connect(Number(port), hostname, () => socket.write(bytes))
      socket.on('data', (piece) => (text += piece.toString()))
      socket.on('error', reject)
      socket.on('close', () => {
        const [head = '', body = ''] = text.split('\r\n\r\n')
        resolve({ head: head.toLowerCase(), problem: JSON.parse(body) as Problem })
      })
    })
  }
  const HEAD = 'GET /livez HTTP/1.1\r\nhost: x\r\n'

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'invalid_request'],
    [
      'two lengths',
      `${HEAD}content-length: 1\r\ncontent-length: 2\r\n\r\n`,
      400,
      'invalid_request',
    ],
    ['too many headers', `${HEAD}x: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
    [
      'a broken escape',
      'GET /v1/decisions/%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
      404,
      'not_found',
    ],
    [
      'a long part',
      `GET /v1/decisions/${'x'.repeat(600)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`,
      414,
      'uri_too_long',
    ],
  ])('is answered with a problem too: %s', async (_what, bytes, status, code) => {
    const { head, problem } = await sendRaw(bytes)
    expect(head).toContain('content-type: application/problem+json')
    expect(head).toMatch(new RegExp(`^http/1.1 ${status} `))
    expect(problem).toMatchObject({ status, code })
    // What was sent is not sent back.
    expect(JSON.stringify(problem)).not.toContain('xxx')
  })

  it('a client that goes away while it sends is no fault of the server', async () => {
    const { hostname, port } = new URL(server.url)
    const before = logged.length
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /v1/decisions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${server.apiKey}\r\n` +
        'content-type: application/json\r\ncontent-length: 100\r\n\r\n{"order"',
    )
    await sleep(200)
    socket.destroy()
    await sleep(200)
    expect(logged.slice(before)).toEqual([])
    const { body } = await server.get('/metrics')
    expect(String(body)).not.toMatch(/gatehouse_http_request_seconds_count\{.*status="500"/)
  })
})

describe('what is said about a body', () => {
  const detail = async (body: string, headers: Record<string, string> = {}) => {
    const { problem, status } = await post('/v1/decisions', Buffer.from(body), headers)
    return [status, (problem as { detail?: string }).detail]
  }

  it('tells one that ends too early from one with a mistake in it', async () => {
    expect(await detail('{"order":')).toEqual([400, 'the body ends before the JSON does'])
    expect(await detail('{"order":{"amount":ten}}')).toEqual([
      400,
      'something stands where JSON allows it not',
    ])
    expect(await detail('{"order" 1}')).toEqual([400, 'the JSON breaks at character 9'])
  })

  it('names the limit that it is over', async () => {
    expect(await detail(' '.repeat(300_000))).toEqual([
      413,
      'the limit is 262144 bytes: send less at once',
    ])
  })

  it('says that compression is not read, instead of that it is no JSON', async () => {
    const [status] = await detail('{}', { 'content-encoding': 'gzip' })
    expect(status).toBe(415)
  })
})

describe('after all of it', () => {
  it('the server is alive and decides', async () => {
    expect((await server.get('/livez')).status).toBe(200)
    const { status } = await post('/v1/decisions', json({ order: { amount: 10, currency: 'EUR' } }))
    expect(status).toBe(200)
  })
})
