import type { FeedDigests } from '../digests.ts'
import { checksumOf, type HashIndex } from './prefixes.ts'

/** What a client with an older list is told, in the terms of Web Risk. */
export interface PrefixUpdate {
  readonly response_type: 'DIFF' | 'RESET'
  /** Version after it. */
  readonly version: number
  /** Sorted; of a `RESET` all that there are. */
  readonly additions: readonly string[]
  /** Places in the sorted list before it; none in a `RESET`. */
  readonly removal_indices: readonly number[]
  /** What the sorted list has to come to, or else it is dropped and asked for anew. */
  readonly checksum: string
}

/** @param known the prefixes of the version that the client has; `null`: it has none that we know */
export function prefixUpdate(
  version: number,
  index: Pick<HashIndex, 'prefixes' | 'checksum'>,
  known: readonly string[] | null,
): PrefixUpdate {
  const { checksum, prefixes } = index
  if (known === null) {
    return { response_type: 'RESET', version, additions: prefixes, removal_indices: [], checksum }
  }
  const before = new Set(known)
  const after = new Set(prefixes)
  return {
    response_type: 'DIFF',
    version,
    additions: prefixes.filter((prefix) => !before.has(prefix)),
    removal_indices: known.flatMap((prefix, at) => (after.has(prefix) ? [] : [at])),
    checksum,
  }
}

/** The client's list after the update; `null`: it does not come out as it should, start anew. */
export function applyPrefixUpdate(
  known: readonly string[],
  update: PrefixUpdate,
  digests: FeedDigests,
): readonly string[] | null {
  const gone = new Set(update.removal_indices)
  const kept = update.response_type === 'RESET' ? [] : known.filter((_, at) => !gone.has(at))
  const prefixes = [...kept, ...update.additions].sort()
  return checksumOf(prefixes, digests) === update.checksum ? prefixes : null
}
