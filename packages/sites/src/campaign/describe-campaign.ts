import { compareText } from '../layer-reading.ts'
import type { Campaign, CampaignFingerprint, CampaignMember, SharedEdge } from './campaign.ts'
import type { Component } from './component.ts'
import type { EdgeWeights } from './edge-weights.ts'
import { edgeKey, type SiteTable } from './site-table.ts'

const REASONS_MAX = 12
const FINGERPRINTS_MAX = 50
/** From this similarity on a page counts as covered by the core page: a banner more or less. */
const COVERED_FROM = 0.8

/** The sites that hang together, as a record. */
export function describeCampaign(
  { domains, key, truncated }: Component,
  table: SiteTable,
  weights: EdgeWeights,
): Campaign {
  const fingerprints = fingerprintsOf(domains, table, weights)
  const shared = new Map(fingerprints.map((print) => [edgeKey(print.kind, print.value), print]))
  const core = fingerprints.find(({ kind }) => kind === 'page_skeleton')
  const similarities = coreSimilarities(domains, core, table)
  const members = domains.map((domain): CampaignMember => ({
    domain,
    reasons: reasonsOf(domain, table, shared),
    similarity: similarities.get(domain) ?? null,
  }))
  const covered = [...similarities.values()].filter((similarity) => similarity >= COVERED_FROM)
  return {
    key,
    members,
    fingerprints: fingerprints.slice(0, FINGERPRINTS_MAX),
    similarity: covered.length > 0 ? Math.min(...covered) : null,
    coverage: covered.length / domains.length,
    truncated,
  }
}

function fingerprintsOf(
  domains: readonly string[],
  table: SiteTable,
  weights: EdgeWeights,
): CampaignFingerprint[] {
  const counts = new Map<string, { kind: SharedEdge['kind']; value: string; members: number }>()
  for (const domain of domains) {
    for (const { kind, value } of table.get(domain)?.edges ?? []) {
      const key = edgeKey(kind, value)
      const known = counts.get(key)
      if (known) known.members += 1
      else counts.set(key, { kind, value, members: 1 })
    }
  }
  return [...counts.values()]
    .filter(({ members }) => members >= 2)
    .map(({ kind, value, members }): CampaignFingerprint => {
      const edge = table.edge(kind, value)
      const weight = edge ? weights.of(edge) : 0
      return { kind, value, weight, members, coverage: members / domains.length }
    })
    .filter(({ weight }) => weight > 0)
    .sort(
      (a, b) =>
        b.members - a.members ||
        b.weight - a.weight ||
        compareText(a.kind + a.value, b.kind + b.value),
    )
}

function reasonsOf(
  domain: string,
  table: SiteTable,
  shared: ReadonlyMap<string, CampaignFingerprint>,
): SharedEdge[] {
  const reasons: SharedEdge[] = []
  for (const { kind, value } of table.get(domain)?.edges ?? []) {
    const print = shared.get(edgeKey(kind, value))
    if (print) reasons.push({ kind, value, weight: print.weight, sharedWith: print.members - 1 })
  }
  return reasons
    .sort((a, b) => b.weight - a.weight || compareText(a.kind + a.value, b.kind + b.value))
    .slice(0, REASONS_MAX)
}

/**
 * How like the core page each member's page is. The core is the skeleton that most members show; where
 * no two show the same, it is the page that the others are most like in sum.
 */
function coreSimilarities(
  domains: readonly string[],
  core: CampaignFingerprint | undefined,
  table: SiteTable,
): Map<string, number> {
  const members = new Set(domains)
  const isCore = (domain: string) =>
    core !== undefined &&
    (table
      .get(domain)
      ?.edges.some(({ kind, value }) => kind === core.kind && value === core.value) ??
      false)
  const similarTo = (domain: string) =>
    table.similarTo(domain).filter(([other]) => members.has(other))
  const holders = new Set(domains.filter(isCore))
  if (holders.size === 0) {
    const sums = domains.map((domain) =>
      similarTo(domain).reduce((sum, [, similarity]) => sum + similarity, 0),
    )
    const most = Math.max(0, ...sums)
    if (most > 0) holders.add(domains[sums.indexOf(most)]!)
  }
  const found = new Map<string, number>()
  for (const domain of domains) {
    if (holders.has(domain)) found.set(domain, 1)
    else {
      const near = similarTo(domain).filter(([other]) => holders.has(other))
      if (near.length > 0) found.set(domain, Math.max(...near.map(([, similarity]) => similarity)))
    }
  }
  return found
}
