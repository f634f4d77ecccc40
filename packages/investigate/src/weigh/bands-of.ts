import { skeletonBands } from '@gatehouse/sites'
import { seen, type SiteState } from '../site-state.ts'

/** So small a page is like thousands of others. */
const ELEMENTS_MIN = 12

/** Keys under which a page finds pages of like structure; those that share one are compared. */
export function bandsOf(state: SiteState): number[] {
  const skeleton = seen(state.shopper_page)?.skeleton ?? seen(state.crawler_page)?.skeleton ?? null
  return skeleton === null || skeleton.elements < ELEMENTS_MIN ? [] : skeletonBands(skeleton)
}
