import { BLOCKLIST_KINDS } from '@gatehouse/contract'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkEntry } from './check-entry.ts'
import { type BlocklistEntry } from './entry.ts'
import { composeFeed } from './feed.ts'
import { FEED_FORMAT_NAMES, FEED_FORMATS } from './formats/formats.ts'
import { entryOf, feedOf, GUARDS, SAMPLE } from './sample.case.ts'

const HOSTILE = (
  JSON.parse(
    readFileSync(new URL('../../../../spec/feeds/hostile-keys.json', import.meta.url), 'utf8'),
  ) as { cases: readonly { value: string }[] }
).cases.map(({ value }) => value)

function verdictOn(entry: BlocklistEntry): string {
  const checked = checkEntry(entry, GUARDS)
  return checked.ok ? 'listed' : checked.why
}

describe('an entry of the blocklist', () => {
  it('is listed when it is what it says', () => {
    expect(SAMPLE.map(verdictOn)).toEqual(SAMPLE.map(() => 'listed'))
  })

  it('is refused for all 40 hostile keys, whatever kind they come as', () => {
    expect(HOSTILE).toHaveLength(40)
    const listed = HOSTILE.flatMap((key) =>
      BLOCKLIST_KINDS.flatMap((kind) => {
        const keys = kind === 'url' ? [key, `https://${key}`, `https://${key}/`] : [key]
        return keys.map((each) => entryOf(kind, each)).filter((e) => verdictOn(e) === 'listed')
      }),
    )
    expect(listed).toEqual([])
  })

  it.each([
    ['domain', 'co.uk', 'public_suffix'],
    ['host', 'github.io', 'public_suffix'],
    ['domain', 'our-shop.example', 'own_domain'],
    ['host', 'pay.our-shop.example', 'own_domain'],
    ['url', 'https://reseller.example/sale', 'own_domain'],
    ['domain', 'google.com', 'needs_two_people'],
    ['domain', 'market.example', 'needs_two_people'],
    ['host', 'market.example', 'listed'],
    ['domain', 'evil.github.io', 'listed'],
    ['domain', 'appealed.example', 'appeal_upheld'],
    ['ip', '10.0.0.8', 'not_public_address'],
    ['ip', '104.16.1.1', 'needs_two_people'],
    ['ip', '203.0.113.0/24', 'malformed'],
    ['url', 'https://scam.example/', 'malformed'],
    ['url', 'https://scam.example/%zz', 'malformed'],
    ['url', 'https://scam.example/a/../b', 'malformed'],
    ['url', 'https://scam.example:65536/a', 'malformed'],
    ['url', 'https://scam.example:8443/a?b=%0A', 'listed'],
    ['domain', 'xn--a.example', 'malformed'],
    ['domain', 'ab--c.example', 'malformed'],
    ['domain', 'printer.local', 'malformed'],
  ] as const)('of %s %s is %s', (kind, key, expected) => {
    expect(verdictOn(entryOf(kind, key))).toBe(expected)
  })

  it('of a name that many need takes the names of two people, not one name twice', () => {
    const released = (...releasedBy: string[]) =>
      verdictOn(entryOf('domain', 'google.com', { releasedBy }))
    expect(released('Ada')).toBe('needs_two_people')
    expect(released('Ada', 'Ada')).toBe('needs_two_people')
    expect(released('Ada', 'Grace')).toBe('listed')
    expect(verdictOn(entryOf('domain', 'co.uk', { releasedBy: ['Ada', 'Grace'] }))).toBe(
      'public_suffix',
    )
    expect(verdictOn(entryOf('domain', 'our-shop.example', { releasedBy: ['A', 'B'] }))).toBe(
      'own_domain',
    )
  })

  it('says when and why in a form that breaks out of no line', () => {
    expect(verdictOn(entryOf('domain', 'a.example', { expiresAtMs: 0 }))).toBe('bad_time')
    expect(verdictOn(entryOf('domain', 'a.example', { reasons: ['x\ny'] }))).toBe('bad_reason')
    expect(verdictOn(entryOf('domain', 'a.example', { sources: ['a,b'] }))).toBe('bad_reason')
    expect(verdictOn(entryOf('domain', 'a.example', { campaign: '../x' }))).toBe('bad_reason')
    expect(verdictOn(entryOf('domain', 'a.example', { confidence: NaN }))).toBe('bad_reason')
  })

  it('never reaches a format under a hostile key', () => {
    const entries = HOSTILE.flatMap((key) => BLOCKLIST_KINDS.map((kind) => entryOf(kind, key)))
    const passed = entries.filter((entry) => checkEntry(entry, GUARDS).ok)
    for (const name of FEED_FORMAT_NAMES) {
      const { written, leftOut } = FEED_FORMATS[name].write(composeFeed(feedOf(passed)))
      expect([written, leftOut]).toEqual([0, 0])
    }
  })
})
