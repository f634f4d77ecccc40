import type { SiteEdgeKind } from '@gatehouse/contract'
import type { SiteEdge } from '../edge.ts'
import { compareText } from '../layer-reading.ts'
import type { Campaign, CampaignEvidence } from './campaign.ts'
import { campaignEvidence } from './campaign-evidence.ts'
import { componentOf, sourcesOf, type Component, type Source } from './component.ts'
import { describeCampaign } from './describe-campaign.ts'
import { JOIN_LOG_ODDS } from './edge-policy.ts'
import { EdgeWeights } from './edge-weights.ts'
import { linksOf, type SiteLink } from './links-of-site.ts'
import { SiteTable, type GraphSite } from './site-table.ts'

/** Sites whose links are remembered until something changes: all members of a campaign are asked for. */
const LINKS_KEPT_MAX = 4000

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
  readonly #joinedLinks = new Map<string, readonly SiteLink[]>()
  readonly #components = new Map<string, Component>()
  readonly #sources = new Map<Component, readonly Source[]>()
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
    this.#forget()
  }

  remove(domain: string): void {
    this.#table.remove(domain)
    this.#forget()
  }

  /** Says how alike the pages of two sites are, 0 to 1, where they have not the same skeleton. */
  setSimilarity(first: string, second: string, similarity: number): void {
    this.#table.setSimilarity(first, second, similarity)
    this.#forget()
  }

  /**
   * Says how many sites show an edge in all. Whoever puts only a neighbourhood into the graph has to say
   * it of what the neighbours share, or what everybody shows looks rare.
   */
  setShownBy(kind: SiteEdgeKind, value: string, sites: number): void {
    this.#table.setShownBy(kind, value, sites)
    this.#forget()
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
    const component = this.#componentOf(domain)
    if (!component || component.domains.length < 2) return null
    return describeCampaign(component, this.#table, this.#weights)
  }

  /** All campaigns, those seen first at first; a site is in one at most. */
  campaigns(): Campaign[] {
    const done = new Set<string>()
    const campaigns: Campaign[] = []
    for (const start of this.#table.domains()) {
      const component = done.has(start) ? null : this.#componentOf(start)
      const domains = component?.domains.filter((domain) => !done.has(domain)) ?? []
      for (const domain of domains) done.add(domain)
      if (!component || domains.length < 2) continue
      campaigns.push(describeCampaign({ ...component, domains }, this.#table, this.#weights))
    }
    const seen = ({ key }: Campaign) => this.#table.get(key)?.seenAtMs ?? 0
    return campaigns.sort((a, b) => seen(a) - seen(b) || compareText(a.key, b.key))
  }

  /** What the rest of its campaign says about a site; `null`: it is in none. */
  evidenceOf(domain: string): CampaignEvidence | null {
    const component = this.#componentOf(domain)
    if (!component || component.domains.length < 2) return null
    const joined = (one: string) => this.#joined(one)
    const sources = this.#sources.get(component) ?? sourcesOf(component, joined, this.#table)
    this.#sources.set(component, sources)
    return campaignEvidence(domain, component, sources, joined(domain), this.#table)
  }

  /** Links that are strong enough to join. They are sorted, so they stand at the front. */
  #joined(domain: string): readonly SiteLink[] {
    const known = this.#joinedLinks.get(domain)
    if (known) return known
    const links = this.linksOf(domain).filter(({ logOdds }) => logOdds >= this.#join)
    if (this.#joinedLinks.size >= LINKS_KEPT_MAX) this.#joinedLinks.clear()
    this.#joinedLinks.set(domain, links)
    return links
  }

  /** Remembered for all members at once; of a truncated one each member sees another part. */
  #componentOf(start: string): Component | null {
    const known = this.#components.get(start)
    if (known) return known
    const site = this.#table.get(start)
    if (!site || site.isProtected === true) return null
    const joined = (one: string) => this.#joined(one)
    const component = componentOf(start, joined, this.#table, this.#membersMax)
    for (const domain of component.truncated ? [start] : component.domains) {
      this.#components.set(domain, component)
    }
    return component
  }

  #forget(): void {
    this.#weights.forget()
    this.#joinedLinks.clear()
    this.#components.clear()
    this.#sources.clear()
  }
}
