import { type BlocklistEntry, compareEntries, entryId } from './entry.ts'

/** A version of the blocklist: what every format is written from. */
export interface Feed {
  /** Counts up by one with every change; also the serial of the zone, so below 2^32. */
  readonly version: number
  readonly createdAtMs: number
  /** Whoever has no newer version by then has to ask again. */
  readonly expiresAtMs: number
  readonly about: FeedAbout
  /** Sorted by `compareEntries`, none twice. */
  readonly entries: readonly BlocklistEntry[]
}

/** What a feed says of itself. One line each, ASCII. */
export interface FeedAbout {
  readonly title: string
  /** Where it is from; empty: nothing is said. */
  readonly homepage: string
  /** Its licence, as SPDX writes it. */
  readonly licence: string
}

/** What one format made of a feed. */
export interface WrittenFeed {
  readonly text: string
  /** Entries that are in it. */
  readonly written: number
  /** Entries that this format cannot say without blocking more than they mean. */
  readonly leftOut: number
}

const TITLE_LENGTH_MAX = 200
/** A serial of a zone is an unsigned number of 32 bits (RFC 1035). */
const VERSION_MAX = 2 ** 32 - 1

/**
 * Puts entries that passed `checkEntry` in order. Of two with the same key the one that stands
 * longer stays; what has expired by `createdAtMs` is left out.
 */
export function composeFeed(feed: Feed): Feed {
  if (!Number.isInteger(feed.version) || feed.version < 1 || feed.version > VERSION_MAX) {
    throw new RangeError(`version ${feed.version} is no serial`)
  }
  const byId = new Map<string, BlocklistEntry>()
  for (const entry of feed.entries) {
    if (entry.expiresAtMs <= feed.createdAtMs) continue
    const id = entryId(entry)
    const other = byId.get(id)
    if (other === undefined || other.expiresAtMs < entry.expiresAtMs) byId.set(id, entry)
  }
  const { title, homepage, licence } = feed.about
  return {
    ...feed,
    about: { title: oneLine(title), homepage: oneLine(homepage), licence: oneLine(licence) },
    entries: [...byId.values()].sort(compareEntries),
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, TITLE_LENGTH_MAX)
}

/** `2026-11-27T19:00:00Z`: seconds are enough for whoever reads a list. */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** What a format begins with, a fact each: the same facts in every one. */
export function headerFacts(feed: Feed, written: number, leftOut: number): string[] {
  const hours = Math.max(1, Math.round((feed.expiresAtMs - feed.createdAtMs) / 3_600_000))
  return [
    `Title: ${feed.about.title}`,
    ...(feed.about.homepage === '' ? [] : [`Homepage: ${feed.about.homepage}`]),
    `License: ${feed.about.licence}`,
    `Version: ${feed.version}`,
    `Last modified: ${timeText(feed.createdAtMs)}`,
    `Expires: ${hours} hours`,
    `Number of entries: ${written}`,
    `Entries left out: ${leftOut}`,
  ]
}
