import { entryId, type BlocklistEntry } from '@gatehouse/sites'
import type { NewJob, Sites, StoredSite } from '@gatehouse/store'
import type { FeedBook } from '../feed/feed-book.ts'
import type { KeptJudgement } from '../weigh/weigh-site.ts'

export const PUBLISH_QUEUE = 'publish_blocklist'
/** It is nobody's: jobs have a shop. */
const ALL_SHOPS = 'default'
const SITES_MAX = 100_000
const REASONS_MAX = 5
/** A verdict that was weighed anew lasts a little longer: that alone is no new version for readers. */
const EXPIRY_STEP_MS = 86_400_000

/** One waits at most: it publishes whatever has come together. */
export function publishJob(): NewJob {
  return { shopId: ALL_SHOPS, queue: PUBLISH_QUEUE, payload: {}, uniqueKey: 'next' }
}

/** Makes the blocklist what the verdicts are and the guards allow. What people put there stays. */
export async function publishBlocked(
  sites: Pick<Sites, 'blocked'>,
  feed: FeedBook,
): Promise<{ readonly refused: number }> {
  const wanted = (await sites.blocked(SITES_MAX)).map(entryOf)
  const names = new Set(wanted.map(entryId))
  const { edition } = await feed.current()
  const remove = edition.feed.entries
    .filter((entry) => entry.releasedBy.length === 0 && !names.has(entryId(entry)))
    .map(({ kind, key }) => ({ kind, key, why: 'retest' }))
  const { refused } = await feed.publish({ put: wanted, remove })
  // What may not be listed any more, as after an appeal, leaves, whatever its verdict says.
  const listed = new Set(edition.feed.entries.map(entryId))
  const unsound = refused.filter((name) => listed.has(entryId(name)))
  if (unsound.length > 0) await feed.recheck()
  return { refused: refused.length }
}

/** The entry that blocks a site. @param key a name, or an address as URLs have it */
export function entryNameOf(key: string): Pick<BlocklistEntry, 'kind' | 'key'> {
  const isAddress = /^[\d.]+$|:/.test(key)
  return { kind: isAddress ? 'ip' : 'domain', key: key.replace(/^\[(.*)\]$/, '$1') }
}

function entryOf(site: StoredSite): BlocklistEntry {
  const { probability, reasons, readings } = site.judgement as KeptJudgement
  const judgedAtMs = site.judgedAtMs!
  const whole = (ms: number) => Math.ceil(ms / EXPIRY_STEP_MS) * EXPIRY_STEP_MS
  return {
    ...entryNameOf(site.key),
    verdict: 'malicious',
    // Small changes of it are no news.
    confidence: Math.floor(probability * 100) / 100,
    campaign: site.campaignId,
    reasons: reasons
      .filter(({ logOdds }) => logOdds > 0)
      .map(({ code }) => code)
      .slice(0, REASONS_MAX),
    sources: readings.flatMap((reading) =>
      reading.state === 'read' && reading.logOdds > 0 ? [reading.layer] : [],
    ),
    releasedBy: [],
    decidedAtMs: judgedAtMs,
    addedAtMs: judgedAtMs,
    expiresAtMs: whole(site.expiresAtMs ?? judgedAtMs),
    retestAtMs: whole(site.retestAtMs ?? judgedAtMs),
  }
}
