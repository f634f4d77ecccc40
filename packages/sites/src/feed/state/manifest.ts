import type { FeedDigests } from '../digests.ts'
import { hexOf } from '../digests.ts'
import { type Feed, timeText, type WrittenFeed } from '../feed.ts'
import type { FeedState } from './state.ts'

/** What a version of the feed is, in every format. It is what is signed. */
export interface FeedManifest {
  readonly schema: 'gatehouse/blocklist/1'
  readonly title: string
  readonly license: string
  readonly version: number
  readonly created_at: string
  readonly expires_at: string
  /** How many entries there are. */
  readonly count: number
  /** `FeedState.digest`: what deltas have to come to. */
  readonly digest: string
  /** SHA-256, hex, of the text of the manifest before; `null`: this is the first. */
  readonly previous: string | null
  readonly formats: Readonly<Record<string, FormatSeal>>
}

/** One format's bytes. */
export interface FormatSeal {
  /** Hex, of the whole file. */
  readonly sha256: string
  readonly bytes: number
  readonly entries: number
  readonly left_out: number
}

/**
 * @param written what each format made of the feed, by its name
 * @param previous text of the manifest before
 * @returns the text that is signed: one line of JSON
 */
export function manifestText(
  feed: Feed,
  state: FeedState,
  written: Readonly<Record<string, WrittenFeed>>,
  previous: string | null,
  digests: FeedDigests,
): string {
  const formats: Record<string, FormatSeal> = {}
  for (const [name, { text, written: entries, leftOut }] of Object.entries(written)) {
    formats[name] = {
      sha256: hexOf(digests.sha256(text)),
      // Every format is ASCII: what has other letters is escaped or refused.
      bytes: text.length,
      entries,
      left_out: leftOut,
    }
  }
  const manifest: FeedManifest = {
    schema: 'gatehouse/blocklist/1',
    title: feed.about.title,
    license: feed.about.licence,
    version: feed.version,
    created_at: timeText(feed.createdAtMs),
    expires_at: timeText(feed.expiresAtMs),
    count: feed.entries.length,
    digest: state.digest,
    previous: previous === null ? null : hexOf(digests.sha256(previous)),
    formats,
  }
  return JSON.stringify(manifest)
}
