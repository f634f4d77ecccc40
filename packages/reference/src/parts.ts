import type { ReferenceSource, ReferenceVersions } from '@gatehouse/contract'
import type { BinTable } from './bin-table.ts'
import type { TableName } from './cache.ts'
import { cachedTable } from './cache.ts'
import type { CitySource } from './city-source.ts'
import { CityTables } from './city-source.ts'
import { CountryAnswers } from './country.ts'
import { FeedSet } from './feeds.ts'
import { HostingList } from './hosting.ts'
import { AsnTables } from './ip.ts'
import { MailTables } from './mail-domain.ts'
import type { OperatorData, OperatorFiles } from './operator-data.ts'
import { PlaceTables } from './place.ts'
import { SanctionsIndex } from './sanctions/sanctions-list.ts'
import { librarySources, ownSource, shortDigest } from './sources.ts'
import type { TableFile } from './table-file.ts'
import { readTableFile } from './table-file.ts'

export interface ReferenceOptions extends OperatorFiles {
  /** Folder that `compileReference` filled. */
  readonly cacheDir: string
}

/** Everything that look-ups read. Immutable once opened. */
export interface ReferenceParts {
  readonly versions: ReferenceVersions
  readonly city: CitySource
  readonly asn: AsnTables
  readonly places: PlaceTables
  readonly countries: CountryAnswers
  readonly mail: MailTables
  readonly feeds: FeedSet
  readonly bins: BinTable | undefined
  readonly sanctions: SanctionsIndex
  /** Table files in use, by path: a reload reads only what has another path. */
  readonly files: ReadonlyMap<string, TableFile>
  readonly operator: OperatorData
}

/** @throws ReferenceDataError when a compiled table is missing or damaged */
export function openParts(
  { cacheDir }: Pick<ReferenceOptions, 'cacheDir'>,
  operator: OperatorData,
  previous?: ReferenceParts,
): ReferenceParts {
  const files = new Map<string, TableFile>()
  const sources: ReferenceSource[] = []
  const open = (name: TableName): TableFile => {
    const table = cachedTable(cacheDir, name)
    const file = previous?.files.get(table.path) ?? readTableFile(table.path)
    files.set(table.path, file)
    sources.push(...table.sources)
    return file
  }
  const city = openCity(operator, open, sources)
  const asn = new AsnTables(open('asn'), HostingList.shipped())
  const places = new PlaceTables(open('places'))
  const parts = {
    city,
    asn,
    places,
    countries: new CountryAnswers((code) => places.centroid(code)),
    mail: new MailTables(open('mail')),
    feeds: new FeedSet(operator.feeds.map(({ value }) => value)),
    bins: operator.bins?.value,
    sanctions: new SanctionsIndex(operator.sanctions.map(({ value }) => value)),
    files,
    operator,
  }
  sources.push(...parts.feeds.sources, ...(parts.bins === undefined ? [] : [parts.bins.source]))
  sources.push(...parts.sanctions.sources)
  return { ...parts, versions: versionsOf([...sources, ...librarySources(), ...builtIn()]) }
}

function openCity(
  { city }: OperatorData,
  open: (name: TableName) => TableFile,
  sources: ReferenceSource[],
): CitySource {
  if (city === undefined) return new CityTables(open('city'))
  sources.push(city.value.source)
  return city.value
}

/** What comes with this package and with Node itself: local hours depend on the tz database. */
function builtIn(): readonly ReferenceSource[] {
  const tz = { id: 'tz', version: process.versions['tz'] ?? 'none', licence: 'CC0-1.0' }
  return [ownSource('hosting_asn', 'hosting-asn.txt'), { ...tz, attribution: '' }]
}

function versionsOf(sources: readonly ReferenceSource[]): ReferenceVersions {
  return Object.freeze({
    combined: shortDigest(JSON.stringify(sources.map(({ id, version }) => [id, version]))),
    sources: Object.freeze([...sources]),
  })
}
