import type { Fields } from './mmdb-fields.ts'
import type { MmdbProbe } from './mmdb.ts'

/** What a city database says about an address, whichever vendor's layout it has. */
export interface CityRecord {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string
  readonly region: string | null
  readonly city: string | null
  readonly postcode: string | null
  readonly latitude: number
  readonly longitude: number
}

const ENGLISH_NAME: Fields = { names: { en: null } }

/** All that `readCityRecord` looks at, in either layout. */
export const CITY_FIELDS: Fields = {
  city: ENGLISH_NAME,
  country: { iso_code: null },
  country_code: null,
  latitude: null,
  location: { latitude: null, longitude: null },
  longitude: null,
  postal: { code: null },
  postcode: null,
  state1: null,
  subdivisions: ENGLISH_NAME,
}

type RecordMap = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): RecordMap {
  return typeof value === 'object' && value !== null ? (value as RecordMap) : {}
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/**
 * Reads a record in the flat layout of `@ip-location-db` (`country_code`, `state1`, `city`) or in
 * MaxMind's nested one (`country.iso_code`, `subdivisions[0].names.en`, `city.names.en`).
 * `undefined` without a country and a point.
 */
export function readCityRecord(record: unknown): CityRecord | undefined {
  const fields = fieldsOf(record)
  const location = 'location' in fields ? fieldsOf(fields['location']) : fields
  const { latitude, longitude } = location
  const country = textOf(fields['country_code']) ?? textOf(fieldsOf(fields['country'])['iso_code'])
  if (country === null || !isDegrees(latitude, 90) || !isDegrees(longitude, 180)) return undefined
  const subdivisions: unknown = fields['subdivisions']
  const subdivision: unknown = Array.isArray(subdivisions) ? subdivisions[0] : undefined
  const postal = 'postcode' in fields ? fields['postcode'] : fieldsOf(fields['postal'])['code']
  const city = textOf(fields['city']) ?? englishName(fields['city'])
  return {
    country: country.toUpperCase(),
    region: textOf(fields['state1']) ?? englishName(subdivision),
    city: city === null ? null : withoutDistrict(city),
    postcode: textOf(postal),
    latitude,
    longitude,
  }
}

function isDegrees(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit
}

function englishName(value: unknown): string | null {
  return textOf(fieldsOf(fieldsOf(value)['names'])['en'])
}

/** DB-IP writes `Cologne (Lindenthal, Cologne)`: the point keeps the district, the name does not. */
function withoutDistrict(city: string): string {
  const bracket = city.indexOf(' (')
  return bracket > 0 ? city.slice(0, bracket) : city
}

/** Addresses that have belonged to these networks for decades: a good database knows them. */
export const CITY_PROBES: { readonly v4: readonly MmdbProbe[]; readonly v6: readonly MmdbProbe[] } =
  {
    // Google Public DNS; RIPE NCC.
    v4: [probe('8.8.8.8', 'US'), probe('193.0.6.139', 'NL')],
    // RIPE NCC's allocation for its own services.
    v6: [probe('2001:67c:2e8:22::c100:68b', 'NL')],
  }

function probe(address: string, country: string): MmdbProbe {
  return { address, accepts: (record) => readCityRecord(record)?.country === country }
}
