import type { SiteEdge } from '../edge.ts'
import type { Finding } from '../layer.ts'
import type { PageSkeleton } from '../observation/page.ts'
import { pageEdges } from './edges/page-edges.ts'
import type { PageContext, PagePlace } from './findings/page-context.ts'
import { pageFindings } from './findings/page-findings.ts'
import { pageState, type PageState } from './findings/page-state.ts'
import type { KitRule } from './kit-rules/kit-rule.ts'
import { kitRuleFindings, type KitSurroundings } from './kit-rules/match-kit-rules.ts'
import { BOUNDS } from './read/page-facts.ts'
import { parsePage } from './read/parse-page.ts'
import { skeletonOf } from './skeleton/page-skeleton.ts'

/** Bodies of script files that are read beside a page, UTF-16 units in all. */
const SCRIPTS_MAX = 2_000_000

/** Where and how a page was seen. */
export interface ReadPageOptions extends PagePlace, KitSurroundings {
  /** HTTP status; 0: nobody knows (a stored page). */
  readonly status?: number
  /** Bodies of script files that the page loads, where they were fetched: 2,000,000 units are read. */
  readonly scripts?: readonly string[]
  /** Rules for known kits that the operator keeps; 1,000 are tried. */
  readonly kitRules?: readonly KitRule[]
}

export interface PageReading {
  readonly state: PageState
  /** `null` for a parked or dead page: all such are alike. */
  readonly skeleton: PageSkeleton | null
  readonly edges: readonly SiteEdge[]
  readonly findings: readonly Finding[]
}

/**
 * Reads one page as one visitor saw it: its structure, what ties it to others, what is found on it.
 * At most 2,000,000 UTF-16 units of `html` are read. Never throws.
 */
export function readPage(html: string, options: ReadPageOptions): PageReading {
  const { facts, tokens, elements } = parsePage(html)
  const scripts = bounded(options.scripts ?? [])
  const page: PageContext = {
    host: options.host,
    domain: options.domain,
    brands: options.brands ?? [],
    facts,
    elements,
    code: [...facts.scripts, ...scripts].join('\n'),
    words: `${facts.title}\n${facts.text}`.toLowerCase(),
  }
  const state = pageState(page, options.status ?? 0)
  const isLive = state === 'live'
  return {
    state,
    skeleton: isLive ? skeletonOf(tokens, elements) : null,
    edges: isLive ? pageEdges(facts, scripts) : [],
    findings: [
      ...pageFindings(page, state),
      ...kitRuleFindings(options.kitRules ?? [], page, html.slice(0, BOUNDS.html), options),
    ],
  }
}

function bounded(scripts: readonly string[]): string[] {
  const kept: string[] = []
  let room = SCRIPTS_MAX
  for (const script of scripts) {
    if (room <= 0) break
    kept.push(script.slice(0, room))
    room -= script.length
  }
  return kept
}
