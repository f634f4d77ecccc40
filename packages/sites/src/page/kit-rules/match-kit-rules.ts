import type { Finding } from '../../layer.ts'
import { finding } from '../findings/finding.ts'
import type { PageContext } from '../findings/page-context.ts'
import type { KitRule } from './kit-rule.ts'
import { seenTexts, type KitSample } from './kit-sample.ts'

/** Rules that are tried on a page. */
const RULES_MAX = 1_000
const NAMED_MAX = 3

/** What of a fetched page rules for kits may ask about beside its source. */
export interface KitSurroundings {
  readonly headers?: readonly string[] | undefined
  readonly cookies?: readonly string[] | undefined
  readonly requests?: readonly string[] | undefined
  /** Source after scripts had run. */
  readonly dom?: string | undefined
}

/** One finding for all rules that match; it names the first three by their ids, which are ours. */
export function kitRuleFindings(
  rules: readonly KitRule[],
  page: PageContext,
  html: string,
  surroundings: KitSurroundings,
): Finding[] {
  if (rules.length === 0) return []
  const sample = sampleOf(page, html, surroundings)
  const matching = rules.slice(0, RULES_MAX).filter((rule) => rule.matches(sample))
  if (matching.length === 0) return []
  const names = matching.slice(0, NAMED_MAX).map(({ id }) => id)
  const more = matching.length > NAMED_MAX ? ` and ${matching.length - NAMED_MAX} more` : ''
  return [
    finding('PAGE_KIT_RULE', `The page matches rules for known kits: ${names.join(', ')}${more}`),
  ]
}

function sampleOf(
  page: PageContext,
  html: string,
  { headers = [], cookies = [], requests = [], dom }: KitSurroundings,
): KitSample {
  const { facts, host, code } = page
  return {
    title: seenTexts([facts.title]),
    hostname: seenTexts([host]),
    html: seenTexts([html]),
    dom: seenTexts([dom ?? html]),
    js: seenTexts([code]),
    css: seenTexts(facts.styles),
    cookies: seenTexts(cookies),
    headers: seenTexts(headers),
    requests: seenTexts(requests.length > 0 ? requests : facts.resources),
  }
}
