import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readRdapDomain } from './rdap-response.ts'

const sample = (name: string) =>
  readFileSync(new URL(`../../../../spec/egress/rdap/${name}.json`, import.meta.url))

function registrationOf(name: string, domain = name) {
  const result = readRdapDomain(sample(name), domain)
  if (!result.ok) throw new Error(result.problem)
  const { registeredAtMs, expiresAtMs, registrantCountry, registrar } = result.registration
  const date = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString().slice(0, 10))
  return [date(registeredAtMs), date(expiresAtMs), registrantCountry, registrar]
}

it('reads what real registries answer', () => {
  expect(registrationOf('microsoft.click')).toEqual([
    '2014-11-12',
    '2024-11-12',
    'US',
    'MarkMonitor Inc.',
  ])
  expect(registrationOf('lemonde.fr').slice(0, 2)).toEqual(['2005-08-02', '2025-06-09'])
  expect(registrationOf('home.moscow').slice(0, 2)).toEqual(['2021-10-19', '2024-10-19'])
  expect(registrationOf('lookup_with_redaction', 'example.com').slice(0, 2)).toEqual([
    '1997-06-03',
    '2021-06-03',
  ])
  expect(registrationOf('xn--fo-5ja_example', 'xn--fo-5ja.example').slice(0, 2)).toEqual([
    '1990-12-31',
    '2016-12-31',
  ])
})

it('reads name servers, statuses, and who stands in for the registrant', () => {
  const read = readRdapDomain(sample('lookup_with_redaction'), 'example.com')
  expect(read).toMatchObject({
    registration: {
      privacyService: 'redacted',
      nameServers: ['ns1.example.com', 'ns2.example.com'],
      statuses: [
        'client transfer prohibited',
        'server delete prohibited',
        'server transfer prohibited',
        'server update prohibited',
      ],
    },
  })
  const org = (text: string) =>
    readRdapDomain(
      Buffer.from(
        JSON.stringify({
          objectClassName: 'domain',
          ldhName: 'a.com',
          entities: [{ roles: ['registrant'], vcardArray: ['vcard', [['org', {}, 'text', text]]] }],
        }),
      ),
      'a.com',
    )
  expect(org('Privacy service provided by Withheld for Privacy ehf')).toMatchObject({
    registration: { privacyService: 'Withheld for Privacy' },
  })
  expect(org('REDACTED FOR PRIVACY')).toMatchObject({
    registration: { privacyService: 'redacted' },
  })
  expect(org('Microsoft Corporation')).toMatchObject({ registration: { privacyService: null } })
})

it('takes an error, a list of domains or another domain for no answer', () => {
  expect(readRdapDomain(sample('error_ripe_net'), 'ripe.net').ok).toBe(false)
  expect(readRdapDomain(sample('domain_search_with_redaction'), 'example.com').ok).toBe(false)
  expect(readRdapDomain(sample('lemonde.fr'), 'lefigaro.fr').ok).toBe(false)
})

it('counts from the latest registration, where a domain was let go and registered again', () => {
  const events = [
    { eventAction: 'registration', eventDate: '2001-01-01T00:00:00Z' },
    { eventAction: 'reregistration', eventDate: '2026-02-01T00:00:00Z' },
  ]
  const body = JSON.stringify({ objectClassName: 'domain', ldhName: 'again.com.', events })
  expect(readRdapDomain(Buffer.from(body), 'again.com')).toMatchObject({
    registration: { registeredAtMs: Date.parse('2026-02-01T00:00:00Z') },
  })
})

it.each(['null', '[]', '{"objectClassName":"domain"}', '{"objectClassName":"domain","ldhName":1}'])(
  'does not stumble over %s',
  (body) => {
    expect(readRdapDomain(Buffer.from(body), 'a.com').ok).toBe(false)
  },
)

it('leaves out what is of another shape', () => {
  const body = JSON.stringify({
    objectClassName: 'domain',
    ldhName: 'a.com',
    events: [
      null,
      { eventAction: 'registration' },
      { eventAction: 'registration', eventDate: 'x' },
    ],
    entities: [
      { roles: ['registrant'], vcardArray: ['vcard', [['adr'], 'x', ['adr', null, 'text']]] },
    ],
  })
  expect(readRdapDomain(Buffer.from(body), 'a.com')).toEqual({
    ok: true,
    registration: {
      registeredAtMs: null,
      expiresAtMs: null,
      changedAtMs: null,
      registrar: null,
      registrantCountry: null,
      privacyService: null,
      nameServers: [],
      statuses: [],
    },
  })
})
