import { skeletonBands } from '@gatehouse/sites'
import { seen, type SiteState } from '../site-state.ts'

/** Under which keys pages are found that may be like this one: see `skeletonBands`. */
export function bandsOf(state: SiteState): number[] {
  const skeleton = seen(state.shopper_page)?.skeleton ?? seen(state.crawler_page)?.skeleton ?? null
  return skeleton === null ? [] : skeletonBands(skeleton)
}
