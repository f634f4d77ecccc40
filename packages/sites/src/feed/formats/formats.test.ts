import { describe, expect, it } from 'vitest'
import { checkEntry } from '../check-entry.ts'
import { composeFeed } from '../feed.ts'
import { entryOf, feedOf, GUARDS, NOW_MS, SAMPLE } from '../sample.case.ts'
import { FEED_FORMAT_NAMES, FEED_FORMATS, type FeedFormatName } from './formats.ts'

const feed = composeFeed(feedOf())

function linesOf(name: FeedFormatName, of = feed): string[] {
  return FEED_FORMATS[name]
    .write(of)
    .text.split('\n')
    .filter((line) => line !== '' && !/^[#!;]/.test(line))
}

describe('the formats of the blocklist', () => {
  it('are written from the same entries, each as far as it can say them', () => {
    expect(linesOf('txt')).toEqual(['scam-pay.example', 'xn--bcher-kva.example'])
    expect(linesOf('hosts')).toEqual([
      '0.0.0.0 scam-pay.example',
      '0.0.0.0 www.scam-pay.example',
      '0.0.0.0 xn--bcher-kva.example',
      '0.0.0.0 www.xn--bcher-kva.example',
      '0.0.0.0 deep.scam-pay.example',
      '0.0.0.0 login.bank.example',
    ])
    expect(linesOf('adblock')).toEqual([
      '[Adblock Plus]',
      '||scam-pay.example^',
      '||xn--bcher-kva.example^',
      '|http://deep.scam-pay.example^',
      '|https://deep.scam-pay.example^',
      '|http://login.bank.example^',
      '|https://login.bank.example^',
      '|https://shared-host.example/user123/pay.html^',
      '|http://[2001:db8::1]^',
      '|https://[2001:db8::1]^',
      '|http://203.0.113.50^',
      '|https://203.0.113.50^',
    ])
    expect(linesOf('rpz')).toEqual([
      '$TTL 300',
      '@ IN SOA localhost. hostmaster.localhost. 2026112001 300 60 604800 60',
      '@ IN NS localhost.',
      'scam-pay.example CNAME .',
      '*.scam-pay.example CNAME .',
      'xn--bcher-kva.example CNAME .',
      '*.xn--bcher-kva.example CNAME .',
      'login.bank.example CNAME .',
      '128.1.zz.db8.2001.rpz-ip CNAME .',
      '32.50.113.0.203.rpz-ip CNAME .',
    ])
    expect(linesOf('unbound')).toEqual([
      'server:',
      'local-zone: "scam-pay.example." always_nxdomain',
      'local-zone: "xn--bcher-kva.example." always_nxdomain',
      'local-zone: "login.bank.example." transparent',
      'local-data: "login.bank.example. A 0.0.0.0"',
    ])
    expect(linesOf('dnsmasq')).toEqual([
      'address=/scam-pay.example/',
      'address=/xn--bcher-kva.example/',
      'host-record=login.bank.example,0.0.0.0,::',
      'bogus-nxdomain=2001:db8::1',
      'bogus-nxdomain=203.0.113.50',
    ])
  })

  it.each(FEED_FORMAT_NAMES)(
    '%s says which version it is, of when, until when, and how much',
    (name) => {
      const { text, written, leftOut } = FEED_FORMATS[name].write(feed)
      expect(written + leftOut).toBe(SAMPLE.length)
      if (name === 'json') {
        expect(JSON.parse(text)).toMatchObject({
          license: 'CC0-1.0',
          version: 2_026_112_001,
          created_at: '2026-11-20T10:11:12Z',
          expires_at: '2026-11-21T10:11:12Z',
          count: SAMPLE.length,
        })
        return
      }
      for (const fact of [
        'License: CC0-1.0',
        'Version: 2026112001',
        'Last modified: 2026-11-20T10:11:12Z',
        'Expires: 24 hours',
        `Number of entries: ${written}`,
        `Entries left out: ${leftOut}`,
      ]) {
        expect(text).toMatch(new RegExp(`^[#!;] ${fact}$`, 'm'))
      }
    },
  )

  it('give the whole entry in JSON, without the names of who released it', () => {
    const [released] = [entryOf('domain', 'a.example', { releasedBy: ['Ada', 'Grace'] })]
    const { text } = FEED_FORMATS.json.write(composeFeed(feedOf([released!])))
    expect((JSON.parse(text) as { entries: unknown[] }).entries).toEqual([
      {
        kind: 'domain',
        key: 'a.example',
        verdict: 'malicious',
        confidence: 0.987,
        campaign_id: 'cmp_1',
        reasons: ['CARD_TO_OPERATOR', 'PAGE_TEMPLATE_SHARED'],
        sources: ['page', 'payment_flow'],
        decided_at: '2026-11-20T10:10:32Z',
        added_at: '2026-11-20T10:10:52Z',
        expires_at: '2027-02-18T10:11:12Z',
        retest_at: '2026-11-27T10:11:12Z',
      },
    ])
  })

  it('leave a filter with characters of its own out, and count it', () => {
    const starred = entryOf('url', 'https://a.example/x*y')
    expect(checkEntry(starred, GUARDS).ok).toBe(true)
    expect(FEED_FORMATS.adblock.write(composeFeed(feedOf([starred])))).toMatchObject({
      written: 0,
      leftOut: 1,
    })
    expect(FEED_FORMATS.csv.write(composeFeed(feedOf([starred]))).written).toBe(1)
  })

  it('leave out of the zone what would be too long with the name of the zone', () => {
    const long = entryOf('domain', `${'a'.repeat(60)}.`.repeat(3).concat('bcdef.example'))
    expect(checkEntry(long, GUARDS).ok).toBe(true)
    expect(FEED_FORMATS.rpz.write(composeFeed(feedOf([long]))).leftOut).toBe(1)
  })

  it('leave out what has expired, and keep of two the one that stands longer', () => {
    const made = composeFeed(
      feedOf([
        entryOf('domain', 'b.example'),
        entryOf('domain', 'a.example', { expiresAtMs: NOW_MS }),
        entryOf('domain', 'b.example', { expiresAtMs: NOW_MS + 1, campaign: 'other' }),
      ]),
    )
    expect(made.entries.map(({ key, campaign }) => [key, campaign])).toEqual([
      ['b.example', 'cmp_1'],
    ])
  })

  it('keep a title of several lines in one', () => {
    const about = { title: 'A\n||google.com^', homepage: 'x\r\ny', licence: 'CC0-1.0' }
    for (const name of FEED_FORMAT_NAMES) {
      const { text } = FEED_FORMATS[name].write(composeFeed({ ...feedOf([]), about }))
      expect(text).not.toMatch(/^\|\|google|^y$/m)
    }
  })

  it('take no version that is no serial of a zone', () => {
    expect(() => composeFeed(feedOf([], 2 ** 32))).toThrow(RangeError)
    expect(() => composeFeed(feedOf([], 0))).toThrow(RangeError)
  })
})
