/** Registries that speak WHOIS alone, asked over real sockets through the address policy. */
import { loopbackDialer, startFakeDns, startFakeWhois } from '@gatehouse/testkit'
import type { FakeDns, FakeWhois } from '@gatehouse/testkit'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openResolver, openWhois, type Whois } from '../src/index.ts'

const WHOIS_ADDRESS = '93.184.215.21'
const NOW_MS = Date.parse('2026-03-01T00:00:00Z')
let dns: FakeDns
let server: FakeWhois
let whois: Whois
beforeAll(async () => {
  dns = await startFakeDns()
  server = await startFakeWhois()
  dns.set('whois.iana.org', { a: [WHOIS_ADDRESS] })
  dns.set('whois.nic.zz', { a: [WHOIS_ADDRESS] })
  dns.set('whois.inside.com', { a: ['10.0.0.7'] })
  server.answer('zz', 'domain:       ZZ\nwhois:        whois.nic.zz\nstatus: ACTIVE\n')
  server.answer('yy', 'domain: YY\nwhois: whois.inside.com\n')
  server.answer('xx', 'domain: XX\nwhois: 127.0.0.1\n')
})
beforeEach(() => {
  whois = openWhois({
    resolver: openResolver({ servers: [dns.address], timeoutMs: 200, tries: 1 }),
    dialer: loopbackDialer({ [WHOIS_ADDRESS]: server.port }),
    nowMs: () => NOW_MS,
  })
})
afterAll(() => Promise.all([dns.close(), server.close()]))

it('finds the server by IANA, once, and reads what it says', async () => {
  server.answer(
    'shop.zz',
    [
      '% Terms of use: created: 1999-01-01',
      'Domain Name: SHOP.ZZ',
      'Registrar: Example Registrar, Inc.',
      'Creation Date: 2026-02-11T10:20:30Z',
      'Updated Date: 2026-02-12T00:00:00Z',
      'Registry Expiry Date: 2027-02-11T10:20:30Z',
      'Domain Status: clientHold https://icann.org/epp#clientHold',
      'Registrant Organization: Domains By Proxy, LLC',
      'Registrant Country: US',
      'Name Server: NS2.HOST.COM',
      'Name Server: ns1.host.com.',
    ].join('\r\n'),
  )
  expect(await whois.lookUp('shop.zz')).toEqual({
    state: 'registered',
    registration: {
      registeredAtMs: Date.parse('2026-02-11T10:20:30Z'),
      expiresAtMs: Date.parse('2027-02-11T10:20:30Z'),
      changedAtMs: Date.parse('2026-02-12T00:00:00Z'),
      registrar: 'Example Registrar, Inc.',
      registrantCountry: 'US',
      privacyService: 'Domains By Proxy',
      nameServers: ['ns1.host.com', 'ns2.host.com'],
      statuses: ['client hold'],
    },
  })
  expect(await whois.lookUp('free.zz')).toEqual({ state: 'not_registered' })
  expect(server.asked.filter((line) => line === 'zz')).toHaveLength(1)
})

it.each(['a.yy', 'a.xx'])('is not led inside: %s', async (domain) => {
  expect(await whois.lookUp(domain)).toMatchObject({
    state: 'failed',
    problem: domain === 'a.yy' ? 'refused_address' : 'refused_target',
  })
})

it('says that nobody answers for a top-level domain, and reads no more than its limit', async () => {
  expect(await whois.lookUp('a.none')).toEqual({ state: 'not_supported' })
  server.answer('huge.zz', 'Registrar: A\n'.repeat(10_000))
  expect(await whois.lookUp('huge.zz')).toMatchObject({ state: 'failed', problem: 'too_large' })
  server.answer('odd.zz', 'Welcome to our database\n')
  expect(await whois.lookUp('odd.zz')).toMatchObject({ state: 'failed' })
})
