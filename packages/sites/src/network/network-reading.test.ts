import { describe, expect, it } from 'vitest'
import type { NetworkObservation, SeenCertificate } from '../observation/network.ts'
import { isCommonAddress, isCommonNameServer } from './common-network.ts'
import { networkReading } from './network-reading.ts'

const NOW = Date.UTC(2026, 8, 1)
const DAY_MS = 86_400_000

function certificate(rest: Partial<SeenCertificate> = {}): SeenCertificate {
  return {
    fingerprint: 'AB12',
    issuer: 'Some CA',
    subjectNames: ['a.example'],
    notBeforeMs: NOW - 60 * DAY_MS,
    notAfterMs: NOW + 30 * DAY_MS,
    ...rest,
  }
}

function seen(rest: Partial<NetworkObservation> = {}): NetworkObservation {
  return {
    host: 'a.example',
    addresses: ['203.0.113.7'],
    asNumber: 64500,
    asName: null,
    nameServers: ['ns1.host.example', 'ns2.host.example'],
    mailExchanges: ['mx.a.example'],
    texts: null,
    certificate: certificate(),
    logged: null,
    observedAtMs: NOW,
    ...rest,
  }
}

const context = { asOfMs: NOW }
const codes = (observation: NetworkObservation, more = {}) => {
  const { reading } = networkReading(observation, { ...context, ...more })
  return reading.state === 'read' ? reading.findings.map(({ code }) => code) : reading.reason
}
const edges = (rest: Partial<NetworkObservation>) => networkReading(seen(rest), context).edges

describe('what the network says', () => {
  it('is nothing about an ordinary host', () => {
    expect(codes(seen())).toEqual([])
    expect(networkReading(seen(), context).reading).toMatchObject({ state: 'read', logOdds: 0 })
  })

  it('is unknown where nobody could say', () => {
    const nothing = { addresses: null, nameServers: null, mailExchanges: null, certificate: null }
    expect(codes(seen(nothing))).toBe('says_nothing')
    expect(networkReading({ unknown: 'late' }, context).reading).toMatchObject({ reason: 'late' })
  })

  it.each<[string, Partial<NetworkObservation>, object, string[]]>([
    ['a host without an address', { addresses: [] }, {}, ['NOT_RESOLVING']],
    ['an abused network', {}, { badNetworks: new Map([[64500, 'Bad']]) }, ['BAD_HOSTING']],
    ['no mail', { mailExchanges: [] }, {}, ['NO_MAIL']],
    ['the null MX', { mailExchanges: ['.'] }, {}, ['NO_MAIL']],
    [
      'a certificate of yesterday',
      { certificate: certificate({ notBeforeMs: NOW - DAY_MS }) },
      {},
      ['CERTIFICATE_NEW'],
    ],
    [
      'a certificate of somebody else',
      { certificate: certificate({ subjectNames: ['*.b.example'] }) },
      {},
      ['CERTIFICATE_OTHER_NAME', 'CERTIFICATE_SHARED'],
    ],
    [
      'a first certificate lately',
      { logged: [certificate({ notBeforeMs: NOW - 5 * DAY_MS })] },
      {},
      ['CERTIFICATES_RECENT'],
    ],
    [
      'years of certificates',
      { logged: [certificate({ notBeforeMs: NOW - 2000 * DAY_MS })] },
      {},
      ['CERTIFICATES_LONG'],
    ],
    [
      'addresses all over the world',
      {},
      { earlierAddresses: ['192.0.2.1', '198.51.100.1', '10.1.0.1', '10.2.0.1', '10.3.0.1'] },
      ['FAST_FLUX'],
    ],
  ])('names %s', (_name, rest, more, expected) => {
    expect(codes(seen(rest), more)).toEqual(expected)
  })

  it('takes many addresses of a CDN for what they are', () => {
    const addresses = [
      '104.16.1.1',
      '172.64.2.2',
      '162.158.3.3',
      '188.114.96.1',
      '198.41.130.2',
      '131.0.72.9',
    ]
    expect(codes(seen({ addresses }))).toEqual([])
  })
})

describe('what a host shares', () => {
  it('is its address, its set of name servers and its certificate', () => {
    expect(edges({ nameServers: ['NS2.host.example.', 'ns1.host.example'] })).toEqual([
      { kind: 'ip', value: '203.0.113.7' },
      { kind: 'name_servers', value: 'ns1.host.example ns2.host.example' },
      { kind: 'certificate', value: 'ab12' },
    ])
  })

  it('is nothing that strangers share', () => {
    const shared = {
      addresses: ['104.16.1.1', '2606:4700::1'],
      nameServers: ['ns1.domaincontrol.com'],
    }
    const names = Array.from({ length: 60 }, (_, at) => `s${at}.example`)
    expect(edges({ ...shared, certificate: certificate({ subjectNames: names }) })).toEqual([])
    expect(edges({ asNumber: 13335, nameServers: null, certificate: null })).toEqual([])
  })

  it('is nothing of the platform that a name is rented from', () => {
    const rented = {
      host: 'shop.github.io',
      certificate: certificate({ subjectNames: ['*.github.io'] }),
    }
    expect(edges(rented)).toEqual([])
    expect(edges({ ...rented, host: 'a.example' })).not.toEqual([])
  })

  it('is told from what strangers share to the last address of a range', () => {
    expect(
      ['104.15.255.255', '104.16.0.0', '104.27.255.255', '104.28.0.0'].map((a) =>
        isCommonAddress(a),
      ),
    ).toEqual([false, true, true, false])
    expect(isCommonAddress('not an address')).toBe(false)
    expect(isCommonNameServer('ns-1.awsdns-02.co.uk.')).toBe(true)
    expect(isCommonNameServer('notname.com')).toBe(false)
    expect(isCommonNameServer('brit.ns.cloudflare.com')).toBe(false)
  })
})
