/** Abuse reports, held to the schema of those who read them; and where they go. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { abuseContactOf, defanged, reportText, xarfReport, type XarfCase } from '../src/index.ts'

const read = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../../spec/${path}`, import.meta.url), 'utf8')) as object

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(read('feeds/xarf3/xarf_shared.schema.json'))
const validate = ajv.compile(read('feeds/xarf3/phishing.schema.json'))

const REPORTER = {
  organisation: 'Example Shop',
  domain: 'shop.example',
  email: 'abuse-desk@shop.example',
}
const CASE: XarfCase = {
  url: 'https://fake-energy.example/checkout',
  ip: '203.0.113.50',
  firstSeenAtMs: Date.UTC(2026, 10, 27, 8),
  lastSeenAtMs: Date.UTC(2026, 10, 27, 9),
  isOngoing: true,
  findings: ['Card data is posted to a host of the operator.'],
  evidence: [{ name: 'page', sha256: 'a'.repeat(64), seenAtMs: Date.UTC(2026, 10, 27, 9) }],
  reference: 't-1',
}

function faults(report: object): string {
  return validate(report) ? '' : ajv.errorsText(validate.errors)
}

describe('an abuse report', () => {
  it('holds to XARF 3, with and without an address', () => {
    expect(faults(read('feeds/xarf3/samples/phishing_sample.json'))).toBe('')
    expect(faults(xarfReport(REPORTER, CASE))).toBe('')
    expect(faults(xarfReport(REPORTER, { ...CASE, ip: null, evidence: [] }))).toBe('')
  })

  it('is found faulty by the same schema when it is', () => {
    expect(faults(xarfReport({ ...REPORTER, email: 'nobody' }, CASE))).toContain('email')
    expect(faults(xarfReport(REPORTER, { ...CASE, url: 'no address', ip: null }))).not.toBe('')
  })

  it('names the evidence by hash, and the site so that nobody opens it by accident', () => {
    expect(JSON.stringify(xarfReport(REPORTER, CASE))).toContain(`sha256:${'a'.repeat(64)}`)
    expect(reportText(CASE)).toContain('hxxps://fake-energy[.]example/checkout')
    expect(defanged('http://a.b.example/x.html')).toBe('hxxp://a[.]b[.]example/x.html')
  })
})

describe('the abuse contact in an answer of RDAP', () => {
  it.each([
    ['microsoft.click.json', 'abusecomplaints@markmonitor.com', 'abuse'],
    ['home.moscow.json', 'abuse@reg.ru', 'abuse'],
    ['lookup_with_redaction.json', 'abuse@organization.example', 'abuse'],
    // It has a registrant and a technical contact of the site too: the registrar is asked.
    ['lemonde.fr.json', 'registrar@nameshield.net', 'general'],
  ])('of %s is %s', (file, email, kind) => {
    expect(abuseContactOf(read(`egress/rdap/${file}`))).toMatchObject({ email, kind })
  })

  it('of a network is the one below its owner that takes abuse, and never the owner', () => {
    const card = (email: string) => [
      'vcard',
      [
        ['fn', {}, 'text', 'NOC'],
        ['email', {}, 'text', email],
      ],
    ]
    const owner = { roles: ['registrant'], vcardArray: card('ceo@isp.example') }
    expect(abuseContactOf({ entities: [owner] })).toBeUndefined()
    const abuse = { roles: ['abuse', 'noc'], vcardArray: card('abuse@isp.example') }
    expect(abuseContactOf({ entities: [{ ...owner, entities: [abuse] }] })).toEqual({
      email: 'abuse@isp.example',
      name: 'NOC',
      kind: 'abuse',
    })
  })

  it.each([
    [null],
    [{}],
    [{ entities: 'x' }],
    [{ entities: [null, 5, { roles: 'abuse', vcardArray: [] }] }],
    [{ entities: [{ roles: ['abuse'], vcardArray: ['vcard', [['email', {}, 'text', 5]]] }] }],
    [
      {
        entities: [
          { roles: ['abuse'], vcardArray: ['vcard', [['email', {}, 'text', 'a@b\nBcc: all@c']]] },
        ],
      },
    ],
  ])('is none in %j', (answer) => {
    expect(abuseContactOf(answer)).toBeUndefined()
  })

  it('is looked for no deeper than registries nest', () => {
    let answer: object = {
      roles: ['abuse'],
      vcardArray: ['vcard', [['email', {}, 'text', 'deep@x.example']]],
    }
    for (let depth = 0; depth < 50; depth++) answer = { entities: [answer] }
    expect(abuseContactOf(answer)).toBeUndefined()
  })
})
