import type { SiteEdgeKind } from '@gatehouse/contract'
import type { SiteEdge } from '../edge.ts'
import { compareText, probabilityOf } from '../layer-reading.ts'
import type { Campaign, CampaignEvidence } from './campaign.ts'
import { campaignEvidence } from './campaign-evidence.ts'
import { describeCampaign } from './describe-campaign.ts'
import { JOIN_LOG_ODDS } from './edge-policy.ts'
import { EdgeWeights } from './edge-weights.ts'
import { linksOf, type Reached, type SiteLink } from './links-of-site.ts'
import { SiteTable, type GraphSite } from './site-table.ts'

export interface CampaignGraphOptions {
  /** Members of one campaign that are followed. */
  readonly membersMax?: number | undefined
  /** Log-odds of one operator from which two sites are joined. */
  readonly joinLogOdds?: number | undefined
  /** Edges that strangers share, beside what the layers leave out already: sold themes and the like. */
  readonly isCommon?: ((edge: SiteEdge) => boolean) | undefined
}

/**
 * Sites that share something, as a graph that is asked for the campaign around a site. Nothing is
 * merged when a site comes in: a campaign is walked from the site that is asked for, over the edges
 * and weights of this moment. So sites come, change and go in any order, and the same sites give the
 * same campaigns; only where a campaign has more members than `membersMax` does it depend on the site
 * that the walk began at. Two sites are joined when what they share says one operator with log-odds
 * of at least `joinLogOdds`; what an edge says falls with the number of unrelated sites that show it,
 * to nothing (see `edge-policy.ts`), so that a CDN or a theme that is sold joins nobody.
 */
export class CampaignGraph {
  readonly #table = new SiteTable()
  readonly #weights: EdgeWeights
  readonly #membersMax: number
  readonly #join: number

  constructor(options: CampaignGraphOptions = {}) {
    const { membersMax = 2000, joinLogOdds = JOIN_LOG_ODDS, isCommon = () => false } = options
    this.#membersMax = membersMax
    this.#join = joinLogOdds
    this.#weights = new EdgeWeights(this.#table, isCommon)
  }

  get size(): number {
    return this.#table.size
  }

  /** Adds a site, or puts what is known now in the place of what was known. */
  put(site: GraphSite): void {
    this.#table.put(site)
    this.#weights.forget()
  }

  remove(domain: string): void {
    this.#table.remove(domain)
    this.#weights.forget()
  }

  /** Says how alike the pages of two sites are, 0 to 1, where they have not the same skeleton. */
  setSimilarity(first: string, second: string, similarity: number): void {
    this.#table.setSimilarity(first, second, similarity)
    this.#weights.forget()
  }

  /**
   * Says how many sites show an edge in all. Whoever puts only a neighbourhood into the graph has to say
   * it of what the neighbours share, or what everybody shows looks rare.
   */
  setShownBy(kind: SiteEdgeKind, value: string, sites: number): void {
    this.#table.setShownBy(kind, value, sites)
    this.#weights.forget()
  }

  site(domain: string): GraphSite | undefined {
    return this.#table.get(domain)
  }

  /** What an edge weighs now; 0 where nobody or everybody shows it. */
  weightOf(kind: SiteEdgeKind, value: string): number {
    const edge = this.#table.edge(kind, value)
    return edge ? this.#weights.of(edge) : 0
  }

  /** The sites that share something with this one, strongest first, joined or not. */
  linksOf(domain: string): SiteLink[] {
    return linksOf(domain, this.#table, this.#weights)
  }

  /** The campaign around a site; `null`: it is not joined to any other. */
  campaignOf(domain: string): Campaign | null {
    const reached = this.#walk(domain)
    if (reached.length < 2) return null
    return describeCampaign(reached, this.#table, this.#weights, this.#isFull(reached))
  }

  /** All campaigns, those seen first at first; a site is in one at most. */
  campaigns(): Campaign[] {
    const done = new Set<string>()
    const campaigns: Campaign[] = []
    for (const domain of this.#table.domains()) {
      if (done.has(domain)) continue
      const reached = this.#walk(domain).filter((site) => !done.has(site.domain))
      for (const site of reached) done.add(site.domain)
      if (reached.length < 2) continue
      campaigns.push(describeCampaign(reached, this.#table, this.#weights, this.#isFull(reached)))
    }
    const seen = ({ key }: Campaign) => this.#table.get(key)?.seenAtMs ?? 0
    return campaigns.sort((a, b) => seen(a) - seen(b) || compareText(a.key, b.key))
  }

  /** What the rest of its campaign says about a site; `null`: it is in none. */
  evidenceOf(domain: string): CampaignEvidence | null {
    const reached = this.#walk(domain)
    return reached.length < 2 ? null : campaignEvidence(reached, this.#table)
  }

  /**
   * Best first: each site is reached over the way that is strongest, as Dijkstra's algorithm does
   * with the product of probabilities.
   */
  #walk(start: string): Reached[] {
    const site = this.#table.get(start)
    if (!site || site.isProtected === true) return []
    const reached: Reached[] = []
    const done = new Set<string>()
    const waiting = new Map<string, number>([[start, 1]])
    while (waiting.size > 0 && reached.length < this.#membersMax) {
      const [domain, strength] = strongest(waiting)
      waiting.delete(domain)
      done.add(domain)
      const links = this.linksOf(domain).filter(({ logOdds }) => logOdds >= this.#join)
      reached.push({ domain, strength, links })
      for (const link of links) {
        if (done.has(link.domain)) continue
        const way = strength * probabilityOf(link.logOdds)
        if (way > (waiting.get(link.domain) ?? 0)) waiting.set(link.domain, way)
      }
    }
    return reached
  }

  #isFull(reached: readonly Reached[]): boolean {
    return reached.length >= this.#membersMax
  }
}

function strongest(waiting: ReadonlyMap<string, number>): [domain: string, strength: number] {
  let best: [string, number] = ['', -1]
  for (const [domain, strength] of waiting) {
    if (strength > best[1] || (strength === best[1] && compareText(domain, best[0]) < 0)) {
      best = [domain, strength]
    }
  }
  return best
}
