import type { Finding } from '../../layer.ts'
import { hostOf, isWithin } from '../read/host.ts'
import { finding, type PageRule } from './finding.ts'
import { legalPages } from './legal-pages.ts'
import type { PageContext } from './page-context.ts'

const LEGAL_ENOUGH = 3
const WITHIN_ENOUGH = 20

/** What honest sites have and hurried ones have not. */
export const benignRules: readonly PageRule[] = [legal, within]

function legal({ facts }: PageContext): readonly Finding[] {
  const kinds = legalPages(facts)
  return kinds < LEGAL_ENOUGH
    ? []
    : [finding('PAGE_LEGAL_PAGES', `${kinds} of 5 kinds of legal and contact pages are linked`)]
}

function within({ facts, domain }: PageContext): readonly Finding[] {
  const paths = new Set<string>()
  for (const { href } of facts.links) {
    if (href === '' || /^(?:#|[a-z]{2,12}:(?!\/\/))/i.test(href)) continue
    const host = hostOf(href)
    if (host === null || isWithin(host, domain)) paths.add(href.split('#', 1)[0]!)
  }
  return paths.size < WITHIN_ENOUGH
    ? []
    : [finding('PAGE_LINKED_WITHIN', `${paths.size} other pages of the site are linked`)]
}
