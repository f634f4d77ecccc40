import {
  type BlocklistEntry,
  composeFeed,
  type Feed,
  FEED_FORMATS,
  type FeedAbout,
  type FeedFormatName,
  type FeedState,
  feedState,
  type HashIndex,
  hashIndex,
  manifestText,
  type WrittenFeed,
  writeMisp,
  writeStix,
} from '@gatehouse/sites'
import type { BlocklistVersion, Seal } from '@gatehouse/store'
import { nodeDigests } from './digests.ts'

/** After that long a reader has to ask again: no version is good for longer. */
export const FEED_LIVES_MS = 86_400_000

/** A format is asked for by its name; STIX needs hashes, so the pure formats do not hold it. */
export type EditionFormat = FeedFormatName | 'stix'
export const EDITION_FORMATS = [...Object.keys(FEED_FORMATS), 'stix'] as readonly EditionFormat[]

/** One version in every form that it is asked for, each made once. */
export interface FeedEdition {
  readonly feed: Feed
  readonly state: FeedState
  readonly hashes: HashIndex
  format(name: EditionFormat): WrittenFeed
  /** Files of a MISP feed, text by name. */
  readonly misp: ReadonlyMap<string, string>
}

export function editionOf(
  version: number,
  createdAtMs: number,
  entries: readonly BlocklistEntry[],
  about: FeedAbout,
): FeedEdition {
  const expiresAtMs = createdAtMs + FEED_LIVES_MS
  const feed = composeFeed({ version, createdAtMs, expiresAtMs, about, entries })
  const made = new Map<EditionFormat, WrittenFeed>()
  let state: FeedState | undefined
  let hashes: HashIndex | undefined
  let misp: ReadonlyMap<string, string> | undefined
  return {
    feed,
    get state() {
      return (state ??= feedState(version, feed.entries, nodeDigests))
    },
    get hashes() {
      return (hashes ??= hashIndex(feed.entries, nodeDigests))
    },
    get misp() {
      return (misp ??= writeMisp(feed, nodeDigests).files)
    },
    format(name) {
      const known = made.get(name)
      if (known !== undefined) return known
      const written =
        name === 'stix' ? writeStix(feed, nodeDigests) : FEED_FORMATS[name].write(feed)
      made.set(name, written)
      return written
    },
  }
}

/** What a version is signed as: its manifest, which seals the bytes of every format. */
export function sealWith(about: FeedAbout, sign: (text: string) => Uint8Array): Seal {
  return ({ version, createdAtMs, entries, previousManifest }) => {
    const edition = editionOf(version, createdAtMs, entries, about)
    const written = Object.fromEntries(EDITION_FORMATS.map((name) => [name, edition.format(name)]))
    const manifest = manifestText(
      edition.feed,
      edition.state,
      written,
      previousManifest,
      nodeDigests,
    )
    return {
      expiresAtMs: edition.feed.expiresAtMs,
      digest: edition.state.digest,
      manifest,
      signature: sign(manifest),
    } satisfies Partial<BlocklistVersion>
  }
}
