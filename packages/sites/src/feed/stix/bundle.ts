import type { FeedDigests } from '../digests.ts'
import { type BlocklistEntry, compareEntries } from '../entry.ts'
import type { Feed, WrittenFeed } from '../feed.ts'
import { indicatorOf } from './entry-objects.ts'
import { stixMaker, type StixObject } from './objects.ts'

/** A bundle is loaded whole, at 1.2 KB for an entry: beyond this only the youngest are in it. */
export const STIX_ENTRIES_MAX = 10_000
/** When there first was such a feed: an identity has a time, and it must not change. */
const AUTHOR_SINCE_MS = Date.UTC(2026, 0, 1)

/**
 * The feed as a STIX 2.1 bundle under TLP:CLEAR: an indicator for each entry, a campaign for each
 * that is named, and which indicates which. Ids follow from what they name, so whoever loads two
 * versions has each object once.
 */
export function writeStix(feed: Feed, digests: FeedDigests): WrittenFeed {
  const entries = newest(feed.entries)
  const maker = stixMaker({ name: feed.about.title, sinceMs: AUTHOR_SINCE_MS }, 'clear', digests)
  const indicators = new Map(entries.map((entry) => [entry, indicatorOf(entry, maker)]))
  const firstMs = new Map<string, number>()
  for (const { campaign, addedAtMs } of entries) {
    if (campaign === null) continue
    firstMs.set(campaign, Math.min(addedAtMs, firstMs.get(campaign) ?? addedAtMs))
  }
  const campaigns = new Map<string, StixObject>()
  for (const [id, atMs] of firstMs) {
    campaigns.set(id, maker.make('campaign', id, atMs, { name: `Campaign ${id}` }))
  }
  const relations: StixObject[] = []
  for (const [entry, indicator] of indicators) {
    if (entry.campaign === null) continue
    const campaign = campaigns.get(entry.campaign)!
    relations.push(maker.relation(indicator, 'indicates', campaign, entry.addedAtMs))
  }
  const bundle = maker.bundle([...campaigns.values(), ...indicators.values(), ...relations])
  const leftOut = feed.entries.length - entries.length
  return { text: `${JSON.stringify(bundle)}\n`, written: entries.length, leftOut }
}

/** The youngest, in the order of the feed. */
function newest(entries: readonly BlocklistEntry[]): readonly BlocklistEntry[] {
  if (entries.length <= STIX_ENTRIES_MAX) return entries
  const byAge = entries.toSorted((a, b) => b.addedAtMs - a.addedAtMs || compareEntries(a, b))
  return byAge.slice(0, STIX_ENTRIES_MAX).sort(compareEntries)
}
