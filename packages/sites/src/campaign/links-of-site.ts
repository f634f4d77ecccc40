import type { SiteEdgeKind } from '@gatehouse/contract'
import { compareText, probabilityOf } from '../layer-reading.ts'
import { EDGE_POLICIES, SAME_FAMILY_SHARE, type EdgePolicy } from './edge-policy.ts'
import type { EdgeWeights } from './edge-weights.ts'
import type { SiteTable } from './site-table.ts'

/** One thing that two sites share. */
export interface SharedMark {
  readonly kind: SiteEdgeKind
  readonly value: string
  readonly weight: number
}

/** What two sites share, and what it says together. */
export interface SiteLink {
  readonly domain: string
  /** Log-odds of one operator. */
  readonly logOdds: number
  /** The same as a probability. */
  readonly probability: number
  /** Strongest first. */
  readonly shared: readonly SharedMark[]
}

/**
 * From this similarity (weighted Jaccard index of the structure) on two pages count like one skeleton;
 * below `SIMILAR_LEAST` not at all. Two pages are of one template from 0.5 on, at under 0.1 % of false
 * joins (docs/reference/evaluation.md), which is too many to join millions of pairs by the page alone.
 */
const SIMILAR_FULL = 0.7
const SIMILAR_LEAST = 0.4

/** All sites that share an edge of weight with this one, strongest first. Protected ones are not. */
export function linksOf(domain: string, table: SiteTable, weights: EdgeWeights): SiteLink[] {
  const site = table.get(domain)
  if (!site || site.isProtected === true) return []
  const shared = new Map<string, SharedMark[]>()
  const add = (other: string, mark: SharedMark): SharedMark[] | null => {
    const known = shared.get(other)
    if (known) {
      known.push(mark)
      return known
    }
    if (other === domain || table.get(other)?.isProtected === true) return null
    const marks = [mark]
    shared.set(other, marks)
    return marks
  }
  for (const mark of marksOf(site.edges, table, weights)) {
    for (const other of table.edge(mark.kind, mark.value)!.domains) add(other, mark)
  }
  for (const [other, similarity] of table.similarTo(domain)) {
    const weight = weights.ofSimilar(domain, other) * similarityShare(similarity)
    const value = `${similarity.toFixed(2)} alike`
    if (weight > 0) add(other, { kind: 'page_skeleton', value, weight })?.sort(compareMarks)
  }
  return [...shared]
    .map(([other, marks]) => {
      const logOdds = logOddsOfMarks(marks)
      return { domain: other, logOdds, probability: probabilityOf(logOdds), shared: marks }
    })
    .sort((a, b) => b.logOdds - a.logOdds || compareText(a.domain, b.domain))
}

/** What a site shows that weighs something, strongest first: so are the marks of each link. */
function marksOf(
  edges: readonly { readonly kind: SiteEdgeKind; readonly value: string }[],
  table: SiteTable,
  weights: EdgeWeights,
): SharedMark[] {
  return edges
    .flatMap(({ kind, value }) => {
      const edge = table.edge(kind, value)
      const weight = edge ? weights.of(edge) : 0
      return weight > 0 ? [{ kind, value, weight }] : []
    })
    .sort(compareMarks)
}

function compareMarks(a: SharedMark, b: SharedMark): number {
  return b.weight - a.weight || compareText(a.kind, b.kind) || compareText(a.value, b.value)
}

/** Which share of a common skeleton's weight two pages have that are alike but not equal. */
export function similarityShare(similarity: number): number {
  return Math.max(0, Math.min(1, (similarity - SIMILAR_LEAST) / (SIMILAR_FULL - SIMILAR_LEAST)))
}

/** The strongest mark of each family in full, one of each further kind in part. */
function logOddsOfMarks(marks: readonly SharedMark[]): number {
  if (marks.length === 1) return marks[0]!.weight
  const families = new Set<EdgePolicy['family']>()
  const kinds = new Set<SiteEdgeKind>()
  let logOdds = 0
  for (const { kind, weight } of marks) {
    if (kinds.has(kind)) continue
    const { family } = EDGE_POLICIES[kind]
    logOdds += families.has(family) ? weight * SAME_FAMILY_SHARE : weight
    families.add(family)
    kinds.add(kind)
  }
  return logOdds
}
