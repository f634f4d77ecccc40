import type { EntryRow } from '../queries/blocklist.ts'

/** An entry as `@gatehouse/sites` has it (`BlocklistEntry`). */
export interface StoredEntry {
  readonly kind: 'domain' | 'host' | 'url' | 'ip'
  readonly key: string
  readonly verdict: 'malicious' | 'suspicious'
  readonly confidence: number
  readonly campaign: string | null
  readonly reasons: readonly string[]
  readonly sources: readonly string[]
  readonly releasedBy: readonly string[]
  readonly decidedAtMs: number
  readonly addedAtMs: number
  readonly expiresAtMs: number
  readonly retestAtMs: number
}

export type EntryName = Pick<StoredEntry, 'kind' | 'key'>

export function entryOfRow(row: EntryRow): StoredEntry {
  return {
    kind: row.kind as StoredEntry['kind'],
    key: row.key,
    verdict: row.verdict as StoredEntry['verdict'],
    // `real` has seven digits: four are told.
    confidence: Math.round(row.confidence * 10_000) / 10_000,
    campaign: row.campaign_id,
    reasons: row.reasons,
    sources: row.sources,
    releasedBy: [row.by_first, row.by_second].filter((name) => name !== null),
    decidedAtMs: row.decided_at,
    addedAtMs: row.added_at,
    expiresAtMs: row.expires_at,
    retestAtMs: row.retest_at,
  }
}

export function rowOfEntry(entry: StoredEntry): object {
  const [first = null, second = null] = entry.releasedBy
  return {
    kind: entry.kind,
    key: entry.key,
    verdict: entry.verdict,
    confidence: entry.confidence,
    campaign_id: entry.campaign,
    reasons: entry.reasons,
    sources: entry.sources,
    by_first: first,
    by_second: second,
    decided_ms: entry.decidedAtMs,
    added_ms: entry.addedAtMs,
    expires_ms: entry.expiresAtMs,
    retest_ms: entry.retestAtMs,
  }
}

/** Whether the feed would say the same of both. */
export function isSaidAlike(a: StoredEntry, b: StoredEntry): boolean {
  return (
    a.verdict === b.verdict &&
    Math.round(a.confidence * 10_000) === Math.round(b.confidence * 10_000) &&
    a.campaign === b.campaign &&
    a.expiresAtMs === b.expiresAtMs &&
    a.retestAtMs === b.retestAtMs &&
    String(a.reasons) === String(b.reasons) &&
    String(a.sources) === String(b.sources)
  )
}
