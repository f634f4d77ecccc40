import type { PlaceAnswer, ReferenceSource } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import type { CityRecord } from './city-record.ts'
import { CITY_FIELDS, CITY_PROBES, readCityRecord } from './city-record.ts'
import type { ParsedIp } from './ip-address.ts'
import { rememberByNumber } from './memo.ts'
import { readMmdb } from './mmdb.ts'
import { UNITS_PER_DEGREE, unpackCountry } from './packed.ts'
import { RangeTable } from './range-table.ts'
import type { Sliced } from './slices.ts'
import { StringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'
import { tableOf } from './table-file.ts'

/** Networks whose places are remembered; they hold some hundred bytes each. */
const LOCATIONS_REMEMBERED_LOG2 = 13
/** More than there are regions: each is decoded once. */
const REGIONS_REMEMBERED_LOG2 = 12

/** Where a global address is: the compiled tables, or an operator's own database. */
export interface CitySource {
  locate(ip: ParsedIp): PlaceAnswer
}

/** The compiled DB-IP tables: 60 MB for both versions, where the databases take 134. */
export class CityTables implements CitySource {
  readonly #ranges: RangeTable
  readonly #countries: Uint16Array
  readonly #regionOf: Uint16Array
  readonly #cityOf: Uint32Array
  readonly #latitudes: Int32Array
  readonly #longitudes: Int32Array
  readonly #cities: StringTable
  readonly #regionAt: (number: number) => string
  readonly #placeAt: (number: number) => PlaceAnswer

  constructor(file: TableFile) {
    this.#ranges = RangeTable.from(file)
    this.#countries = tableOf(file, 'countries', Uint16Array)
    this.#regionOf = tableOf(file, 'location_regions', Uint16Array)
    this.#cityOf = tableOf(file, 'location_cities', Uint32Array)
    this.#latitudes = tableOf(file, 'latitudes', Int32Array)
    this.#longitudes = tableOf(file, 'longitudes', Int32Array)
    this.#cities = StringTable.from(file, 'cities')
    const regions = StringTable.from(file, 'regions')
    this.#regionAt = rememberByNumber((number) => regions.at(number), REGIONS_REMEMBERED_LOG2)
    this.#placeAt = rememberByNumber((at) => this.#readPlace(at), LOCATIONS_REMEMBERED_LOG2)
  }

  locate(ip: ParsedIp): PlaceAnswer {
    const number = this.#ranges.find(ip)
    return number === 0 ? notKnown('not_in_reference_data') : this.#placeAt(number - 1)
  }

  #readPlace(at: number): PlaceAnswer {
    const city = this.#cities.at(this.#cityOf[at] ?? 0)
    const region = this.#regionAt(this.#regionOf[at] ?? 0)
    return {
      known: true,
      point: {
        latitude: (this.#latitudes[at] ?? 0) / UNITS_PER_DEGREE,
        longitude: (this.#longitudes[at] ?? 0) / UNITS_PER_DEGREE,
      },
      precision: city === '' ? 'country' : 'city',
      country: unpackCountry(this.#countries[at] ?? 0),
      region: region === '' ? null : region,
      city: city === '' ? null : city,
      postcode: null,
    }
  }
}

export interface OperatorCity extends CitySource {
  readonly source: ReferenceSource
}

/**
 * An operator's city database in MaxMind's format (GeoLite2, GeoIP2, DB-IP), checked whole.
 * @throws ReferenceDataError `mmdb_invalid`
 */
export function* readCityMmdb(path: string, bytes: Buffer): Sliced<OperatorCity> {
  const mmdb = yield* readMmdb(path, bytes, CITY_PROBES.v4)
  const readFields = mmdb.fieldReader(CITY_FIELDS)
  const placeAt = rememberByNumber(
    (value) => placeOf(readCityRecord(readFields(value))),
    LOCATIONS_REMEMBERED_LOG2,
  )
  return {
    source: {
      id: 'city_mmdb',
      version: `${mmdb.databaseType} ${mmdb.builtAt}`,
      licence: 'operator',
      attribution: '',
    },
    locate(ip) {
      const value = mmdb.find(ip)
      return value === undefined ? notKnown('not_in_reference_data') : placeAt(value)
    },
  }
}

function placeOf(record: CityRecord | undefined): PlaceAnswer {
  if (record === undefined) return notKnown('not_in_reference_data')
  const { latitude, longitude, ...names } = record
  const precision = record.city === null ? 'country' : 'city'
  return { known: true, point: { latitude, longitude }, precision, ...names }
}
