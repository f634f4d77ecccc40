import type { SiteEdgeKind } from '@gatehouse/contract'
import type { SiteEdge } from '../edge.ts'
import { EDGE_POLICIES, edgeWeight, GOOD_LOG_ODDS, GROUPING_KINDS } from './edge-policy.ts'
import type { GraphEdge, SiteTable } from './site-table.ts'

/** An edge of more sites than this times its cap weighs nothing, whoever they are: a bound on work. */
const SITES_PER_GROUP = 10

/**
 * What each edge weighs now. Remembered until the table changes; the caller calls `forget` then.
 */
export class EdgeWeights {
  readonly #table: SiteTable
  readonly #isCommon: (edge: SiteEdge) => boolean
  readonly #known = new Map<string, number>()

  constructor(table: SiteTable, isCommon: (edge: SiteEdge) => boolean) {
    this.#table = table
    this.#isCommon = isCommon
  }

  forget(): void {
    this.#known.clear()
  }

  of(edge: GraphEdge): number {
    const known = this.#known.get(edge.key)
    if (known !== undefined) return known
    const weight = this.#weigh(edge)
    this.#known.set(edge.key, weight)
    return weight
  }

  #weigh(edge: GraphEdge): number {
    if (edge.domains.size < 2 || this.#isCommon(edge)) return 0
    return this.ofSites(edge.kind, edge.domains, this.#table.outside(edge))
  }

  /** What it weighs that the pages of the two are alike: the less of what it weighs on either side. */
  ofSimilar(first: string, second: string): number {
    return Math.min(this.#ofAlike(first), this.#ofAlike(second))
  }

  #ofAlike(domain: string): number {
    const key = `alike\n${domain}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const alike = new Set([domain, ...this.#table.similarTo(domain).map(([other]) => other)])
    const weight = this.ofSites('page_skeleton', alike)
    this.#known.set(key, weight)
    return weight
  }

  /**
   * What it weighs that these sites show the same thing of a kind.
   * @param outside others that show it, of which nothing more is known: each is a group of its own
   */
  ofSites(kind: SiteEdgeKind, domains: ReadonlySet<string>, outside = 0): number {
    if (domains.size + outside > EDGE_POLICIES[kind].most * SITES_PER_GROUP) return 0
    let good = 0
    for (const domain of domains) {
      const site = this.#table.get(domain)
      if (site?.isProtected === true || (site?.ownLogOdds ?? 0) <= GOOD_LOG_ODDS) good += 1
    }
    return edgeWeight(kind, this.#groupsOf(kind, domains) + outside, good)
  }

  /** Sites that share a grouping edge of another kind are one group. */
  #groupsOf(ofKind: SiteEdgeKind, domains: ReadonlySet<string>): number {
    const parent = new Map<string, string>()
    const rootOf = (node: string): string => {
      let at = node
      for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
      return at
    }
    let groups = 0
    for (const domain of domains) {
      groups += 1
      parent.set(domain, domain)
      for (const { kind, value } of this.#table.get(domain)?.edges ?? []) {
        if (kind === ofKind || !GROUPING_KINDS.has(kind)) continue
        const mark = `${kind}\n${value}`
        if (!parent.has(mark)) parent.set(mark, rootOf(domain))
        else if (rootOf(mark) !== rootOf(domain)) {
          parent.set(rootOf(domain), rootOf(mark))
          groups -= 1
        }
      }
    }
    return groups
  }
}
