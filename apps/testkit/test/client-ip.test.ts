/** The shopper's address comes from the body, or from trusted proxies where the shop says so. */
import { request } from 'node:http'
import type { Decision, FactsAnswer } from '@gatehouse/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'

const LONDON = '81.2.69.142'
const ELSEWHERE = '8.8.8.8'
const SHOP = 'headless'

/** Behind a proxy on this machine. */
let server: TestServer
/** Behind a proxy elsewhere: whoever asks from this machine is nobody's proxy. */
let direct: TestServer
/** Behind a proxy that writes `Forwarded`. */
let standard: TestServer
beforeAll(async () => {
  ;[server, direct, standard] = await Promise.all([
    startTestServer({ TRUSTED_PROXIES: 'loopback,10.0.0.0/8' }),
    startTestServer({ TRUSTED_PROXIES: '10.0.0.0/8' }),
    startTestServer({ TRUSTED_PROXIES: 'loopback', TRUSTED_PROXY_HEADER: 'Forwarded' }),
  ])
  for (const each of [server, direct, standard]) {
    await each.post('/v1/decisions', {}, { shop: SHOP })
    const change = { version: 1, settings: { client_ip: 'connection' } }
    await each.put(`/v1/shops/${SHOP}/settings`, change)
  }
}, START_TIMEOUT_MS)
afterAll(() => Promise.all([server, direct, standard].map((each) => each.close())))

interface Asked {
  readonly on?: TestServer
  readonly shop?: string
  readonly body?: object
}

async function decide(headers: Record<string, string>, asked: Asked = {}): Promise<Decision> {
  const { on = server, shop = SHOP, body = {} } = asked
  const answer = await on.post('/v1/decisions', body, { shop, headers })
  expect(answer.status).toBe(200)
  return answer.body as Decision
}

/** Where the gate believes the shopper to be; `undefined`: it was told no address. */
async function city(headers: Record<string, string>, asked: Asked = {}): Promise<unknown> {
  return (await decide(headers, asked)).signals['ip.city']
}

const forwardedFor = (hops: string) => ({ 'x-forwarded-for': hops })
const forwarded = (hops: string) => ({ forwarded: hops })

describe('a decision', () => {
  it('takes the address that a trusted proxy names, and keeps it like one of the body', async () => {
    const { id, signals } = await decide(forwardedFor(LONDON))
    expect(signals).toMatchObject({ 'ip.city': 'London', 'ip.kind': 'global' })
    const { reading, personal } = server.services.store
    const record = await reading.record(SHOP, id)
    expect(await personal.open(SHOP, id, record!.sealed)).toMatchObject({
      values: { 'device.ip_address': LONDON },
    })
    expect(Buffer.from(record!.eventJson).toString()).not.toContain(LONDON)
  })

  it('counts the address in its windows', async () => {
    const orders = async (hops: string) =>
      (await decide(forwardedFor(hops))).signals['velocity.orders_by_ip_5m']
    expect(await orders('2a02:c7d::1')).toBe(0)
    expect(await orders('[2a02:c7d::1]:443, 10.0.0.9')).toBe(1)
    expect(await orders('8.8.4.4, 2a02:c7d::1')).toBe(2)
  })

  it('prefers the address of the body, which the shop knows best', async () => {
    const body = { device: { ip_address: LONDON, user_agent: 'x' } }
    expect(await city(forwardedFor(ELSEWHERE), { body })).toBe('London')
  })

  it('keeps what else the body says of the device', async () => {
    const body = { device: { type: 'mobile' } }
    const { signals } = await decide(forwardedFor(LONDON), { body })
    expect(signals).toMatchObject({ 'ip.city': 'London', 'device.class': 'mobile' })
  })

  it('takes it from the body only, unless the shop says otherwise', async () => {
    expect(await city(forwardedFor(LONDON), { shop: 'default' })).toBeUndefined()
  })

  it.each([
    ['behind a chain', `${LONDON}, 10.0.0.7, 10.1.2.3`],
    ['whatever the client wrote before it', `${ELSEWHERE}, 1.1.1.1, ${LONDON}`],
    ['with a port', `${LONDON}:4711`],
    ['after garbage', `"><script>, ,unknown,%00, ${LONDON}, 10.0.0.7`],
    ['inside of IPv6', `::ffff:${LONDON}`],
  ])('finds the client %s', async (_what, hops) => {
    expect(await city(forwardedFor(hops))).toBe('London')
  })

  it.each([
    ['a private address', '192.168.1.20'],
    ['a loopback address', '127.0.0.1'],
    ['a private address behind which another stands', `${LONDON}, 192.168.1.20`],
    ['garbage', `${LONDON}, <script>`],
    ['a name', `${LONDON}, unknown`],
    ['proxies only', '10.0.0.1, 10.0.0.2'],
    ['nothing', ''],
  ])('takes no address from %s', async (_what, hops) => {
    expect(await city(forwardedFor(hops))).toBeUndefined()
  })

  it('does not take the proxy for the shopper when there is no header', async () => {
    const { signals } = await decide({})
    expect(Object.keys(signals).filter((name) => name.startsWith('ip.'))).toEqual([])
  })

  it('reads a header that was sent twice as one', async () => {
    const { hostname, port } = new URL(server.url)
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request(
        {
          hostname,
          port,
          path: '/v1/decisions',
          method: 'POST',
          headers: {
            authorization: `Bearer ${server.apiKey}`,
            'content-type': 'application/json',
            'gatehouse-shop': SHOP,
            'x-forwarded-for': [ELSEWHERE, `${LONDON}, 10.0.0.7`],
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('end', () => resolve(Buffer.concat(chunks).toString()))
        },
      )
      sent.on('error', reject)
      sent.end('{}')
    })
    expect((JSON.parse(answer) as Decision).signals['ip.city']).toBe('London')
  })
})

describe('a peer that is no trusted proxy', () => {
  it.each([
    ['X-Forwarded-For', forwardedFor(LONDON)],
    ['a proxy that is trusted, in the header', forwardedFor(`${LONDON}, 10.0.0.1`)],
    ['Forwarded', forwarded(`for=${LONDON}`)],
    ['other headers', { 'x-real-ip': LONDON, 'cf-connecting-ip': LONDON, 'client-ip': LONDON }],
  ])('is not believed: %s', async (_what, headers) => {
    expect(await city(headers, { on: direct })).toBeUndefined()
  })
})

describe('the header that the proxy does not write', () => {
  it('is the client’s own, and is not read', async () => {
    const spoofed = { ...forwardedFor(LONDON), ...forwarded(`for=${ELSEWHERE}`) }
    expect(await city(spoofed)).toBe('London')
    expect(await city(forwarded(`for=${LONDON}`))).toBeUndefined()
    const other = { ...forwarded(`for=${LONDON}`), ...forwardedFor(ELSEWHERE) }
    expect(await city(other, { on: standard })).toBe('London')
    expect(await city(forwardedFor(LONDON), { on: standard })).toBeUndefined()
  })

  it('is `Forwarded` with its quotes, ports and hidden names where that is the one', async () => {
    const at = (hops: string) => city(forwarded(hops), { on: standard })
    expect(await at(`for="8.8.8.8, for="${LONDON}:80";proto=https`)).toBe('London')
    expect(await at(`for=${LONDON}, for=_hidden`)).toBeUndefined()
    expect(await at(`for=${LONDON}, for="[::1]:80"`)).toBe('London')
  })
})

describe('facts', () => {
  const facts = async (shop: string, body: object, headers: Record<string, string>) => {
    const answer = await server.post('/v1/facts', body, { shop, headers })
    expect(answer.status).toBe(200)
    return (answer.body as FactsAnswer).ip
  }
  const berlin = { billing: { country: 'DE', city: 'Berlin', postal: '10115' } }

  it('take the address that a trusted proxy names, if the shop says so and the body has none', async () => {
    const found = await facts(SHOP, berlin, forwardedFor(LONDON))
    expect(found).toMatchObject({ kind: 'global', place: { country: 'GB', city: 'London' } })
    const sent = await facts(SHOP, { ...berlin, ip_address: ELSEWHERE }, forwardedFor(LONDON))
    expect(sent).toMatchObject({ place: { country: 'US' } })
  })

  it('say that they were told no address, where they were not', async () => {
    const unknown = { kind: 'unknown', place: { unknown: 'not_sent' }, is_hosting: null }
    expect(await facts('default', berlin, forwardedFor(LONDON))).toMatchObject(unknown)
    expect(await facts(SHOP, berlin, forwardedFor('192.168.0.1'))).toMatchObject(unknown)
  })
})

it('an event that is only recorded is from the shop’s server: its address says nothing', async () => {
  const body = { event: { type: 'shipment_delivered' }, fulfilment: {} }
  const options = { shop: SHOP, headers: forwardedFor(LONDON) }
  const { body: answer } = await server.post('/v1/events', body, options)
  const record = await server.services.store.reading.record(SHOP, (answer as { id: string }).id)
  expect(record).toMatchObject({ sealed: null })
})
