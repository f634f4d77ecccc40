import type { Sql } from '../connection/sql.ts'
import {
  BLOCKLIST_ENTRIES_AT,
  CLOSE_ENTRIES,
  type EntryRow,
  EXPIRE_ENTRIES,
  INSERT_BLOCKLIST_VERSION,
  INSERT_ENTRIES,
  LAST_BLOCKLIST_VERSION,
  LOCK_BLOCKLIST,
  STANDING_ENTRIES,
  type VersionRow,
} from '../queries/blocklist.ts'
import { StoreError } from '../store-error.ts'
import type { BlocklistVersion } from './blocklist-version.ts'
import {
  entryOfRow,
  isSaidAlike,
  type EntryName,
  rowOfEntry,
  type StoredEntry,
} from './stored-entry.ts'

/** Every version is written whole in every format: more would take minutes. */
export const BLOCKLIST_ENTRIES_MAX = 100_000

/** What the next version is to change. */
export interface BlocklistChange {
  /** New entries, and those whose words are others now. */
  readonly put: readonly StoredEntry[]
  /** @property why one word, such as `appeal`, `retest` or `person` */
  readonly remove: readonly (EntryName & { readonly why: string })[]
}

/** A version that is about to be. */
export interface UnsealedVersion {
  readonly version: number
  readonly createdAtMs: number
  readonly entries: readonly StoredEntry[]
  /** `null`: there was none before. */
  readonly previousManifest: string | null
}

export type Seal = (
  made: UnsealedVersion,
) => Pick<BlocklistVersion, 'expiresAtMs' | 'digest' | 'manifest' | 'signature'>

/** Runs inside a transaction. Throws `StoreError` `invalid` when there would be more than 100,000. */
export async function publishChange(
  sql: Sql,
  { put, remove }: BlocklistChange,
  nowMs: number,
  renewFromMs: number,
  seal: Seal,
): Promise<BlocklistVersion | undefined> {
  await sql.run(LOCK_BLOCKLIST)
  const [last] = await sql.rows<VersionRow>(LAST_BLOCKLIST_VERSION)
  const version = (last?.version ?? 0) + 1
  // Two versions in one moment would leave it open which changes came after it.
  const createdAtMs = Math.max(nowMs, (last?.created_at ?? 0) + 1)
  let removed = await sql.run(EXPIRE_ENTRIES, [version, createdAtMs])
  for (const [why, names] of byReason(remove)) {
    removed += await close(sql, version, createdAtMs, why, names)
  }
  const { added, changed } = await toPut(sql, put)
  await close(sql, version, createdAtMs, 'changed', changed)
  const made = [...added.map((entry) => ({ ...entry, addedAtMs: createdAtMs })), ...changed]
  if (made.length > 0) {
    await sql.run(INSERT_ENTRIES, [version, JSON.stringify(made.map(rowOfEntry))])
  }
  const isRenewed = last === undefined || last.expires_at <= renewFromMs
  if (removed + made.length === 0 && !isRenewed) return undefined
  const entries = (await sql.rows<EntryRow>(BLOCKLIST_ENTRIES_AT, [version])).map(entryOfRow)
  if (entries.length > BLOCKLIST_ENTRIES_MAX) {
    throw new StoreError('invalid', `the blocklist holds ${BLOCKLIST_ENTRIES_MAX} entries at most`)
  }
  const previousManifest = last?.manifest ?? null
  const sealed = seal({ version, createdAtMs, entries, previousManifest })
  await sql.run(INSERT_BLOCKLIST_VERSION, [
    version,
    createdAtMs,
    sealed.expiresAtMs,
    entries.length,
    made.length,
    removed + changed.length,
    sealed.digest,
    sealed.manifest,
    sealed.signature,
  ])
  return { version, createdAtMs, entries: entries.length, ...sealed }
}

/** What is new, and what is there in other words: it keeps the time at which it came. */
async function toPut(
  sql: Sql,
  put: readonly StoredEntry[],
): Promise<{ readonly added: readonly StoredEntry[]; readonly changed: readonly StoredEntry[] }> {
  // Of two with one name the last counts.
  const byName = new Map(put.map((entry) => [nameOf(entry), entry]))
  const wanted = [...byName.values()]
  const rows = await sql.rows<EntryRow>(STANDING_ENTRIES, [
    wanted.map(({ kind }) => kind),
    wanted.map(({ key }) => key),
  ])
  const standing = new Map(rows.map((row) => [nameOf(entryOfRow(row)), entryOfRow(row)]))
  const added = wanted.filter((entry) => !standing.has(nameOf(entry)))
  const changed = wanted.flatMap((entry) => {
    const old = standing.get(nameOf(entry))
    if (old === undefined || isSaidAlike(old, entry)) return []
    return [{ ...entry, decidedAtMs: old.decidedAtMs, addedAtMs: old.addedAtMs }]
  })
  return { added, changed }
}

async function close(
  sql: Sql,
  version: number,
  atMs: number,
  why: string,
  names: readonly EntryName[],
): Promise<number> {
  if (names.length === 0) return 0
  const kinds = names.map(({ kind }) => kind)
  return sql.run(CLOSE_ENTRIES, [version, atMs, why, kinds, names.map(({ key }) => key)])
}

function byReason(remove: BlocklistChange['remove']): ReadonlyMap<string, readonly EntryName[]> {
  const groups = new Map<string, EntryName[]>()
  for (const { why, ...name } of remove) groups.set(why, [...(groups.get(why) ?? []), name])
  return groups
}

function nameOf({ kind, key }: EntryName): string {
  return `${kind} ${key}`
}
