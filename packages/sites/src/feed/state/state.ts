import type { FeedDigests } from '../digests.ts'
import { hexOf } from '../digests.ts'
import { type BlocklistEntry, compareEntries, type EntryKind } from '../entry.ts'
import { type WireEntry, wireEntry } from '../formats/json.ts'

/** What a version of the feed holds: whoever has the same digest has the same entries. */
export interface FeedState {
  readonly version: number
  /** SHA-256, hex, of the entries in their order, each as its line of JSON. */
  readonly digest: string
  readonly entries: readonly WireEntry[]
}

/** What turns one version into a later one. */
export interface FeedDelta {
  readonly from: number
  readonly to: number
  /** `digest` of the state before and after. */
  readonly from_digest: string
  readonly to_digest: string
  readonly removed: readonly { readonly kind: EntryKind; readonly key: string }[]
  /** New entries, and those whose words have changed. */
  readonly put: readonly WireEntry[]
}

export function feedState(
  version: number,
  entries: readonly BlocklistEntry[],
  digests: FeedDigests,
): FeedState {
  return stateOf(version, entries.map(wireEntry), digests)
}

function stateOf(version: number, entries: readonly WireEntry[], digests: FeedDigests): FeedState {
  const sorted = entries.toSorted(compareEntries)
  return { version, digest: entriesDigest(sorted, digests), entries: sorted }
}

/** SHA-256, hex, of sorted entries, a line of JSON each. */
export function entriesDigest(sorted: readonly WireEntry[], digests: FeedDigests): string {
  const text = sorted.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  return hexOf(digests.sha256(text))
}

export function deltaBetween(before: FeedState, after: FeedState): FeedDelta {
  const known = new Map(before.entries.map((entry) => [nameOf(entry), JSON.stringify(entry)]))
  const put: WireEntry[] = []
  for (const entry of after.entries) {
    const name = nameOf(entry)
    if (known.get(name) !== JSON.stringify(entry)) put.push(entry)
    known.delete(name)
  }
  const gone = before.entries.filter((entry) => known.has(nameOf(entry)))
  return {
    from: before.version,
    to: after.version,
    from_digest: before.digest,
    to_digest: after.digest,
    removed: gone.map(({ kind, key }) => ({ kind, key })),
    put,
  }
}

/** Why a delta was not taken. */
export type DeltaRefusal = 'other_version' | 'wrong_digest'

/** The state after the delta, if it is what the delta says it is. */
export function applyDelta(
  state: FeedState,
  delta: FeedDelta,
  digests: FeedDigests,
):
  | { readonly ok: true; readonly state: FeedState }
  | { readonly ok: false; readonly why: DeltaRefusal } {
  if (delta.from !== state.version || delta.from_digest !== state.digest) {
    return { ok: false, why: 'other_version' }
  }
  const byName = new Map(state.entries.map((entry) => [nameOf(entry), entry]))
  for (const each of delta.removed) byName.delete(nameOf(each))
  for (const entry of delta.put) byName.set(nameOf(entry), entry)
  const next = stateOf(delta.to, [...byName.values()], digests)
  return next.digest === delta.to_digest
    ? { ok: true, state: next }
    : { ok: false, why: 'wrong_digest' }
}

function nameOf({ kind, key }: Pick<WireEntry, 'kind' | 'key'>): string {
  return `${kind} ${key}`
}
