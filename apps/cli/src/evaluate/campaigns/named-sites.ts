import { namingEdge, type GraphSite } from '@gatehouse/sites'
import { evaluateSites, type LabelledSite, type Measured } from './cluster-sites.ts'

export interface Figures {
  readonly shipped: Measured
  readonly chosen: Measured
}

/** Figures alone, where nothing else is counted. */
export function figures(sites: readonly LabelledSite[]): Figures {
  const { shipped, chosen } = evaluateSites(sites)
  return { shipped, chosen }
}

/** A domain of which only the name is known. */
export function namedSite(domain: string): GraphSite {
  const name = namingEdge(domain)
  return { domain, edges: name ? [name] : [], ownLogOdds: null, seenAtMs: 0 }
}
