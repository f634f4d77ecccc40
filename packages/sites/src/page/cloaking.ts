import type { Finding } from '../layer.ts'
import type { PageObservation } from '../observation/page.ts'
import { finding } from './findings/finding.ts'
import type { PageFindingCode } from './findings/finding-codes.ts'
import { domainParts } from '../link/registrable.ts'
import { hostOf } from './read/host.ts'
import { JOIN_ELEMENTS, skeletonSimilarity } from './skeleton/similarity.ts'

/**
 * Below this likeness two views are two pages. Tests with variants, banners by country, other
 * products and the like leave more: docs/reference/links.md has what was tried.
 */
const OTHER_PAGE = 0.25

/** What only a form for a secret brings into a reading. */
const ASKS: ReadonlySet<string> = new Set<PageFindingCode>([
  'PAGE_PASSWORD_FIELD',
  'PAGE_ONE_TIME_CODE',
  'PAGE_BRAND_ASKS_SECRET',
  'PAGE_ASKS_SEED_PHRASE',
  'PAGE_CARD_TO_OWN_SCRIPT',
  'PAGE_CARD_TO_OTHER_HOST',
])

/** What was shown instead of a page. */
const NO_PAGE: ReadonlySet<string> = new Set<PageFindingCode>(['PAGE_PARKED', 'PAGE_DEAD'])

/**
 * Compares what a crawler was shown with what a shopper was shown at one address, read in the same
 * way: source with source, or rendered with rendered (else nothing is said: a page that scripts build
 * is empty in its source).
 */
export function cloakingFindings(crawler: PageObservation, shopper: PageObservation): Finding[] {
  if ((crawler.rendered ?? false) !== (shopper.rendered ?? false)) return []
  if (shopper.status >= 400 || shopper.status === 0 || crawler.status === 0) return []
  if (crawler.status >= 400) {
    return [
      finding(
        'PAGE_CLOAKED_STATUS',
        `A crawler gets status ${crawler.status}, a shopper ${shopper.status}`,
      ),
    ]
  }
  if (has(crawler, CHALLENGE) || has(shopper, CHALLENGE)) return []
  const found: Finding[] = []
  if (!isSameName(crawler.finalUrl, shopper.finalUrl)) {
    found.push(finding('PAGE_CLOAKED_HOST', 'A crawler and a shopper are led to different sites'))
  }
  if (has(shopper, ASKS) && !has(crawler, ASKS)) {
    found.push(finding('PAGE_CLOAKED_FORM', 'A shopper is asked for a secret, a crawler is not'))
  }
  const likeness = likenessOf(crawler, shopper)
  if (likeness !== null && likeness < OTHER_PAGE) {
    const percent = Math.round(likeness * 100)
    found.push(
      finding(
        'PAGE_CLOAKED_CONTENT',
        `The pages of a crawler and a shopper are ${percent} % alike`,
      ),
    )
  }
  return found
}

const CHALLENGE: ReadonlySet<string> = new Set<PageFindingCode>(['PAGE_CHALLENGE'])

function has({ findings }: PageObservation, codes: ReadonlySet<string>): boolean {
  return findings.some(({ code }) => codes.has(code))
}

/** `null`: one of the pages is too small to tell; 0: the crawler got no page at all. */
function likenessOf(crawler: PageObservation, shopper: PageObservation): number | null {
  const large = shopper.skeleton !== null && shopper.skeleton.elements >= JOIN_ELEMENTS
  if (!large) return null
  if (has(crawler, NO_PAGE)) return 0
  const isSmall = crawler.skeleton === null || crawler.skeleton.elements < JOIN_ELEMENTS
  return isSmall ? null : skeletonSimilarity(crawler.skeleton, shopper.skeleton)
}

/** One site, or the same name under another ending: `shop.example`, `shop.de`. */
function isSameName(left: string, right: string): boolean {
  const nameOf = (url: string) => {
    const host = hostOf(url) ?? ''
    // Whole for an address, and for a name that is rented below a suffix.
    return /^[\d.]+$|:/.test(host) ? host : (domainParts(host).registrable ?? host).split('.', 1)[0]
  }
  return nameOf(left) === nameOf(right)
}
