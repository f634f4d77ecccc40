import { type BlocklistEntry, urlParts } from './entry.ts'
import type { Feed } from './feed.ts'

/** Lists that wallets read, in the shapes of `@metamask/phishing-controller`. */
export interface Stalelist {
  readonly data: {
    readonly allowlist: readonly string[]
    readonly blocklist: readonly string[]
    readonly blocklistPaths: readonly string[]
    readonly fuzzylist: readonly string[]
    readonly tolerance: number
    readonly version: number
    /** Seconds since the epoch. */
    readonly lastUpdated: number
  }
}

/** One change to the whole list. */
export interface HotlistDiff {
  readonly url: string
  /** Seconds since the epoch. */
  readonly timestamp: number
  readonly targetList: `eth_phishing_detect_config.${'blocklist' | 'blocklistPaths'}`
  readonly isRemoval?: true
}

/** What became of an entry, and when. */
export interface FeedChange {
  readonly kind: BlocklistEntry['kind']
  readonly key: string
  readonly atMs: number
  readonly isRemoval: boolean
}

/** The shape has a number of its own; 2 is the one in use. */
const SHAPE_VERSION = 2

/**
 * The whole list. No fuzzy matching: what looks like one of ours is for the lexical layer to say,
 * with a verdict.
 * @param allowed own domains and those of authorised resellers
 */
export function stalelistOf(feed: Feed, allowed: readonly string[]): Stalelist {
  const placed = feed.entries.flatMap((entry) => placeOf(entry) ?? [])
  const on = (list: Place['list']) =>
    placed.filter((place) => place.list === list).map(({ url }) => url)
  return {
    data: {
      allowlist: [...allowed],
      blocklist: on('blocklist'),
      blocklistPaths: [...new Set(on('blocklistPaths'))],
      fuzzylist: [],
      tolerance: 0,
      version: SHAPE_VERSION,
      lastUpdated: secondsOf(feed.createdAtMs),
    },
  }
}

/** The changes after a moment, oldest first. A client asks every five minutes. */
export function diffsSince(
  changes: readonly FeedChange[],
  sinceS: number,
): { readonly data: readonly HotlistDiff[] } {
  const data = changes
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap((change): HotlistDiff[] => {
      const place = placeOf(change)
      const timestamp = secondsOf(change.atMs)
      if (place === undefined || timestamp <= sinceS) return []
      return [
        {
          url: place.url,
          timestamp,
          targetList: `eth_phishing_detect_config.${place.list}`,
          ...(change.isRemoval ? { isRemoval: true as const } : {}),
        },
      ]
    })
  return { data }
}

interface Place {
  readonly list: 'blocklist' | 'blocklistPaths'
  readonly url: string
}

/** Such clients take what is below a name along, and know pages without their query. */
function placeOf({ kind, key }: Pick<BlocklistEntry, 'kind' | 'key'>): Place | undefined {
  if (kind === 'domain') return { list: 'blocklist', url: key }
  if (kind !== 'url') return undefined
  const { host, port, rest } = urlParts(key)
  if (port !== '' || rest.includes('?') || rest.endsWith('/')) return undefined
  return { list: 'blocklistPaths', url: `${host}${rest}` }
}

function secondsOf(ms: number): number {
  return Math.floor(ms / 1000)
}
