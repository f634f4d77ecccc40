import type { SiteEdgeKind } from '@gatehouse/contract'
import type { SiteEdge } from '../edge.ts'
import { compareText } from '../layer-reading.ts'
import { EDGE_POLICIES } from './edge-policy.ts'

/** Edges of one site that are kept: the strongest kinds, then by value. */
export const EDGES_PER_SITE_MAX = 64
/** Of one kind: a page that shows a hundred wallets does not hide what else ties it. */
const EDGES_PER_KIND_MAX = 12
/**
 * Pairs of like pages that are kept for a site. Long before, so many like pages weigh nothing, so
 * that it does not matter which pairs are not kept.
 */
export const SIMILAR_PER_SITE_MAX = 1000

/** What the graph knows about a site. */
export interface GraphSite {
  /** Registrable domain, or host where the suffix gives hosts to strangers. */
  readonly domain: string
  readonly edges: readonly SiteEdge[]
  /** Log-odds of the site's own layers with the prior, without any campaign; `null`: not judged. */
  readonly ownLogOdds: number | null
  readonly seenAtMs: number
  readonly registeredAtMs?: number | null | undefined
  /**
   * An own domain, an authorised reseller, on a warning list or allow list: it is never a member of
   * a campaign, and what it shows counts as what good sites show.
   */
  readonly isProtected?: boolean | undefined
}

/** An edge with the sites that show it. */
export interface GraphEdge {
  readonly key: string
  readonly kind: SiteEdgeKind
  readonly value: string
  readonly domains: Set<string>
}

/** Sites and their edges, looked up both ways. State only: what it means is decided elsewhere. */
export class SiteTable {
  readonly #sites = new Map<string, GraphSite>()
  readonly #edges = new Map<string, GraphEdge>()
  readonly #similar = new Map<string, Map<string, number>>()
  readonly #shownBy = new Map<string, number>()

  get size(): number {
    return this.#sites.size
  }

  put(site: GraphSite): void {
    this.#takeEdges(site.domain)
    const edges = boundedEdges(site.edges)
    this.#sites.set(site.domain, { ...site, edges })
    for (const { kind, value } of edges) {
      const key = edgeKey(kind, value)
      let edge = this.#edges.get(key)
      if (!edge) this.#edges.set(key, (edge = { key, kind, value, domains: new Set() }))
      edge.domains.add(site.domain)
    }
  }

  remove(domain: string): void {
    this.#takeEdges(domain)
    this.#sites.delete(domain)
    for (const other of this.#similar.get(domain)?.keys() ?? []) {
      this.#similar.get(other)?.delete(domain)
    }
    this.#similar.delete(domain)
  }

  /** @param similarity of the two pages, 0 to 1; 0 takes the pair out */
  setSimilarity(first: string, second: string, similarity: number): void {
    if (first === second) return
    for (const [from, to] of [
      [first, second],
      [second, first],
    ] as const) {
      const known = this.#similar.get(from) ?? new Map<string, number>()
      if (!(similarity > 0)) known.delete(to)
      else if (known.size < SIMILAR_PER_SITE_MAX || known.has(to)) {
        known.set(to, Math.min(1, similarity))
      }
      this.#similar.set(from, known)
    }
  }

  /** Says how many sites show an edge in all, where not all of them are in this table. */
  setShownBy(kind: SiteEdgeKind, value: string, sites: number): void {
    this.#shownBy.set(edgeKey(kind, value), sites)
  }

  /** Sites that show an edge and are not in the table, as far as somebody said so. */
  outside(edge: GraphEdge): number {
    return Math.max(0, (this.#shownBy.get(edge.key) ?? 0) - edge.domains.size)
  }

  get(domain: string): GraphSite | undefined {
    return this.#sites.get(domain)
  }

  edge(kind: SiteEdgeKind, value: string): GraphEdge | undefined {
    return this.#edges.get(edgeKey(kind, value))
  }

  /** In the order of their names, so that nothing depends on the order of arrival. */
  domains(): string[] {
    return [...this.#sites.keys()].sort(compareText)
  }

  /** Sites with a page like this one, most alike first; only pairs of which both sites are here. */
  similarTo(domain: string): [domain: string, similarity: number][] {
    return [...(this.#similar.get(domain) ?? [])]
      .filter(([other]) => this.#sites.has(other))
      .sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
  }

  #takeEdges(domain: string): void {
    for (const { kind, value } of this.#sites.get(domain)?.edges ?? []) {
      const edge = this.#edges.get(edgeKey(kind, value))
      edge?.domains.delete(domain)
      if (edge?.domains.size === 0) this.#edges.delete(edge.key)
    }
  }
}

export function edgeKey(kind: SiteEdgeKind, value: string): string {
  return `${kind}\n${value}`
}

function boundedEdges(edges: readonly SiteEdge[]): SiteEdge[] {
  const distinct = new Map(edges.map((edge) => [edgeKey(edge.kind, edge.value), edge]))
  return [...distinct.values()]
    .sort(
      (a, b) =>
        EDGE_POLICIES[b.kind].base - EDGE_POLICIES[a.kind].base ||
        compareText(a.kind, b.kind) ||
        compareText(a.value, b.value),
    )
    .filter(perKind(EDGES_PER_KIND_MAX))
    .slice(0, EDGES_PER_SITE_MAX)
}

/** Lets the first so many of each kind through. */
function perKind(most: number): (edge: SiteEdge) => boolean {
  const counts = new Map<SiteEdgeKind, number>()
  return ({ kind }) => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return count <= most
  }
}
