import type { FeedDigests } from '../digests.ts'
import { hexOf } from '../digests.ts'
import { lookUpKeys } from '../../link/look-up-keys.ts'
import type { BlocklistEntry, EntryKind } from '../entry.ts'

/** Bytes of a hash that a client tells: some 40 of all addresses of the web begin alike. */
export const PREFIX_BYTES = 4

/** What is below the host of the expression belongs to it unless the entry is of one host alone. */
export interface FullHash {
  /** SHA-256 of the expression, 64 hex digits. */
  readonly hash: string
  readonly kind: EntryKind
  readonly expiresAtMs: number
}

/** The whole blocklist as hashes, to be asked by their beginnings. */
export interface HashIndex {
  /** Sorted, none twice, 8 hex digits each. */
  readonly prefixes: readonly string[]
  /** All that begin so; none: nothing on the list does. */
  fullHashes(prefix: string): readonly FullHash[]
  /** SHA-256, hex, of the prefixes in their order, as bytes. */
  readonly checksum: string
}

/** The expression that an entry is hashed by: host and path, as Web Risk writes it. */
export function expressionOf({ kind, key }: Pick<BlocklistEntry, 'kind' | 'key'>): string {
  // The most exact of those that a link is looked up by.
  if (kind === 'url') return lookUpKeys(key)[0]!
  return `${kind === 'ip' && key.includes(':') ? `[${key}]` : key}/`
}

export function hashIndex(entries: readonly BlocklistEntry[], digests: FeedDigests): HashIndex {
  const byPrefix = new Map<string, FullHash[]>()
  for (const entry of entries) {
    const hash = hexOf(digests.sha256(expressionOf(entry)))
    const prefix = hash.slice(0, PREFIX_BYTES * 2)
    const full: FullHash = { hash, kind: entry.kind, expiresAtMs: entry.expiresAtMs }
    const others = byPrefix.get(prefix)
    if (others === undefined) byPrefix.set(prefix, [full])
    else others.push(full)
  }
  const prefixes = [...byPrefix.keys()].sort()
  return {
    prefixes,
    fullHashes: (prefix) => byPrefix.get(prefix) ?? [],
    checksum: checksumOf(prefixes, digests),
  }
}

export function checksumOf(prefixes: readonly string[], digests: FeedDigests): string {
  const bytes = new Uint8Array(prefixes.length * PREFIX_BYTES)
  prefixes.forEach((prefix, at) => {
    const value = Number.parseInt(prefix, 16)
    for (let byte = 0; byte < PREFIX_BYTES; byte++) {
      bytes[at * PREFIX_BYTES + byte] = (value >>> (8 * (PREFIX_BYTES - 1 - byte))) & 0xff
    }
  })
  return hexOf(digests.sha256(bytes))
}
