import type { BlocklistEntry } from '../entry.ts'
import { type Feed, timeText, type WrittenFeed } from '../feed.ts'

/** An entry as it leaves, in JSON, in the order of its fields. */
export interface WireEntry {
  readonly kind: BlocklistEntry['kind']
  readonly key: string
  readonly verdict: BlocklistEntry['verdict']
  readonly confidence: number
  readonly campaign_id: string | null
  readonly reasons: readonly string[]
  readonly sources: readonly string[]
  readonly decided_at: string
  readonly added_at: string
  readonly expires_at: string
  readonly retest_at: string
}

/** Who released an entry is nobody's business outside: names stay here. */
export function wireEntry(entry: BlocklistEntry): WireEntry {
  return {
    kind: entry.kind,
    key: entry.key,
    verdict: entry.verdict,
    confidence: Math.round(entry.confidence * 10_000) / 10_000,
    campaign_id: entry.campaign,
    reasons: entry.reasons,
    sources: entry.sources,
    decided_at: timeText(entry.decidedAtMs),
    added_at: timeText(entry.addedAtMs),
    expires_at: timeText(entry.expiresAtMs),
    retest_at: timeText(entry.retestAtMs),
  }
}

/** The whole feed, nothing left out: an object to a line, so that a diff of two shows the entries. */
export function writeJson(feed: Feed): WrittenFeed {
  const head = {
    title: feed.about.title,
    homepage: feed.about.homepage,
    license: feed.about.licence,
    version: feed.version,
    created_at: timeText(feed.createdAtMs),
    expires_at: timeText(feed.expiresAtMs),
    count: feed.entries.length,
  }
  const lines = feed.entries.map((entry) => JSON.stringify(wireEntry(entry))).join(',\n')
  const text = `${JSON.stringify(head).slice(0, -1)},"entries":[\n${lines}\n]}\n`
  return { text, written: feed.entries.length, leftOut: 0 }
}
