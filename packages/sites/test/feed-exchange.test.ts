/** What other systems of threat intelligence are given, held to their own schemas. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { entryOf, feedOf, NOW_MS, SAMPLE } from '../src/feed/sample.case.ts'
import { composeFeed, diffsSince, stalelistOf, writeMisp, writeStix } from '../src/index.ts'
import { DIGESTS } from './digests.ts'
import { stixFaults } from './stix-schemas.ts'

const feed = composeFeed(feedOf())

interface Indicator {
  readonly type: string
  readonly id: string
  readonly pattern?: string
  readonly [more: string]: unknown
}

function bundleOf(of = feed) {
  return JSON.parse(writeStix(of, DIGESTS).text) as {
    type: string
    id: string
    objects: Indicator[]
  }
}

describe('the feed as a STIX 2.1 bundle', () => {
  it('holds to the schemas, and every reference leads somewhere', () => {
    expect(stixFaults(bundleOf())).toEqual([])
  })

  it('is found faulty by the same schemas when it is', () => {
    const bundle = bundleOf()
    bundle.objects = bundle.objects.map((object) =>
      object.type === 'indicator' ? { ...object, pattern: undefined } : object,
    ) as Indicator[]
    expect(stixFaults(JSON.parse(JSON.stringify(bundle)) as typeof bundle)).toHaveLength(
      SAMPLE.length,
    )
  })

  it('says what an entry blocks in the pattern language', () => {
    const patterns = bundleOf().objects.flatMap(({ pattern }) => pattern ?? [])
    expect(patterns).toEqual([
      "[domain-name:value = 'scam-pay.example' OR domain-name:value LIKE '%.scam-pay.example']",
      "[domain-name:value = 'xn--bcher-kva.example' OR domain-name:value LIKE '%.xn--bcher-kva.example']",
      "[domain-name:value = 'deep.scam-pay.example']",
      "[domain-name:value = 'login.bank.example']",
      "[url:value = 'https://shared-host.example/a$b*c.html']",
      "[url:value = 'https://shared-host.example/user123/pay.html']",
      "[ipv6-addr:value = '2001:db8::1']",
      "[ipv4-addr:value = '203.0.113.50']",
    ])
    const quoted = bundleOf(composeFeed(feedOf([entryOf('url', "https://a.example/o'x")])))
    expect(quoted.objects.find(({ pattern }) => pattern)?.pattern).toBe(
      String.raw`[url:value = 'https://a.example/o\'x']`,
    )
  })

  it('holds the youngest where the feed is too long for a bundle', () => {
    const many = Array.from({ length: 10_003 }, (_, at) =>
      entryOf('domain', `s${at}.example`, { addedAtMs: NOW_MS - at * 1000, campaign: null }),
    )
    const { text, written, leftOut } = writeStix(composeFeed(feedOf(many)), DIGESTS)
    expect([written, leftOut]).toEqual([10_000, 3])
    expect(text).toContain("'s0.example'")
    expect(text).not.toContain("'s10002.example'")
  })

  it('gives an entry the same id in every version', () => {
    const idsOf = (of: typeof feed) =>
      bundleOf(of)
        .objects.filter(({ type }) => type === 'indicator')
        .map(({ id }) => id)
    expect(idsOf({ ...feed, version: 99, createdAtMs: NOW_MS + 5 })).toEqual(idsOf(feed))
  })
})

describe('the feed as MISP pulls it', () => {
  const { files } = writeMisp(feed, DIGESTS)
  const manifest = JSON.parse(files.get('manifest.json')!) as Record<
    string,
    { info: string; Orgc: object }
  >

  it('has an event for each campaign, held to the schema, and a hash for each value', () => {
    const schema = JSON.parse(
      readFileSync(new URL('../../../spec/feeds/misp-event.schema.json', import.meta.url), 'utf8'),
    ) as Record<string, unknown>
    // The schema is of draft 4, whose `id` later drafts call `$id`.
    delete schema['id']
    delete schema['$schema']
    const validate = new Ajv({ strict: false }).compile(schema)
    expect(Object.values(manifest).map(({ info }) => info)).toEqual([
      'Campaign cmp_1',
      'Single sites',
    ])
    for (const uuid of Object.keys(manifest)) {
      expect([validate(JSON.parse(files.get(`${uuid}.json`)!)), validate.errors]).toEqual([
        true,
        null,
      ])
    }
    const hashes = files.get('hashes.csv')!.trim().split('\n')
    expect(hashes).toHaveLength(SAMPLE.length)
    expect(hashes).toContain(`${DIGESTS.md5('scam-pay.example')},${Object.keys(manifest)[0]!}`)
  })
})

describe('lists for wallets', () => {
  it('have the shape that their clients read', () => {
    expect(stalelistOf(feed, ['our-shop.example'])).toEqual({
      data: {
        allowlist: ['our-shop.example'],
        blocklist: ['scam-pay.example', 'xn--bcher-kva.example'],
        blocklistPaths: ['shared-host.example/a$b*c.html', 'shared-host.example/user123/pay.html'],
        fuzzylist: [],
        tolerance: 0,
        version: 2,
        lastUpdated: NOW_MS / 1000,
      },
    })
  })

  it('tell what came and went after a moment, in its order', () => {
    const change = (key: string, atMs: number, isRemoval = false) =>
      ({ kind: 'domain', key, atMs, isRemoval }) as const
    const { data } = diffsSince(
      [
        change('later.example', 3_000, true),
        change('first.example', 2_000),
        change('before.example', 1_000),
        { kind: 'host', key: 'one.example', atMs: 2_500, isRemoval: false },
      ],
      1,
    )
    expect(data).toEqual([
      {
        url: 'first.example',
        timestamp: 2,
        targetList: 'eth_phishing_detect_config.blocklist',
      },
      {
        url: 'later.example',
        timestamp: 3,
        targetList: 'eth_phishing_detect_config.blocklist',
        isRemoval: true,
      },
    ])
  })
})
