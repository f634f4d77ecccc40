import type { Place, PlaceAnswer, PlacePrecision, PlaceQuery, Point } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import { haversineKm } from './distance.ts'
import { packCountry, UNITS_PER_DEGREE } from './packed.ts'
import { citySpellings, normaliseName } from './place-names.ts'
import { StringTable } from './string-table.ts'
import type { TableFile } from './table-file.ts'
import { tableOf } from './table-file.ts'

/** Places of one name that lie within this distance are one city with its districts. */
const SAME_CITY_KM = 40
/** Longest postcode of any country, spaces included. */
const POSTCODE_LENGTH_MAX = 12
/** Territories whose addresses use US ZIP codes under their own country code. */
const ZIP_COUNTRIES = new Set(['US', 'PR', 'VI', 'GU', 'AS', 'MP'])

interface Candidate {
  readonly point: Point
  readonly region: number
}

/** One kind of key (city name, postcode, country) to points. */
class PointTable {
  readonly #keys: StringTable
  readonly #begins: Uint32Array
  readonly #countries: Uint16Array
  readonly #regions: Uint16Array
  readonly #latitudes: Int32Array
  readonly #longitudes: Int32Array

  constructor(file: TableFile, name: string) {
    this.#keys = StringTable.from(file, `${name}_keys`)
    this.#begins = tableOf(file, `${name}_begins`, Uint32Array)
    this.#countries = tableOf(file, `${name}_countries`, Uint16Array)
    this.#regions = tableOf(file, `${name}_regions`, Uint16Array)
    this.#latitudes = tableOf(file, `${name}_latitudes`, Int32Array)
    this.#longitudes = tableOf(file, `${name}_longitudes`, Int32Array)
  }

  /** All points of the key in the country. */
  find(key: string, country: string): readonly Candidate[] {
    const number = this.#keys.indexOf(key)
    if (number < 0) return []
    const wanted = packCountry(country)
    const found: Candidate[] = []
    const end = this.#begins[number + 1] ?? 0
    for (let at = this.#begins[number] ?? 0; at < end; at++) {
      if (this.#countries[at] !== wanted) continue
      const latitude = (this.#latitudes[at] ?? 0) / UNITS_PER_DEGREE
      const longitude = (this.#longitudes[at] ?? 0) / UNITS_PER_DEGREE
      found.push({ point: { latitude, longitude }, region: this.#regions[at] ?? 0 })
    }
    return found
  }
}

/** Addresses to points: postcode, else city, else postcode prefix, else country. */
export class PlaceTables {
  readonly #cities: PointTable
  readonly #postcodes: PointTable
  readonly #centroids: PointTable
  readonly #regionKeys: StringTable
  readonly #regionOfKey: Uint16Array
  readonly #regionNames: StringTable
  readonly #nameOfRegion: Uint16Array

  constructor(file: TableFile) {
    this.#cities = new PointTable(file, 'city')
    this.#postcodes = new PointTable(file, 'postcode')
    this.#centroids = new PointTable(file, 'centroid')
    this.#regionKeys = StringTable.from(file, 'region_keys')
    this.#regionOfKey = tableOf(file, 'region_of_key', Uint16Array)
    this.#regionNames = StringTable.from(file, 'region_names')
    this.#nameOfRegion = tableOf(file, 'name_of_region', Uint16Array)
  }

  centroid(country: string): Point | null {
    return this.#centroids.find(country, country)[0]?.point ?? null
  }

  lookUp(query: PlaceQuery): PlaceAnswer {
    const country = query.country?.trim().toUpperCase() ?? ''
    if (country === '') return notKnown('not_in_reference_data')
    if (!/^[A-Z]{2}$/.test(country)) return notKnown('malformed_input')
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
    return {
      ...this.#place(country, found, prefix ? 'postcode_prefix' : 'postcode', query),
      postcode: postcode.slice(2),
    }
  }

  #byCity(country: string, query: PlaceQuery): Place | undefined {
    const region = this.#regionNumber(country, query.region ?? '')
    for (const spelling of citySpellings(country, query.city ?? '')) {
      const candidates = this.#cities.find(spelling, country)
      const inRegion = candidates.filter((candidate) => candidate.region === region)
      const [first, ...others] = inRegion.length > 0 ? inRegion : candidates
      if (first === undefined) continue
      const elsewhere = inRegion.length === 0 && region !== undefined
      const spread = others.some(({ point }) => haversineKm(first.point, point) > SAME_CITY_KM)
      return this.#place(country, first, elsewhere || spread ? 'ambiguous' : 'city', query)
    }
    return undefined
  }

  #byCountry(country: string): PlaceAnswer {
    const [found] = this.#centroids.find(country, country)
    if (found === undefined) return notKnown('not_in_reference_data')
    return this.#place(country, found, 'country', { country })
  }

  #regionNumber(country: string, text: string): number | undefined {
    if (text === '') return undefined
    const at = this.#regionKeys.indexOf(`${country} ${normaliseName(text)}`)
    return at < 0 ? undefined : this.#regionOfKey[at]
  }

  #place(
    country: string,
    { point, region }: Candidate,
    precision: PlacePrecision,
    query: PlaceQuery,
  ): Place {
    const name = this.#regionNames.at(this.#nameOfRegion[region] ?? 0)
    const city = query.city?.trim() ?? ''
    return {
      known: true,
      point,
      precision,
      country,
      region: name === '' ? null : name,
      city: city === '' || precision === 'country' ? null : city,
      postcode: null,
    }
  }
}

/** Key of the postcode table: `US10001`, `CAM5V`, or of a ZIP prefix: `US100`. */
function postcodeKey(country: string, text: string, prefix: boolean): string | undefined {
  if (text.length > POSTCODE_LENGTH_MAX) return undefined
  const compact = text.toUpperCase().replace(/[\s-]/g, '')
  if (ZIP_COUNTRIES.has(country)) {
    if (!/^(?:\d{3}|\d{5}|\d{9})$/.test(compact)) return undefined
    if (prefix) return `US${compact.slice(0, 3)}`
    return compact.length === 3 ? undefined : `US${compact.slice(0, 5)}`
  }
  const isCanadian = country === 'CA' && /^[A-Z]\d[A-Z](?:\d[A-Z]\d)?$/.test(compact)
  return isCanadian && !prefix ? `CA${compact.slice(0, 3)}` : undefined
}
