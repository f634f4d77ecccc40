import type { BlocklistEntry } from './entry.ts'
import { selfAndParents } from './host-name.ts'

/** What has to be known before anything is listed. */
export interface FeedGuards {
  /** Whether strangers register names below it: by both parts of the Public Suffix List. */
  isPublicSuffix(domain: string): boolean
  /** Whether an address, as `node:net` reads it, is global unicast. */
  isGlobalUnicast(address: string): boolean
  /** Whether many sites answer under it: a network for distributing content, or of one that all need. */
  isWarnedAddress(address: string): boolean
  /** Names that many need: top sites, and those that lists of false positives warn of. */
  readonly warned: NameSet
  /** Whether an appeal against such an entry was upheld lately. */
  isCleared(entry: Pick<BlocklistEntry, 'kind' | 'key'>): boolean
  /** Our own names and those of authorised resellers. */
  readonly own: NameSet
}

/** Names, looked for from above and from below. */
export interface NameSet {
  /** Whether the name is one of them or below one. */
  covers(name: string): boolean
  /** Whether one of them is below the name. */
  reachesBelow(name: string): boolean
}

/**
 * @param names lower-case ASCII without a dot at their ends
 * @param isPublicSuffix a public suffix among them covers itself alone: of `github.io` nobody may
 * conclude on what its customers put there
 */
export function nameSet(
  names: Iterable<string>,
  isPublicSuffix: (domain: string) => boolean,
): NameSet {
  const exact = new Set<string>()
  const above = new Set<string>()
  for (const name of names) {
    exact.add(name)
    for (const parent of selfAndParents(name).slice(1)) above.add(parent)
  }
  return {
    covers: (name) =>
      exact.has(name) ||
      selfAndParents(name).some((each) => exact.has(each) && !isPublicSuffix(each)),
    reachesBelow: (name) => above.has(name),
  }
}
