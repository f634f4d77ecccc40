import { BIN_TABLE_BYTES_MAX, binTableInvalid, readBinTable, type BinTable } from './bin-table.ts'
import { ReferenceDataError, type ReferenceDataErrorCode } from './errors.ts'
import { FEED_BYTES_MAX, feedInvalid, readFeed, type Feed, type FeedFile } from './feeds.ts'
import { readCityMmdb, type OperatorCity } from './city-source.ts'
import { mmdbInvalid, MMDB_BYTES_MAX } from './mmdb.ts'
import {
  readOperatorFile,
  readOperatorFileLater,
  type FileLimit,
  type OperatorFile,
} from './operator-file.ts'
import {
  readSanctions,
  SANCTIONS_BYTES_MAX,
  sanctionsInvalid,
  type SanctionsList,
} from './sanctions/sanctions-list.ts'
import type { Sliced } from './slices.ts'

/** Files of the operator's own, besides or instead of what is shipped. */
export interface OperatorFiles {
  /** City database in MaxMind's format, instead of the shipped one. */
  readonly cityMmdb?: string
  /** Tor, VPN, proxy lists; without any, anonymity is not known. */
  readonly feeds?: readonly FeedFile[]
  /** CSV of issuers by card prefix; without it, the issuer is not known. */
  readonly binTable?: string
  /** Lists of sanctioned or exposed people; without any, nobody is looked up. */
  readonly sanctions?: readonly string[]
}

/** A file that was refused, and whether its former contents stay in use. */
export interface FileIssue {
  readonly path: string
  readonly code: ReferenceDataErrorCode
  readonly message: string
  readonly isFormerUsed: boolean
}

/** What was read from a file, and the stamp of the file that it was read from. */
interface Held<Value> {
  readonly path: string
  readonly stamp: string
  readonly value: Value
}

export interface OperatorData {
  readonly city: Held<OperatorCity> | undefined
  readonly feeds: readonly Held<Feed>[]
  readonly bins: Held<BinTable> | undefined
  readonly sanctions: readonly Held<SanctionsList>[]
  readonly issues: readonly FileIssue[]
}

export const NO_OPERATOR_DATA: OperatorData = {
  city: undefined,
  feeds: [],
  bins: undefined,
  sanctions: [],
  issues: [],
}

/** The files as they were read, by path; `unchanged`: as they are held already. */
export type Contents = ReadonlyMap<string, OperatorFile | 'unchanged'>

function limitsOf({ cityMmdb, feeds = [], binTable, sanctions = [] }: OperatorFiles): FileLimit[] {
  return [
    ...(cityMmdb === undefined ? [] : [{ path: cityMmdb, bytesMax: MMDB_BYTES_MAX }]),
    ...feeds.map(({ path }) => ({ path, bytesMax: FEED_BYTES_MAX })),
    ...(binTable === undefined ? [] : [{ path: binTable, bytesMax: BIN_TABLE_BYTES_MAX }]),
    ...sanctions.map((path) => ({ path, bytesMax: SANCTIONS_BYTES_MAX })),
  ]
}

export function readContents(files: OperatorFiles): Contents {
  return new Map(limitsOf(files).map((file) => [file.path, readOperatorFile(file)]))
}

export async function readContentsLater(
  files: OperatorFiles,
  held: OperatorData,
): Promise<Contents> {
  const stamps = new Map(
    [held.city, ...held.feeds, held.bins, ...held.sanctions].flatMap((one) =>
      one === undefined ? [] : [[one.path, one.stamp] as const],
    ),
  )
  const contents = new Map<string, OperatorFile | 'unchanged'>()
  for (const file of limitsOf(files)) {
    contents.set(file.path, await readOperatorFileLater(file, stamps.get(file.path)))
  }
  return contents
}

/**
 * Takes over each file that is good. Of one that is not, the former contents stay in use, if there
 * are any, and the issue says what is wrong with it: one bad file holds up no other.
 */
export function* takeOver(
  files: OperatorFiles,
  contents: Contents,
  former: OperatorData,
): Sliced<OperatorData> {
  const issues: FileIssue[] = []
  function* hold<Value>(
    path: string,
    before: Held<Value> | undefined,
    read: (bytes: Buffer) => Sliced<Value>,
    invalid: (path: string, why: string) => ReferenceDataError,
  ): Sliced<Held<Value> | undefined> {
    const file = contents.get(path)
    if (file === undefined || file === 'unchanged') return before
    try {
      if (!file.ok) throw invalid(path, file.why)
      return { path, stamp: file.stamp, value: yield* read(file.bytes) }
    } catch (error) {
      if (!(error instanceof ReferenceDataError)) throw error
      const { code, message } = error
      issues.push({ path, code, message, isFormerUsed: before !== undefined })
      return before
    }
  }

  const { cityMmdb, feeds = [], binTable } = files
  const city =
    cityMmdb === undefined
      ? undefined
      : yield* hold(
          cityMmdb,
          samePath(former.city, cityMmdb),
          (bytes) => readCityMmdb(cityMmdb, bytes),
          mmdbInvalid,
        )
  const heldFeeds: Held<Feed>[] = []
  for (const feed of feeds) {
    const before = former.feeds.find(
      ({ path, value }) => path === feed.path && value.kind === feed.kind,
    )
    const held = yield* hold(feed.path, before, (bytes) => readFeed(feed, bytes), feedInvalid)
    if (held !== undefined) heldFeeds.push(held)
  }
  const bins =
    binTable === undefined
      ? undefined
      : yield* hold(
          binTable,
          samePath(former.bins, binTable),
          (bytes) => readBinTable(binTable, bytes),
          binTableInvalid,
        )
  const lists: Held<SanctionsList>[] = []
  for (const path of files.sanctions ?? []) {
    const before = former.sanctions.find((held) => held.path === path)
    const held = yield* hold(path, before, (bytes) => readSanctions(path, bytes), sanctionsInvalid)
    if (held !== undefined) lists.push(held)
  }
  return { city, feeds: heldFeeds, bins, sanctions: lists, issues }
}

function samePath<Value>(held: Held<Value> | undefined, path: string): Held<Value> | undefined {
  return held?.path === path ? held : undefined
}
