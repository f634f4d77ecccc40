import type { Place, PlaceAnswer, PlacePrecision, PlaceQuery, Point } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { haversineKm } from './distance.ts'
import { rememberByNumber } from './memo.ts'
import { packCountry, UNITS_PER_DEGREE } from './packed.ts'
import { CITY_SPELLINGS, normaliseName } from './place-names.ts'
import { StringIndex } from './string-index.ts'
import { StringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'
import { tableOf } from './table-file.ts'

/** Places of one name that lie within this distance are one city with its districts. */
const SAME_CITY_KM = 40
/** Longest postcode of any country, spaces included. */
const POSTCODE_LENGTH_MAX = 12
/** More than there are regions: each name is decoded once. */
const REGIONS_REMEMBERED_LOG2 = 12
/** Territories whose addresses use US ZIP codes under their own country code. */
const ZIP_COUNTRIES = new Set(['US', 'PR', 'VI', 'GU', 'AS', 'MP'])

const NONE: readonly number[] = []

/** One kind of key (city name, postcode, country) to points. */
class PointTable {
  readonly #keys: StringIndex
  readonly #begins: Uint32Array
  readonly #countries: Uint16Array
  readonly #regions: Uint16Array
  readonly #latitudes: Int32Array
  readonly #longitudes: Int32Array

  constructor(file: TableFile, name: string) {
    this.#keys = StringIndex.from(file, `${name}_keys`)
    this.#begins = tableOf(file, `${name}_begins`, Uint32Array)
    this.#countries = tableOf(file, `${name}_countries`, Uint16Array)
    this.#regions = tableOf(file, `${name}_regions`, Uint16Array)
    this.#latitudes = tableOf(file, `${name}_latitudes`, Int32Array)
    this.#longitudes = tableOf(file, `${name}_longitudes`, Int32Array)
  }

  /** The numbers of all points of the key in the country. */
  find(key: string, country: string): readonly number[] {
    const number = this.#keys.indexOf(key)
    if (number < 0) return NONE
    const wanted = packCountry(country)
    const found: number[] = []
    const end = this.#begins[number + 1]!
    for (let at = this.#begins[number]!; at < end; at++) {
      if (this.#countries[at] === wanted) found.push(at)
    }
    return found
  }

  region(at: number): number {
    return this.#regions[at]!
  }

  point(at: number): Point {
    return {
      latitude: this.#latitudes[at]! / UNITS_PER_DEGREE,
      longitude: this.#longitudes[at]! / UNITS_PER_DEGREE,
    }
  }
}

/** Addresses to points: postcode, else city, else postcode prefix, else country. */
export class PlaceTables {
  readonly #cities: PointTable
  readonly #postcodes: PointTable
  readonly #centroids: PointTable
  readonly #regionKeys: StringIndex
  readonly #regionOfKey: Uint16Array
  readonly #regionNameAt: (number: number) => string
  readonly #nameOfRegion: Uint16Array

  constructor(file: TableFile) {
    this.#cities = new PointTable(file, 'city')
    this.#postcodes = new PointTable(file, 'postcode')
    this.#centroids = new PointTable(file, 'centroid')
    this.#regionKeys = StringIndex.from(file, 'region_keys')
    this.#regionOfKey = tableOf(file, 'region_of_key', Uint16Array)
    const names = StringTable.from(file, 'region_names')
    this.#regionNameAt = rememberByNumber((number) => names.at(number), REGIONS_REMEMBERED_LOG2)
    this.#nameOfRegion = tableOf(file, 'name_of_region', Uint16Array)
  }

  centroid(country: string): Point | null {
    const [found] = this.#centroids.find(country, country)
    return found === undefined ? null : this.#centroids.point(found)
  }

  lookUp(query: PlaceQuery): PlaceAnswer {
    const country = query.country?.trim().toUpperCase() ?? ''
    if (country === '') return notKnown('not_in_reference_data')
    if (!COUNTRY_CODE.test(country)) return notKnown('malformed_input')
    return (
      this.#byPostcode(country, query, false) ??
      this.#byCity(country, query) ??
      this.#byPostcode(country, query, true) ??
      this.#byCountry(country)
    )
  }

  #byPostcode(country: string, query: PlaceQuery, prefix: boolean): Place | undefined {
    const postcode = postcodeKey(country, query.postcode ?? '', prefix)
    if (postcode === undefined) return undefined
    const [found] = this.#postcodes.find(postcode, postcode.slice(0, 2))
    if (found === undefined) return undefined
    const precision = prefix ? 'postcode_prefix' : 'postcode'
    return this.#place(country, this.#postcodes, found, precision, query, postcode.slice(2))
  }

  #byCity(country: string, query: PlaceQuery): Place | undefined {
    const name = normaliseName(query.city ?? '')
    if (name === '') return undefined
    const region = this.#regionNumber(country, query.region ?? '')
    for (const spellingOf of CITY_SPELLINGS) {
      const spelling = spellingOf(name, country)
      const candidates = spelling === undefined ? NONE : this.#cities.find(spelling, country)
      if (candidates.length === 0) continue
      const inRegion = candidates.filter((candidate) => this.#cities.region(candidate) === region)
      const [first = 0, ...others] = inRegion.length > 0 ? inRegion : candidates
      const elsewhere = inRegion.length === 0 && region !== undefined
      const isAmbiguous = elsewhere || this.#isSpread(first, others)
      return this.#place(country, this.#cities, first, isAmbiguous ? 'ambiguous' : 'city', query)
    }
    return undefined
  }

  /** Is any of the other cities of that name too far away to be the same one? */
  #isSpread(first: number, others: readonly number[]): boolean {
    if (others.length === 0) return false
    const point = this.#cities.point(first)
    return others.some((other) => haversineKm(point, this.#cities.point(other)) > SAME_CITY_KM)
  }

  #byCountry(country: string): PlaceAnswer {
    const [found] = this.#centroids.find(country, country)
    if (found === undefined) return notKnown('not_in_reference_data')
    return this.#place(country, this.#centroids, found, 'country', { country })
  }

  #regionNumber(country: string, text: string): number | undefined {
    if (text === '') return undefined
    const at = this.#regionKeys.indexOf(`${country} ${normaliseName(text)}`)
    return at < 0 ? undefined : this.#regionOfKey[at]
  }

  #place(
    country: string,
    points: PointTable,
    found: number,
    precision: PlacePrecision,
    query: PlaceQuery,
    postcode: string | null = null,
  ): Place {
    const name = this.#regionNameAt(this.#nameOfRegion[points.region(found)] ?? 0)
    const city = query.city?.trim() ?? ''
    return {
      known: true,
      point: points.point(found),
      precision,
      country,
      region: name === '' ? null : name,
      city: city === '' || precision === 'country' ? null : city,
      postcode,
    }
  }
}

const COUNTRY_CODE = /^[A-Z]{2}$/
const SEPARATORS = /[\s-]/g
const ZIP_CODE = /^(?:\d{3}|\d{5}|\d{9})$/
const CANADIAN_CODE = /^[A-Z]\d[A-Z](?:\d[A-Z]\d)?$/

/** Key of the postcode table: `US10001`, `CAM5V`, or of a ZIP prefix: `US100`. */
function postcodeKey(country: string, text: string, prefix: boolean): string | undefined {
  const isZip = ZIP_COUNTRIES.has(country)
  if (!isZip && (country !== 'CA' || prefix)) return undefined
  if (text === '' || text.length > POSTCODE_LENGTH_MAX) return undefined
  const compact = text.toUpperCase().replace(SEPARATORS, '')
  if (!isZip) return CANADIAN_CODE.test(compact) ? `CA${compact.slice(0, 3)}` : undefined
  if (!ZIP_CODE.test(compact)) return undefined
  if (prefix) return `US${compact.slice(0, 3)}`
  return compact.length === 3 ? undefined : `US${compact.slice(0, 5)}`
}
