/** One site looked at from all sides, over real DNS messages, HTTP, RDAP, WHOIS and TLS on loopback. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import {
  certificateLogOf,
  openCertificateReader,
  openHostileDoor,
  openRegistry,
  openResolver,
  openWhois,
} from '@gatehouse/egress'
import { pageReading, readPage, type PageObservation } from '@gatehouse/sites'
import {
  directShop,
  loopbackDialer,
  startFakeDns,
  startFakeRdap,
  startFakeSites,
  startFakeWhois,
  UNTRUSTED_CERTIFICATE,
} from '@gatehouse/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fetchPage, observeNetwork, observeRegistration } from '../src/index.ts'

const NOW_MS = Date.parse('2026-03-01T00:00:00Z')
const nowMs = () => NOW_MS
const SITE = '93.184.215.30'
const RDAP = '93.184.215.31'
const WHOIS = '93.184.215.32'
const TLS = '93.184.215.33'

const [dns, rdap, whois] = await Promise.all([startFakeDns(), startFakeRdap(), startFakeWhois()])
const sockets = new Set<Socket>()
const tls = createTlsServer(UNTRUSTED_CERTIFICATE)
tls.on('connection', (socket: Socket) => void sockets.add(socket))
/** Cloaked: crawlers see a blog. */
const site: Server = createServer(({ headers, url }, response) => {
  if (url === '/moved') return void response.writeHead(302, { location: '/shop' }).end()
  if (url === '/huge') return void response.end('x'.repeat(2_200_000))
  const isCrawler = /bot|crawl|spider/i.test(headers['user-agent'] ?? '')
  response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1', 'x-kit': ['a', 'b'] })
  response.end(Buffer.from(isCrawler ? '<h1>Caf\xe9 blog</h1>' : '<h1>Gold -90%</h1>', 'latin1'))
})

const resolver = openResolver({ servers: [dns.address], timeoutMs: 300, tries: 1 })
let dialer: ReturnType<typeof loopbackDialer>
beforeAll(async () => {
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done))
  await new Promise<void>((done) => tls.listen(0, '127.0.0.1', done))
  const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port
  dialer = loopbackDialer({
    [SITE]: portOf(site),
    [RDAP]: rdap.port,
    [WHOIS]: whois.port,
    [TLS]: portOf(tls),
  })
  dns.set('shop.com', {
    a: [SITE],
    ns: ['ns2.host.com', 'NS1.host.com'],
    mx: [{ priority: 10, exchange: 'mx.shop.com' }],
    txt: ['v=spf1 -all', `key=${'k'.repeat(600)}`],
  })
  dns.set('www.shop.com', { a: [TLS] })
  dns.set('inside.com', { a: ['10.0.0.1'] })
  dns.set('rdap.registry.com', { a: [RDAP] })
  dns.set('whois.iana.org', { a: [WHOIS] })
  dns.set('whois.nic.zz', { a: [WHOIS] })
})
afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  site.closeAllConnections()
  await Promise.all([dns.close(), rdap.close(), whois.close()])
  await Promise.all([site, tls].map((each) => new Promise((done) => each.close(done))))
})

const look = (path: string, seenAs: 'crawler' | 'shopper' = 'shopper') =>
  fetchPage({ door: openHostileDoor({ resolver, dialer }), nowMs }, `http://${path}`, seenAs)

it('fetches a page twice, and a cloaked site shows two of them', async () => {
  expect(await look('shop.com/moved')).toEqual({
    state: 'seen',
    observation: {
      url: 'http://shop.com/moved',
      finalUrl: 'http://shop.com/shop',
      status: 200,
      headers: expect.any(Map),
      html: '<h1>Gold -90%</h1>',
      seenAs: 'shopper',
      hops: [
        { url: 'http://shop.com/moved', status: 302, address: SITE },
        { url: 'http://shop.com/shop', status: 200, address: SITE },
      ],
      observedAtMs: NOW_MS,
    },
  })
  const crawler = await look('shop.com/shop', 'crawler')
  if (crawler.state !== 'seen') throw new Error(crawler.reason)
  expect(crawler.observation.html).toBe('<h1>Café blog</h1>')
  expect(crawler.observation.headers.get('x-kit')).toBe('a, b')
})

it('finds out a site that shows crawlers a blog and shoppers a card form', async () => {
  const sites = await startFakeSites()
  const tulips = '<article><h2>Tulips</h2><p>They bloom in April.</p></article>'.repeat(12)
  const shop = directShop('/save.php')
  sites.set('cloaked.com', ({ headers }) =>
    /bot|crawl|spider/i.test(headers['user-agent'] ?? '')
      ? `<!doctype html><title>My garden</title><main>${tulips}</main>`
      : shop['/checkout']!,
  )
  const { resolver, dialer } = sites
  const door = openHostileDoor({ resolver, dialer, ownAddresses: () => new Set() })
  const seenBy = async (seenAs: 'crawler' | 'shopper'): Promise<PageObservation> => {
    const look = await fetchPage({ door, nowMs }, 'http://cloaked.com/', seenAs)
    if (look.state !== 'seen') throw new Error(look.reason)
    const { html, ...page } = look.observation
    return { ...page, ...readPage(html, { host: 'cloaked.com', domain: 'cloaked.com' }) }
  }
  const reading = pageReading([await seenBy('crawler'), await seenBy('shopper')])
  if (reading.state !== 'read') throw new Error(reading.reason)
  const cloaked = reading.findings.filter(({ code }) => code.startsWith('PAGE_CLOAKED'))
  expect(cloaked).not.toEqual([])
  expect(reading.logOdds).toBeGreaterThan(1)
  await sites.close()
})

it('ends typed whatever a server does', async () => {
  expect(await look('inside.com/')).toEqual({ state: 'failed', reason: 'refused_address' })
  expect(await look('nobody.com/')).toEqual({ state: 'absent', reason: 'no_such_name' })
  expect(await look('shop.com/huge')).toEqual({ state: 'failed', reason: 'too_large' })
  expect(await look('[::1]/')).toEqual({ state: 'failed', reason: 'refused_address' })
})

it('observes the registration over RDAP, and over WHOIS only where there is no RDAP', async () => {
  const registry = openRegistry({
    door: openHostileDoor({ resolver, dialer }),
    bootstrap: () => ({
      publication: '2026-01-01T00:00:00Z',
      servers: new Map([['com', ['https://rdap.registry.com/']]]),
    }),
    nowMs,
  })
  const parts = { registry, whois: openWhois({ resolver, dialer, nowMs }), nowMs }
  rdap.register('shop.com', {
    registered: '2026-02-20T00:00:00Z',
    registrar: 'Quick Names Ltd',
    organisation: 'WhoisGuard, Inc.',
    nameServers: ['NS1.host.com.', 'ns2.host.com'],
  })
  expect(await observeRegistration(parts, 'shop.com')).toMatchObject({
    state: 'seen',
    observation: {
      domain: 'shop.com',
      registeredAtMs: Date.parse('2026-02-20T00:00:00Z'),
      registrar: 'Quick Names Ltd',
      privacyService: 'WhoisGuard',
      nameServers: ['ns1.host.com', 'ns2.host.com'],
      source: 'rdap',
    },
  })
  whois.answer('zz', 'whois: whois.nic.zz\n')
  whois.answer('shop.zz', 'Registrar: R\nCreated: 2026-02-21\n')
  expect(await observeRegistration(parts, 'shop.zz')).toMatchObject({
    state: 'seen',
    observation: { registrar: 'R', source: 'whois' },
  })
  expect(await observeRegistration(parts, 'free.com')).toEqual({
    state: 'absent',
    reason: 'not_registered',
  })
  expect(whois.asked).toEqual(['zz', 'shop.zz'])
  expect(await observeRegistration({ ...parts, whois: null }, 'shop.zz')).toEqual({
    state: 'failed',
    reason: 'not_supported',
  })
})

it('observes DNS, the certificate and public logs, and what nobody could say is null', async () => {
  const log = certificateLogOf(
    JSON.stringify([
      {
        issuer_name: 'CA',
        name_value: 'shop.com',
        not_before: '2026-02-20T00:00:00',
        not_after: '2026-05-20T00:00:00',
      },
    ]),
  )
  const parts = {
    resolver,
    certificates: openCertificateReader({ resolver, dialer }),
    log,
    networkOf: (address: string) => (address === TLS ? { asNumber: 64_500, asName: 'Host' } : null),
    nowMs,
  }
  expect(await observeNetwork(parts, { host: 'www.shop.com', domain: 'shop.com' })).toEqual({
    host: 'www.shop.com',
    addresses: [TLS],
    asNumber: 64_500,
    asName: 'Host',
    nameServers: ['ns1.host.com', 'ns2.host.com'],
    mailExchanges: ['mx.shop.com'],
    texts: [`key=${'k'.repeat(496)}`, 'v=spf1 -all'],
    certificate: expect.objectContaining({ problem: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    logged: [expect.objectContaining({ subjectNames: ['shop.com'], fingerprint: '' })],
    observedAtMs: NOW_MS,
  })
  dns.fault('faulty.com', 'server_failure')
  expect(
    await observeNetwork({ ...parts, log: null }, { host: 'faulty.com', domain: 'faulty.com' }),
  ).toMatchObject({
    addresses: null,
    nameServers: null,
    texts: null,
    certificate: null,
    logged: null,
  })
})
