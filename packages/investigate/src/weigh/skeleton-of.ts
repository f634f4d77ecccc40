import type { PageSkeleton } from '@gatehouse/sites'
import type { StoredSite } from '@gatehouse/store'
import { readSiteState, seen } from '../site-state.ts'

/** The page as shoppers see it; as crawlers do where no shopper could look. */
export function skeletonOf({ observations }: StoredSite): PageSkeleton | null {
  const { shopper_page: shopper, crawler_page: crawler } = readSiteState(observations)
  return seen(shopper)?.skeleton ?? seen(crawler)?.skeleton ?? null
}
