import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { CITY_FIELDS, CITY_PROBES, readCityRecord } from './city-record.ts'
import { formatIp, parseIp } from './ip-address.ts'
import { openMmdb } from './mmdb.ts'

const data = fileURLToPath(new URL('../test-data/', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'gatehouse-mmdb-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** Well-formed although readers have tripped over them: only a known look-up can refuse them. */
const WELL_FORMED = [
  'libmaxminddb-empty-array-last-in-metadata.mmdb',
  'libmaxminddb-empty-map-last-in-metadata.mmdb',
]
const refused: unknown = expect.objectContaining({ code: 'mmdb_invalid' })

function filesIn(folder: string): string[] {
  return readdirSync(join(data, folder))
}

describe('openMmdb', () => {
  it.each(filesIn('good'))('opens %s', (file) => {
    expect(openMmdb(join(data, 'good', file)).nodeCount).toBeGreaterThan(0)
  })

  it.each(filesIn('bad').filter((file) => !WELL_FORMED.includes(file)))('refuses %s', (file) => {
    expect(() => openMmdb(join(data, 'bad', file))).toThrow(refused)
  })

  it.each(filesIn('bad'))('refuses %s by a known look-up', (file) => {
    expect(() => openMmdb(join(data, 'bad', file), CITY_PROBES.v4)).toThrow(refused)
  })

  it('refuses a database that does not know a well-known address', () => {
    const path = join(data, 'good', 'GeoLite2-City-Test.mmdb')
    expect(() => openMmdb(path, CITY_PROBES.v4)).toThrow(/well-known address `8\.8\.8\.8`/)
  })

  it('refuses every truncation, naming the file', () => {
    const whole = readFileSync(join(data, 'good', 'MaxMind-DB-test-ipv4-24.mmdb'))
    const path = join(scratch, 'cut.mmdb')
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole.subarray(0, length))
      expect(() => openMmdb(path)).toThrow(refused)
      expect(() => openMmdb(path)).toThrow(path)
    }
  })

  it('never answers with anything but a refusal or a working database, whatever byte changes', () => {
    const whole = readFileSync(join(data, 'good', 'MaxMind-DB-test-mixed-28.mmdb'))
    const path = join(scratch, 'changed.mmdb')
    let refusals = 0
    for (let at = 0; at < whole.length; at += 3) {
      const changed = Buffer.from(whole)
      changed[at] = (changed[at] ?? 0) ^ 0x55
      writeFileSync(path, changed)
      try {
        const mmdb = openMmdb(path)
        const value = mmdb.find(parseIp('1.1.1.3')!)
        const record = mmdb.get('1.1.1.3')
        expect(value && mmdb.record(value)).toEqual(record)
        expect(value && mmdb.fieldReader({ ip: null })(value)).toEqual(
          record && 'ip' in (record as object) ? record : value && {},
        )
      } catch (error) {
        expect(error).toEqual(refused)
        refusals++
      }
    }
    expect(refusals).toBeGreaterThan(100)
  })
})

describe('a database', () => {
  // The networks that the test databases know, and everything beside them.
  const knownWord = fc.constantFrom(0x0101, 0x0102, 0x1000, 0x0100, 0x2001, 0x480, 0x0db8, 0x5102)
  const word = fc.oneof(knownWord, fc.constant(0), fc.nat(0xffff))
  const address = fc.oneof(
    fc.tuple(word, fc.nat(0xffff)).map(([a, b]) => `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`),
    fc.array(word, { minLength: 8, maxLength: 8 }).map((words) => {
      return words.map((value) => value.toString(16)).join(':')
    }),
    fc.nat(0xffff).map((value) => `::1:ffff:${value.toString(16)}`),
    fc.constantFrom('::1.1.1.3', '2001:218::', '2a02:cf40::1', '2.125.160.216', '89.160.20.112'),
    fc.constantFrom(
      '1.1.1.1',
      '1.1.1.17',
      '1.1.1.33',
      '81.2.69.142',
      '216.160.83.56',
      '175.16.199.1',
      '1.128.0.1',
      '67.43.156.1',
    ),
  )

  it.each(filesIn('good'))('finds in %s what the library finds', (file) => {
    const mmdb = openMmdb(join(data, 'good', file))
    let known = 0
    fc.assert(
      fc.property(address, (text) => {
        const ip = parseIp(text)!
        if (ip.version === 6 && mmdb.ipVersion === 4) return
        const value = mmdb.find(ip)
        if (value !== undefined) known++
        const record = value === undefined ? undefined : mmdb.record(value)
        expect(record).toEqual(mmdb.get(formatIp(ip)))
        if (value === undefined) return
        const city = mmdb.fieldReader(CITY_FIELDS)(value)
        expect(readCityRecord(city)).toEqual(readCityRecord(record))
      }),
      { numRuns: 2000 },
    )
    expect(known).toBeGreaterThan(10)
  })

  it('has no IPv6 addresses when it is one of IPv4', () => {
    const mmdb = openMmdb(join(data, 'good', 'MaxMind-DB-test-ipv4-24.mmdb'))
    expect(mmdb.find(parseIp('101:101::')!)).toBeUndefined()
    expect(mmdb.find(parseIp('1.1.1.1')!)).toBeDefined()
  })

  it.each(['MaxMind-DB-test-decoder.mmdb', 'MaxMind-DB-test-nested.mmdb'])(
    'reads any one field of a record in %s as the library reads it',
    (file) => {
      const mmdb = openMmdb(join(data, 'good', file))
      const value = mmdb.find(parseIp('::1.1.1.1')!)!
      const record = mmdb.record(value) as Record<string, unknown>
      const names = Object.keys(record)
      expect(names.length).toBeGreaterThan(0)
      for (const name of names) {
        expect(mmdb.fieldReader({ [name]: null })(value)).toEqual({ [name]: record[name] })
      }
      const all = Object.fromEntries(names.map((name) => [name, null]))
      expect(mmdb.fieldReader(all)(value)).toEqual(record)
      expect(mmdb.fieldReader({ map1: { map2: { array: null } } })(value)).toEqual(
        'map1' in record ? record : {},
      )
    },
  )
})

describe('readCityRecord', () => {
  it('reads the nested layout of MaxMind', () => {
    const mmdb = openMmdb(join(data, 'good', 'GeoLite2-City-Test.mmdb'))
    expect(readCityRecord(mmdb.get('2.125.160.216'))).toEqual({
      country: 'GB',
      region: 'England',
      city: 'Boxford',
      postcode: 'OX1',
      latitude: 51.75,
      longitude: -1.25,
    })
  })

  it('reads the flat layout and leaves the district off', () => {
    const record = {
      city: 'Cologne (Lindenthal, Cologne)',
      country_code: 'DE',
      latitude: 50.9,
      longitude: 6.9,
      postcode: '',
      state1: 'North Rhine-Westphalia',
    }
    expect(readCityRecord(record)).toMatchObject({ city: 'Cologne', postcode: null })
  })

  it.each([undefined, null, 7, 'x', {}, { country_code: 'DE' }, { latitude: 1, longitude: 1 }])(
    'says nothing about %j',
    (record) => {
      expect(readCityRecord(record)).toBeUndefined()
    },
  )
})
