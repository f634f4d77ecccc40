import { join } from 'node:path'
import type { ReferenceSource } from '@gatehouse/contract'
import type { SourceId } from './sources.ts'
import { installedSource, ownDataFile, shortDigest } from './sources.ts'

/** Raised whenever the layout of a table or the way it is computed changes. */
const FORMAT_VERSION = 3

/** The compiled tables and the sources each is made from, in the order they are compiled. */
const tables = {
  city: ['dbip_city'],
  asn: ['asn'],
  places: ['cities', 'zipcodes'],
  mail: ['disposable_a', 'disposable_b', 'free_mail'],
} as const satisfies Record<string, readonly SourceId[]>

export type TableName = keyof typeof tables
export const TABLE_NAMES = Object.keys(tables) as readonly TableName[]

/** Own data that is compiled in: its content is its version. */
const ownData: Partial<Record<TableName, string>> = { mail: 'regular-mail-domains.txt' }

export interface CachedTable {
  readonly name: TableName
  /** The file name carries a digest of the versions: another version is another file. */
  readonly path: string
  readonly sources: readonly ReferenceSource[]
}

/** Where the table of the installed source versions is, or will be. */
export function cachedTable(cacheDir: string, name: TableName): CachedTable {
  const sources = tables[name].map(installedSource)
  const own = ownData[name]
  const key = shortDigest(
    JSON.stringify([
      FORMAT_VERSION,
      sources.map(({ id, version }) => [id, version]),
      own === undefined ? '' : shortDigest(ownDataFile(own)),
    ]),
  )
  return { name, path: join(cacheDir, `${name}-${key}.table`), sources }
}
