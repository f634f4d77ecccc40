import { SITE_EDGES } from '@gatehouse/contract'
import { EDGE_POLICIES, JOIN_LOG_ODDS } from '@gatehouse/sites'
import type { SiteWeighing, StoredEdge, StoredSite } from '@gatehouse/store'

/** What more sites show than this ties nobody to anybody: no kind of edge weighs anything there. */
const DEGREE_MAX = 500
/** Beyond this no kind of edge weighs anything, however many of the sites belong together. */
const DEGREES_COUNTED = 6000
/** Pages that share a band are looked at one by one; what more share is a theme that is sold. */
const BAND_DEGREE_MAX = 60
/** Sites that are weighed together, and steps from the first. */
const SITES_MAX = 600
const STEPS_MAX = 4

/**
 * Kinds of edges that join two sites by themselves. Further out only these are followed: over name
 * servers and addresses one comes to half the web, and nobody is joined by it.
 */
const JOINING = SITE_EDGES.filter((kind) => EDGE_POLICIES[kind].base >= JOIN_LOG_ODDS)

/** A site, those that share something with it, and those that share something with them. */
export interface Neighbourhood {
  readonly sites: readonly StoredSite[]
  readonly edges: ReadonlyMap<string, readonly StoredEdge[]>
  /** How many sites show what several of these show, those that are not here among them. */
  readonly degrees: Awaited<ReturnType<SiteWeighing['degrees']>>
}

/** Reads outwards from a site until nothing new is met, or it has been enough. */
export async function readNeighbourhood(
  weighing: SiteWeighing,
  key: string,
): Promise<Neighbourhood> {
  const known = new Set([key])
  let fresh = [key]
  for (let step = 0; step < STEPS_MAX && fresh.length > 0 && known.size < SITES_MAX; step++) {
    // One connection holds the transaction: one statement after the other.
    const kinds = step === 0 ? null : JOINING
    const tied = await weighing.neighbours(fresh, DEGREE_MAX, kinds)
    const alike = await weighing.bandNeighbours(fresh, BAND_DEGREE_MAX)
    const met = new Set([...tied.map(({ site }) => site), ...alike])
    fresh = [...met].filter((site) => !known.has(site)).slice(0, SITES_MAX - known.size)
    for (const site of fresh) known.add(site)
  }
  const keys = [...known]
  return {
    sites: await weighing.sites(keys),
    edges: bySite(await weighing.edgesOf(keys)),
    degrees: await weighing.degrees(keys, DEGREES_COUNTED),
  }
}

function bySite(edges: readonly StoredEdge[]): Map<string, StoredEdge[]> {
  const found = new Map<string, StoredEdge[]>()
  for (const edge of edges) {
    const list = found.get(edge.site)
    if (list === undefined) found.set(edge.site, [edge])
    else list.push(edge)
  }
  return found
}
