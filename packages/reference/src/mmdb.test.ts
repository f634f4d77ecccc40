import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { CITY_PROBES, readCityRecord } from './city-record.ts'
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
        openMmdb(path).get('1.1.1.3')
      } catch (error) {
        expect(error).toEqual(refused)
        refusals++
      }
    }
    expect(refusals).toBeGreaterThan(100)
  })
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
