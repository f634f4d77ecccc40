import {
  type BlocklistEntry,
  checkEntry,
  deltaBetween,
  diffsSince,
  type EntryRefusal,
  type FeedAbout,
  type FeedDelta,
  type HotlistDiff,
  prefixUpdate,
  type PrefixUpdate,
  type Stalelist,
  stalelistOf,
} from '@gatehouse/sites'
import type {
  Blocklist,
  BlocklistChange,
  BlocklistVersion,
  EntryName,
  OwnDomains,
} from '@gatehouse/store'
import {
  type EditionFormat,
  editionOf,
  type FeedEdition,
  FEED_LIVES_MS,
  sealWith,
} from './edition.ts'
import type { GuardKeeper } from './feed-guards.ts'

/** A version is made anew when half of its life is over. */
const RENEW_BEFORE_MS = FEED_LIVES_MS / 2
/** Earlier versions that are held, of those that are asked from. */
const EARLIER_MAX = 4
/** Changes in one answer to a wallet: it asks every five minutes. */
const DIFFS_MAX = 10_000

export interface FeedParts {
  readonly store: {
    readonly blocklist: Blocklist
    readonly ownDomains: Pick<OwnDomains, 'all'>
  }
  readonly guards: GuardKeeper
  readonly about: FeedAbout
  readonly nowMs: () => number
}

/** What came of a change to the blocklist. */
export interface Published {
  /** `undefined`: nothing changed. */
  readonly version: BlocklistVersion | undefined
  /** What may not be listed, and why. */
  readonly refused: readonly (EntryName & { readonly why: EntryRefusal })[]
}

/** The version that is in force, signed and in every form. */
export interface CurrentFeed {
  readonly sealed: BlocklistVersion
  readonly edition: FeedEdition
  /** When the first of its entries expires. */
  readonly firstExpiryMs: number
}

/** The blocklist: changed here, read here. */
export interface FeedBook {
  /** Checks every entry, then makes and signs the next version. */
  publish(change: BlocklistChange): Promise<Published>
  /** Takes off what may not be listed any more, such as a domain that has become one of ours. */
  recheck(): Promise<Published>
  /** Never one that has expired, or that holds an entry that has: the next is made first. */
  current(): Promise<CurrentFeed>
  format(name: EditionFormat): Promise<{ readonly text: string; readonly sealed: BlocklistVersion }>
  /** `undefined`: that version is not known, or is newer than ours. */
  deltaSince(version: number): Promise<FeedDelta | undefined>
  /** @param version `null`: the reader has none */
  prefixesSince(version: number | null): Promise<PrefixUpdate>
  stalelist(): Promise<Stalelist>
  diffsSince(seconds: number): Promise<{ readonly data: readonly HotlistDiff[] }>
}

function isFresh({ sealed }: CurrentFeed, atMs: number): boolean {
  return sealed.expiresAtMs - atMs > RENEW_BEFORE_MS
}

/** It has not expired, nor has anything in it. */
function isGood({ sealed, firstExpiryMs }: CurrentFeed, atMs: number): boolean {
  return sealed.expiresAtMs > atMs && firstExpiryMs > atMs
}

export function openFeedBook({ store, guards, about, nowMs }: FeedParts): FeedBook {
  const { blocklist } = store
  const seal = sealWith(about, (text) => blocklist.signer.sign(text))
  let held: CurrentFeed | undefined
  // Readers ask from the same few versions: those that were there when they asked last.
  const earlier = new Map<number, FeedEdition>()

  const publishChecked = (change: BlocklistChange) => {
    const atMs = nowMs()
    return blocklist.publish(change, atMs, atMs + RENEW_BEFORE_MS, seal)
  }

  async function read(sealed: BlocklistVersion): Promise<CurrentFeed> {
    const { version, createdAtMs } = sealed
    const entries = await blocklist.entriesAt(version)
    const firstExpiryMs = entries.reduce((ms, each) => Math.min(ms, each.expiresAtMs), Infinity)
    return { sealed, edition: editionOf(version, createdAtMs, entries, about), firstExpiryMs }
  }

  async function newest(): Promise<CurrentFeed | undefined> {
    const sealed = await blocklist.current()
    if (sealed !== undefined && held?.sealed.version !== sealed.version) held = await read(sealed)
    return sealed === undefined ? undefined : held
  }

  async function current(): Promise<CurrentFeed> {
    try {
      const found = await newest()
      const atMs = nowMs()
      if (found !== undefined && isFresh(found, atMs) && isGood(found, atMs)) return found
      await publishChecked({ put: [], remove: [] })
      return (await newest())!
    } catch (error) {
      // A database that is away takes no protection from whoever reads: what is held is still signed.
      if (held !== undefined && isGood(held, nowMs())) return held
      throw error
    }
  }

  async function editionAt(version: number): Promise<FeedEdition | undefined> {
    const known = earlier.get(version)
    if (known !== undefined) return known
    const sealed = await blocklist.version(version)
    if (sealed === undefined) return undefined
    const { edition } = await read(sealed)
    earlier.set(version, edition)
    if (earlier.size > EARLIER_MAX) earlier.delete(earlier.keys().next().value!)
    return edition
  }

  return {
    async publish({ put, remove }) {
      const rules = await guards.current()
      const refused: (EntryName & { why: EntryRefusal })[] = []
      const sound = put.filter((entry: BlocklistEntry) => {
        const checked = checkEntry(entry, rules)
        if (!checked.ok) refused.push({ kind: entry.kind, key: entry.key, why: checked.why })
        return checked.ok
      })
      return { version: await publishChecked({ put: sound, remove }), refused }
    },
    async recheck() {
      const rules = await guards.current()
      const { edition } = await current()
      const unsound = edition.feed.entries.flatMap((entry) => {
        const checked = checkEntry(entry, rules)
        return checked.ok ? [] : [{ kind: entry.kind, key: entry.key, why: checked.why }]
      })
      return { version: await publishChecked({ put: [], remove: unsound }), refused: unsound }
    },
    current,
    async format(name) {
      const { sealed, edition } = await current()
      return { text: edition.format(name).text, sealed }
    },
    async deltaSince(version) {
      const { edition } = await current()
      const before = await editionAt(version)
      return before === undefined ? undefined : deltaBetween(before.state, edition.state)
    },
    async prefixesSince(version) {
      const { edition } = await current()
      const before = version === null ? undefined : await editionAt(version)
      const known = before === undefined ? null : before.hashes.prefixes
      return prefixUpdate(edition.feed.version, edition.hashes, known)
    },
    async stalelist() {
      const { edition } = await current()
      const own = await store.ownDomains.all()
      return stalelistOf(
        edition.feed,
        own.map(({ domain }) => domain),
      )
    },
    async diffsSince(seconds) {
      await current()
      // Whole seconds are told: what came within the asked second is before it.
      return diffsSince(await blocklist.changesSince(seconds * 1000, DIFFS_MAX), seconds)
    },
  }
}
