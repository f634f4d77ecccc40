import {
  IMITATED_BRANDS,
  judge,
  pageReading,
  readPage,
  skeletonTokens,
  type LayerReading,
  type PageSkeleton,
} from '@gatehouse/sites'
import type { Verdict } from '@gatehouse/contract'
import { tagRuns } from './tag-runs.ts'
import type { StoredPage } from './stored-page.ts'

/** A page and all that is compared of it. */
export interface MeasuredPage extends StoredPage {
  readonly skeleton: PageSkeleton
  /** Tokens of its structure: for the exact likeness. */
  readonly tokens: ReadonlyMap<string, number>
  /** Five tags in a row: for the reference. */
  readonly runs: ReadonlySet<string>
  readonly reading: LayerReading
  /** Sum of the page's log-odds after all caps; 0 where nothing could be read. */
  readonly score: number
  readonly verdict: Verdict
  readonly millis: number
}

/** Where a page without an address is taken to lie: nobody's domain. */
const NOWHERE = { host: 'page.invalid', domain: 'page.invalid' }

/** Reads a stored page as the page layer would, and judges it by that layer alone. */
export function measurePage(page: StoredPage): MeasuredPage {
  const place = page.place ?? NOWHERE
  const from = performance.now()
  const read = readPage(page.html, { ...place, brands: IMITATED_BRANDS })
  const millis = performance.now() - from
  const url = `https://${place.host}/`
  const reading = pageReading([
    { ...read, url, finalUrl: url, status: 200, seenAs: 'shopper', observedAtMs: 0 },
  ])
  const subject = { domain: place.domain }
  const { verdict } = judge({ subject, layers: [reading], campaign: null, asOfMs: 0 })
  const { tokens, skeleton } = skeletonTokens(page.html)
  return {
    ...page,
    skeleton,
    tokens,
    runs: tagRuns(page.html),
    reading,
    score: reading.state === 'read' ? reading.logOdds : 0,
    verdict,
    millis,
  }
}
