import type {
  AutonomousSystemAnswer,
  IpAnswer,
  PlaceAnswer,
  ReferenceSource,
} from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { CITY_PROBES, readCityRecord } from './city-record.ts'
import type { FeedSet } from './feeds.ts'
import type { HostingList } from './hosting.ts'
import type { ParsedIp } from './ip-address.ts'
import { formatIp, ipKind, parseIp } from './ip-address.ts'
import { readMmdb } from './mmdb.ts'
import { UNITS_PER_DEGREE, unpackCountry } from './packed.ts'
import { RangeTable } from './range-table.ts'
import type { Sliced } from './slices.ts'
import { StringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'
import { tableOf } from './table-file.ts'

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
  readonly #regions: StringTable
  readonly #cities: StringTable

  constructor(file: TableFile) {
    this.#ranges = RangeTable.from(file)
    this.#countries = tableOf(file, 'countries', Uint16Array)
    this.#regionOf = tableOf(file, 'location_regions', Uint16Array)
    this.#cityOf = tableOf(file, 'location_cities', Uint32Array)
    this.#latitudes = tableOf(file, 'latitudes', Int32Array)
    this.#longitudes = tableOf(file, 'longitudes', Int32Array)
    this.#regions = StringTable.from(file, 'regions')
    this.#cities = StringTable.from(file, 'cities')
  }

  locate(ip: ParsedIp): PlaceAnswer {
    const number = this.#ranges.find(ip)
    if (number === 0) return notKnown('not_in_reference_data')
    const at = number - 1
    const city = this.#cities.at(this.#cityOf[at] ?? 0)
    const region = this.#regions.at(this.#regionOf[at] ?? 0)
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
  return {
    source: {
      id: 'city_mmdb',
      version: `${mmdb.databaseType} ${mmdb.builtAt}`,
      licence: 'operator',
      attribution: '',
    },
    locate(ip) {
      if (ip.version === 6 && mmdb.ipVersion === 4) return notKnown('not_in_reference_data')
      const record = readCityRecord(mmdb.get(formatIp(ip)))
      if (record === undefined) return notKnown('not_in_reference_data')
      const { latitude, longitude, ...names } = record
      const precision = record.city === null ? 'country' : 'city'
      return { known: true, point: { latitude, longitude }, precision, ...names }
    },
  }
}

/** Who announces an address. */
export class AsnTables {
  readonly #ranges: RangeTable
  readonly #numbers: Uint32Array
  readonly #nameOf: Uint32Array
  readonly #names: StringTable
  readonly #hosting: HostingList

  constructor(file: TableFile, hosting: HostingList) {
    this.#ranges = RangeTable.from(file)
    this.#numbers = tableOf(file, 'as_numbers', Uint32Array)
    this.#nameOf = tableOf(file, 'as_names', Uint32Array)
    this.#names = StringTable.from(file, 'names')
    this.#hosting = hosting
  }

  lookUp(ip: ParsedIp): AutonomousSystemAnswer {
    const index = this.#ranges.find(ip)
    if (index === 0) return notKnown('not_in_reference_data')
    const number = this.#numbers[index - 1] ?? 0
    const name = this.#names.at(this.#nameOf[index - 1] ?? 0)
    return { known: true, number, name, hosting: this.#hosting.has(number, name) }
  }
}

export interface IpSources {
  readonly city: CitySource
  readonly asn: AsnTables
  readonly feeds: FeedSet
}

/** Everything known about one address. */
export function lookUpIp(sources: IpSources, text: string): IpAnswer {
  const ip = parseIp(text.length > 100 ? '' : text.trim())
  if (ip === undefined) return notKnown('malformed_input')
  const kind = ipKind(ip)
  const isGlobal = kind === 'global'
  return {
    known: true,
    address: formatIp(ip),
    version: ip.version,
    kind,
    location: isGlobal ? sources.city.locate(ip) : notKnown('not_routable'),
    autonomousSystem: isGlobal ? sources.asn.lookUp(ip) : notKnown('not_routable'),
    anonymity: isGlobal ? sources.feeds.lookUp(ip) : notKnown('not_routable'),
  }
}
