import { CampaignGraph, JOIN_LOG_ODDS, type GraphSite } from '@gatehouse/sites'
import { pairwise, type Clustered, type PairMeasures } from './pairwise.ts'
import { halfOf } from './split.ts'

/** Thresholds that are tried: log-odds of one operator from which two sites are joined. */
const THRESHOLDS = [2, 2.5, 3, 3.5, JOIN_LOG_ODDS, 4.5, 5, 6] as const
const PRECISION_GOAL = 0.95

/** A site with the cluster that it truly is in; `null`: it is only there to be in the way. */
export interface LabelledSite {
  readonly site: GraphSite
  readonly label: string | null
}

/** Figures of one way to cluster, on the half of the labels that nothing was chosen on. */
export interface Measured extends PairMeasures {
  readonly join_log_odds: number | null
}

export interface Evaluated {
  /** With the threshold that ships. */
  readonly shipped: Measured
  /**
   * With the threshold of most recall whose precision reaches 0.95 on the other half of the labels,
   * or of most precision where none does.
   */
  readonly chosen: Measured
  /** The same sites at the threshold that ships, for what else is counted. */
  readonly items: readonly Clustered[]
}

/** Clusters all sites and measures on the labelled half. */
export function evaluateSites(sites: readonly LabelledSite[]): Evaluated {
  const runs = THRESHOLDS.map((threshold) => ({ threshold, items: cluster(sites, threshold) }))
  const scored = runs.map((run) => ({ ...run, on: pairwise(of(run.items, 'chosen_on')) }))
  const good = scored.filter(({ on }) => (on.precision ?? 0) >= PRECISION_GOAL)
  const best =
    good.length > 0
      ? good.reduce((a, b) => ((b.on.recall ?? 0) > (a.on.recall ?? 0) ? b : a))
      : scored.reduce((a, b) => ((b.on.precision ?? 0) > (a.on.precision ?? 0) ? b : a))
  const shipped = scored.find(({ threshold }) => threshold === JOIN_LOG_ODDS)!
  const measured = ({ threshold, items }: (typeof scored)[number]): Measured => ({
    join_log_odds: threshold,
    ...pairwise(of(items, 'measured')),
  })
  return { shipped: measured(shipped), chosen: measured(best), items: shipped.items }
}

/**
 * The naive way: sites that share any of these values are one campaign, whoever else shows them.
 * @param valuesOf addresses and the like
 */
export function sharedValueBaseline(
  sites: readonly LabelledSite[],
  valuesOf: (site: GraphSite) => readonly string[],
): Measured {
  const parent = new Map<string, string>()
  const root = (node: string): string => {
    let at = node
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
    return at
  }
  for (const { site } of sites) {
    parent.set(site.domain, root(site.domain))
    for (const value of valuesOf(site)) {
      const mark = `\n${value}`
      if (!parent.has(mark)) parent.set(mark, mark)
      parent.set(root(mark), root(site.domain))
    }
  }
  const numbers = new Map<string, number>()
  const numberOf = (name: string) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size)
    return numbers.get(name)!
  }
  const sizes = new Map<string, number>()
  for (const { site } of sites)
    sizes.set(root(site.domain), (sizes.get(root(site.domain)) ?? 0) + 1)
  const items = labelled(sites, (domain) =>
    sizes.get(root(domain)) === 1 ? null : numberOf(root(domain)),
  )
  return { join_log_odds: null, ...pairwise(of(items, 'measured')) }
}

function cluster(sites: readonly LabelledSite[], joinLogOdds: number): Clustered[] {
  const graph = new CampaignGraph({ joinLogOdds })
  for (const { site } of sites) graph.put(site)
  const clusters = new Map<string, number>()
  for (const [number, campaign] of graph.campaigns().entries()) {
    for (const { domain } of campaign.members) clusters.set(domain, number)
  }
  return labelled(sites, (domain) => clusters.get(domain) ?? null)
}

function labelled(
  sites: readonly LabelledSite[],
  clusterOf: (domain: string) => number | null,
): Clustered[] {
  return sites.flatMap(({ site: { domain }, label }) =>
    label === null ? [] : [{ domain, label, cluster: clusterOf(domain) }],
  )
}

function of(items: readonly Clustered[], half: ReturnType<typeof halfOf>): Clustered[] {
  return items.filter(({ label }) => halfOf(label) === half)
}
