import { seen, type SiteState } from '../site-state.ts'

const BANDS = 4
const BAND_VALUES = 65_536
/** So small a page is like thousands of others. */
const ELEMENTS_MIN = 12

/**
 * The bands of a page's structure: two pages that differ in at most three of the 64 bits of their
 * SimHash share one (pigeonhole principle; Manku, Jain, Sarma: Detecting near-duplicates for web
 * crawling, WWW 2007). Those that share one are compared by their minima.
 */
export function bandsOf(state: SiteState): number[] {
  const skeleton = seen(state.shopper_page)?.skeleton ?? seen(state.crawler_page)?.skeleton ?? null
  if (skeleton === null || skeleton.elements < ELEMENTS_MIN) return []
  return Array.from(
    { length: BANDS },
    (_, at) => at * BAND_VALUES + Number.parseInt(skeleton.simHash.slice(at * 4, at * 4 + 4), 16),
  )
}
