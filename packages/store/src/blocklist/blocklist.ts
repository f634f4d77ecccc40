import type { Sql, SqlPool } from '../connection/sql.ts'
import {
  BLOCKLIST_CHANGES,
  BLOCKLIST_ENTRIES_AT,
  BLOCKLIST_LATENCY,
  BLOCKLIST_VERSION,
  type ChangeRow,
  DUE_FOR_RETEST,
  type EntryRow,
  LAST_BLOCKLIST_VERSION,
  STANDING_ENTRIES,
  type VersionRow,
} from '../queries/blocklist.ts'
import { type FeedSigner, feedSigner } from '../privacy/feed-signer.ts'
import type { Keyring } from '../privacy/keyring.ts'
import { type BlocklistChange, publishChange, type Seal } from './publish.ts'
import { type BlocklistVersion, versionOfRow } from './blocklist-version.ts'
import { entryOfRow, type EntryName, type StoredEntry } from './stored-entry.ts'

/** How long it took from a verdict to the first version of the feed that has it, in seconds. */
export interface BlocklistLatency {
  readonly entries: number
  /** `null`: there were none. */
  readonly p50S: number | null
  readonly p99S: number | null
  readonly maxS: number | null
}

/** What is blocked, version by version: the same for all shops of the installation. */
export interface Blocklist {
  readonly signer: FeedSigner
  /** The newest version; `undefined`: there is none yet. */
  current(): Promise<BlocklistVersion | undefined>
  version(version: number): Promise<BlocklistVersion | undefined>
  /** What was in a version. In no order. */
  entriesAt(version: number): Promise<readonly StoredEntry[]>
  /** Of these the ones that are listed now. */
  standing(names: readonly EntryName[]): Promise<readonly StoredEntry[]>
  /**
   * Makes the next version, in one transaction: what has expired leaves with it.
   * @param seal what the version is signed as, from all of its entries
   * @returns `undefined`: nothing changed, and the last version does not expire before `renewFromMs`
   */
  publish(
    change: BlocklistChange,
    nowMs: number,
    renewFromMs: number,
    seal: Seal,
  ): Promise<BlocklistVersion | undefined>
  /** What came and went after a moment, oldest first, at most `limit`. */
  changesSince(
    sinceMs: number,
    limit: number,
  ): Promise<readonly (EntryName & { readonly atMs: number; readonly isRemoval: boolean })[]>
  /** Those that are to be looked at again, longest waiting first. */
  dueForRetest(nowMs: number, limit: number): Promise<readonly StoredEntry[]>
  latency(sinceMs: number): Promise<BlocklistLatency>
}

export function openBlocklist(pool: SqlPool, slow: SqlPool, keyring: Keyring): Blocklist {
  const one = async (rows: Promise<readonly VersionRow[]>) => {
    const [row] = await rows
    return row === undefined ? undefined : versionOfRow(row)
  }
  return {
    signer: feedSigner(keyring),
    current: () => one(pool.rows<VersionRow>(LAST_BLOCKLIST_VERSION)),
    version: (version) => one(pool.rows<VersionRow>(BLOCKLIST_VERSION, [version])),
    entriesAt: async (version) =>
      (await slow.rows<EntryRow>(BLOCKLIST_ENTRIES_AT, [version])).map(entryOfRow),
    standing: (names) => standingOf(pool, names),
    publish: (change, nowMs, renewFromMs, seal) =>
      slow.transaction((sql) => publishChange(sql, change, nowMs, renewFromMs, seal)),
    async changesSince(sinceMs, limit) {
      const rows = await pool.rows<ChangeRow>(BLOCKLIST_CHANGES, [sinceMs, limit])
      return rows.map(({ kind, key, at, is_removal }) => ({
        kind: kind as StoredEntry['kind'],
        key,
        atMs: at,
        isRemoval: is_removal,
      }))
    },
    dueForRetest: async (nowMs, limit) =>
      (await pool.rows<EntryRow>(DUE_FOR_RETEST, [nowMs, limit])).map(entryOfRow),
    async latency(sinceMs) {
      const [row] = await slow.rows<{
        entries: number
        p50_s: number | null
        p99_s: number | null
        max_s: number | null
      }>(BLOCKLIST_LATENCY, [sinceMs])
      return { entries: row!.entries, p50S: row!.p50_s, p99S: row!.p99_s, maxS: row!.max_s }
    },
  }
}

async function standingOf(sql: Sql, names: readonly EntryName[]): Promise<readonly StoredEntry[]> {
  return (await sql.rows<EntryRow>(STANDING_ENTRIES, columns(names))).map(entryOfRow)
}

function columns(names: readonly EntryName[]): [string[], string[]] {
  return [names.map(({ kind }) => kind), names.map(({ key }) => key)]
}
