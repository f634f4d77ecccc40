import type { SiteEdgeKind } from '@gatehouse/contract'
import { compareText } from '../layer-reading.ts'
import { EDGE_POLICIES, SAME_FAMILY_SHARE, type EdgePolicy } from './edge-policy.ts'
import type { EdgeWeights } from './edge-weights.ts'
import type { SiteTable } from './site-table.ts'

/** What two sites share, and what it says together. */
export interface SiteLink {
  readonly domain: string
  /** Log-odds of one operator. */
  readonly logOdds: number
  /** Strongest first. */
  readonly shared: readonly {
    readonly kind: SiteEdgeKind
    readonly value: string
    readonly weight: number
  }[]
}

/** A site that a walk came to. */
export interface Reached {
  readonly domain: string
  /** Probability that the whole way there leads from one site of an operator to the next. */
  readonly strength: number
  readonly links: readonly SiteLink[]
}

/** From this similarity on two pages count like one skeleton; below `SIMILAR_LEAST` not at all. */
const SIMILAR_FULL = 0.94
const SIMILAR_LEAST = 0.8

/** All sites that share an edge of weight with this one, strongest first. Protected ones are not. */
export function linksOf(domain: string, table: SiteTable, weights: EdgeWeights): SiteLink[] {
  const site = table.get(domain)
  if (!site || site.isProtected === true) return []
  const shared = new Map<string, { kind: SiteEdgeKind; value: string; weight: number }[]>()
  const add = (other: string, entry: { kind: SiteEdgeKind; value: string; weight: number }) => {
    if (other === domain || entry.weight <= 0) return
    if (table.get(other)?.isProtected === true) return
    const known = shared.get(other)
    if (known) known.push(entry)
    else shared.set(other, [entry])
  }
  for (const { kind, value } of site.edges) {
    const edge = table.edge(kind, value)
    const weight = edge ? weights.of(edge) : 0
    if (edge && weight > 0) for (const other of edge.domains) add(other, { kind, value, weight })
  }
  for (const [other, similarity] of table.similarTo(domain)) {
    const weight = weights.ofSimilar(domain, other) * similarityShare(similarity)
    add(other, { kind: 'page_skeleton', value: `${similarity.toFixed(2)} alike`, weight })
  }
  return [...shared]
    .map(([other, entries]) => linkOf(other, entries))
    .sort((a, b) => b.logOdds - a.logOdds || compareText(a.domain, b.domain))
}

/** Which share of a common skeleton's weight two pages have that are alike but not equal. */
export function similarityShare(similarity: number): number {
  return Math.max(0, Math.min(1, (similarity - SIMILAR_LEAST) / (SIMILAR_FULL - SIMILAR_LEAST)))
}

function linkOf(domain: string, entries: SiteLink['shared']): SiteLink {
  const shared = [...entries].sort(
    (a, b) => b.weight - a.weight || compareText(a.kind + a.value, b.kind + b.value),
  )
  const seen = new Map<EdgePolicy['family'], Set<SiteEdgeKind>>()
  let logOdds = 0
  for (const { kind, weight } of shared) {
    const { family } = EDGE_POLICIES[kind]
    const kinds = seen.get(family)
    if (!kinds) logOdds += weight
    else if (!kinds.has(kind)) logOdds += weight * SAME_FAMILY_SHARE
    seen.set(family, (kinds ?? new Set()).add(kind))
  }
  return { domain, logOdds, shared }
}
