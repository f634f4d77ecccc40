/** Domains asked over real DNS messages and real HTTP, against servers that keep state and faults. */
import {
  loopbackDialer,
  startFakeDns,
  startFakeRdap,
  type FakeDns,
  type FakeRdap,
} from '@gatehouse/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  bootstrapOfIana,
  lookUpMailDomain,
  openHostileDoor,
  openRegistry,
  openResolver,
  type NameResolver,
  type Registry,
} from '../src/index.ts'

const RDAP_ADDRESS = '93.184.215.20'
let dns: FakeDns
let rdap: FakeRdap
let resolver: NameResolver
beforeAll(async () => {
  dns = await startFakeDns()
  rdap = await startFakeRdap()
  resolver = openResolver({ servers: [dns.address], timeoutMs: 200, tries: 1 })
  dns.set('rdap.registry.com', { a: [RDAP_ADDRESS] })
  dns.set('rdap.registrar.com', { a: [RDAP_ADDRESS] })
  dns.set('inside.registrar.com', { a: ['10.0.0.7'] })
})
afterAll(() => Promise.all([dns.close(), rdap.close()]))

const ask = (domain: string) => lookUpMailDomain(resolver, domain, AbortSignal.timeout(2000))

describe('a mail domain', () => {
  it('that has everything', async () => {
    dns.set('shop.com', {
      a: ['93.184.215.14'],
      mx: [{ priority: 10, exchange: 'MX.shop.com' }],
      ns: ['ns1.shop.com'],
      ttl: 77,
    })
    expect(await ask('shop.com')).toEqual({
      exists: true,
      resolves: true,
      acceptsMail: true,
      nameServers: ['ns1.shop.com'],
      ttlSeconds: 77,
    })
  })

  it('that does not exist is told from one that has nothing', async () => {
    dns.set('empty.com', {})
    const nothing = { resolves: false, acceptsMail: false, nameServers: [], ttlSeconds: null }
    expect(await ask('no-such-name.com')).toEqual({ exists: false, ...nothing })
    expect(await ask('empty.com')).toEqual({ exists: true, ...nothing })
  })

  it('without MX takes mail at its address, IPv6 too', async () => {
    dns.set('plain.com', { aaaa: ['2606:4700::1'] })
    expect(await ask('plain.com')).toMatchObject({
      exists: true,
      resolves: true,
      acceptsMail: true,
    })
  })

  it('takes no mail by its own word: null MX (RFC 7505)', async () => {
    dns.set('no-mail.com', { a: ['93.184.215.14'], mx: [{ priority: 0, exchange: '' }] })
    expect(await ask('no-mail.com')).toMatchObject({ resolves: true, acceptsMail: false })
  })

  it('takes mail elsewhere and has no address', async () => {
    dns.set('mail-only.com', { mx: [{ priority: 1, exchange: 'mx.other.com' }] })
    expect(await ask('mail-only.com')).toMatchObject({
      exists: true,
      resolves: false,
      acceptsMail: true,
    })
  })

  it.each(['server_failure', 'refused', 'silence', 'garbage'] as const)(
    'is unknown, and not missing, when the server gives %s',
    async (fault) => {
      dns.fault('faulty.com', fault)
      const unknown = { exists: null, resolves: null, acceptsMail: null }
      expect(await ask('faulty.com')).toMatchObject(unknown)
    },
  )

  it('below a name that is never public is asked of nobody', async () => {
    const before = dns.asked.length
    expect(await ask('printer.local')).toMatchObject({ exists: false })
    expect(dns.asked).toHaveLength(before)
  })

  it('is given up when the time is over, and the reason is not "does not exist"', async () => {
    dns.fault('slow.com', 'silence')
    const startedMs = performance.now()
    const answer = await lookUpMailDomain(
      openResolver({ servers: [dns.address], timeoutMs: 5000, tries: 1 }),
      'slow.com',
      AbortSignal.timeout(200),
    )
    expect(answer.exists).toBeNull()
    expect(performance.now() - startedMs).toBeLessThan(1500)
  })
})

describe('a registry', () => {
  let nowMs = Date.parse('2026-03-01T00:00:00Z')
  let registry: Registry
  let waits: number[]
  const lookUp = (domain: string) => registry.lookUp(domain)
  beforeEach(() => {
    // Another registry each time: how often it is asked is counted by server.
    nowMs += 86_400_000
    waits = []
    registry = openRegistry({
      door: openHostileDoor({ resolver, dialer: loopbackDialer({ [RDAP_ADDRESS]: rdap.port }) }),
      bootstrap: () => ({
        publication: '2026-01-01T00:00:00Z',
        servers: new Map([['com', ['https://rdap.registry.com/com/v1/']]]),
      }),
      nowMs: () => nowMs,
      wait: async (ms) => void waits.push(ms),
    })
  })

  it('says when a domain was registered, and by which country', async () => {
    rdap.register('old.com', {
      registered: '2014-11-12T19:15:55Z',
      expires: '2027-11-12T19:15:55Z',
      country: 'NL',
    })
    expect(await lookUp('old.com')).toEqual({
      state: 'registered',
      registration: {
        registeredAtMs: Date.parse('2014-11-12T19:15:55Z'),
        expiresAtMs: Date.parse('2027-11-12T19:15:55Z'),
        changedAtMs: null,
        registrar: null,
        registrantCountry: 'NL',
        privacyService: null,
        nameServers: ['ns1.fake-host.net', 'ns2.fake-host.net'],
        statuses: ['active'],
      },
    })
    expect(rdap.asked.at(-1)).toBe('/com/v1/domain/old.com')
  })

  it('that keeps the date back leaves it open', async () => {
    rdap.register('secret.com', { registered: null })
    expect(await lookUp('secret.com')).toMatchObject({
      state: 'registered',
      registration: { registeredAtMs: null },
    })
  })

  it('that knows no such domain says so; a domain without a registry is another matter', async () => {
    expect(await lookUp('free.com')).toEqual({ state: 'not_registered' })
    expect(await lookUp('free.zz')).toEqual({ state: 'not_supported' })
  })

  it('that asks to be left alone is, for as long as it says', async () => {
    rdap.fault('busy.com', { kind: 'too_many', retryAfter: '120' })
    const retryAtMs = nowMs + 120_000
    expect(await lookUp('busy.com')).toMatchObject({ state: 'failed', retryAtMs })
    rdap.fault('busy.com', null)
    const asked = rdap.asked.length
    nowMs += 119_000
    expect(await lookUp('busy.com')).toMatchObject({ state: 'failed', retryAtMs })
    expect(rdap.asked).toHaveLength(asked)
    nowMs += 1000
    expect(await lookUp('busy.com')).toEqual({ state: 'not_registered' })
  })

  it('is asked five times at once, then once a second; who would wait too long is sent away', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => lookUp(`burst-${n}.com`)),
    )
    expect(answers.filter(({ state }) => state === 'not_registered')).toHaveLength(15)
    expect(waits.filter((ms) => ms > 0)).toEqual(
      Array.from({ length: 10 }, (_, n) => (n + 1) * 1000),
    )
    expect(answers.at(-1)).toMatchObject({ state: 'failed', retryAtMs: nowMs + 11_000 })
  })

  it('may send us on to a registrar, and not to a machine inside', async () => {
    rdap.register('moved.com', { registered: '2020-01-01T00:00:00Z' })
    rdap.fault('*', null)
    rdap.fault('sent-on.com', {
      kind: 'redirect',
      to: 'https://rdap.registrar.com/domain/moved.com',
    })
    // Another domain than the one that was asked for is no answer.
    expect(await lookUp('sent-on.com')).toMatchObject({
      state: 'failed',
      problem: 'it is about another domain',
    })
    rdap.fault('inward.com', {
      kind: 'redirect',
      to: 'https://inside.registrar.com/domain/inward.com',
    })
    expect(await lookUp('inward.com')).toMatchObject({
      state: 'failed',
      problem: 'refused_address',
    })
  })

  it.each([
    { fault: { kind: 'status', status: 500 } as const, problem: 'status 500' },
    { fault: { kind: 'body', body: '{"objectClassName":' } as const, problem: 'it is not JSON' },
    { fault: { kind: 'body', body: '[]' } as const, problem: 'it is no domain object (RFC 9083)' },
    {
      fault: { kind: 'body', body: '{}', contentType: 'text/html' } as const,
      problem: 'the answer is no RDAP',
    },
    { fault: { kind: 'body', body: ' '.repeat(300_000) } as const, problem: 'too_large' },
  ])('that says nothing of use has said nothing: $problem', async ({ fault, problem }) => {
    rdap.fault('odd.com', fault)
    expect(await lookUp('odd.com')).toMatchObject({ state: 'failed', problem })
  })
})

describe('the list of registries of IANA', () => {
  it('is fetched once a week, and an old one is better than none', async () => {
    const door = openHostileDoor({
      resolver,
      dialer: loopbackDialer({ [RDAP_ADDRESS]: rdap.port }),
    })
    let nowMs = Date.parse('2026-03-01T00:00:00Z')
    const bootstrap = bootstrapOfIana(door, () => nowMs)
    await expect(bootstrap()).rejects.toMatchObject({ code: 'no_such_name' })
    dns.set('data.iana.org', { a: [RDAP_ADDRESS] })
    await expect(bootstrap()).rejects.toMatchObject({ code: 'bad_response' })
    const services = [[['com'], ['https://rdap.registry.com/com/v1/']]]
    rdap.fault('*', { kind: 'body', body: JSON.stringify({ version: '1.0', services }) })
    const both = await Promise.all([bootstrap(), bootstrap()])
    expect([...both[0].servers.keys()]).toEqual(['com'])
    const asked = rdap.asked.length
    nowMs += 6 * 86_400_000
    await bootstrap()
    expect(rdap.asked).toHaveLength(asked)
    rdap.fault('*', { kind: 'status', status: 500 })
    nowMs += 2 * 86_400_000
    expect([...(await bootstrap()).servers.keys()]).toEqual(['com'])
    expect(rdap.asked).toHaveLength(asked + 1)
    rdap.fault('*', null)
  })
})
