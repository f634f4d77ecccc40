import type { VersionRow } from '../queries/blocklist.ts'

/** A version of the feed as it was signed. */
export interface BlocklistVersion {
  readonly version: number
  readonly createdAtMs: number
  readonly expiresAtMs: number
  readonly entries: number
  readonly digest: string
  /** The text that was signed. */
  readonly manifest: string
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array
}

export function versionOfRow(row: VersionRow): BlocklistVersion {
  return {
    version: row.version,
    createdAtMs: row.created_at,
    expiresAtMs: row.expires_at,
    entries: row.entries,
    digest: row.digest,
    manifest: row.manifest,
    signature: row.signature,
  }
}
