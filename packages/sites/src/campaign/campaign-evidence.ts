import type { SiteEdgeKind } from '@gatehouse/contract'
import { compareText } from '../layer-reading.ts'
import type { CampaignEvidence } from './campaign.ts'
import type { SiteLink } from './links-of-site.ts'
import { excessOf, MALICIOUS_LOG_ODDS, type Component, type Source } from './component.ts'
import { EDGE_POLICIES } from './edge-policy.ts'
import type { GraphSite, SiteTable } from './site-table.ts'

/**
 * The most that a campaign can say about a member, by what the member shares with malicious ones: where
 * the money goes; a key, which may have been copied; marks of two families; less. At the default prior
 * only the first is enough for a site about which its own layers say nothing.
 */
export const CAMPAIGN_MOST = 5.5
const COPIED_MOST = 4.5
const PAIRED_MOST = 3
const WEAK_MOST = 1.5
/** Marks that many show are none of the two. */
const PAIRED_WEIGHT_LEAST = 2
/** No single neighbour is taken for surer than this. */
const NEIGHBOUR_MOST = 0.9
/** A site that is older by so much than every malicious one with its marks was copied by them. */
const ORIGINAL_OLDER_MS = 2 * 365 * 86_400_000

/**
 * What its campaign says about a site: each other member multiplies the odds
 * by 1 / (1 - s * e), where s is how surely the two have one operator and e how far its own layers say
 * more than "as likely as not". Members that nothing is known of add nothing, so sites do not convict
 * each other by being alike; nor does what a campaign said ever come back, because only own layers
 * count. Capped by what the site shares with malicious ones.
 */
export function campaignEvidence(
  domain: string,
  { domains, key, malicious }: Component,
  sources: readonly Source[],
  links: readonly SiteLink[],
  table: SiteTable,
): CampaignEvidence {
  const said = new Map<string, number>()
  for (const link of links) said.set(link.domain, excessOf(link.domain, table) * link.probability)
  for (const { domain: source, excess, strengths } of sources) {
    const far = excess * (strengths.get(domain) ?? 0)
    if (source !== domain) said.set(source, Math.max(far, said.get(source) ?? 0))
  }
  let logOdds = 0
  for (const share of said.values()) {
    logOdds -= Math.log1p(-Math.min(NEIGHBOUR_MOST, Math.max(0, share)))
  }
  const shared = sharedKinds(table.get(domain)!, links, table)
  const most = mostOf(shared)
  return {
    campaign: key,
    members: domains.length,
    maliciousMembers: malicious.filter((one) => one !== domain).length,
    logOdds: Math.min(most, logOdds),
    canConvict: most > WEAK_MOST,
    kinds: shared.map(([kind]) => kind),
  }
}

/** Kinds of what the site shares with members that are malicious by themselves, strongest first. */
function sharedKinds(
  site: GraphSite,
  links: readonly SiteLink[],
  table: SiteTable,
): [kind: SiteEdgeKind, weight: number][] {
  const weights = new Map<SiteEdgeKind, number>()
  const malicious = links.filter(
    ({ domain }) => (table.get(domain)?.ownLogOdds ?? -Infinity) >= MALICIOUS_LOG_ODDS,
  )
  const isOriginal = isOlderThanAll(
    site,
    malicious.map(({ domain }) => table.get(domain)!),
  )
  for (const { kind, weight } of malicious.flatMap(({ shared }) => shared)) {
    if (isOriginal && EDGE_POLICIES[kind].isCopied) continue
    weights.set(kind, Math.max(weight, weights.get(kind) ?? 0))
  }
  return [...weights].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))
}

function isOlderThanAll(site: GraphSite, others: readonly GraphSite[]): boolean {
  const own = site.registeredAtMs ?? null
  if (own === null || others.length === 0) return false
  return others.every(({ registeredAtMs }) => {
    const other = registeredAtMs ?? null
    return other !== null && other - own >= ORIGINAL_OLDER_MS
  })
}

function mostOf(shared: readonly (readonly [kind: SiteEdgeKind, weight: number])[]): number {
  const identities = shared.filter(([kind]) => EDGE_POLICIES[kind].isIdentity)
  if (identities.some(([kind]) => !EDGE_POLICIES[kind].isCopied)) return CAMPAIGN_MOST
  if (identities.length > 0) return COPIED_MOST
  const strong = shared.filter(
    ([kind, weight]) => weight >= PAIRED_WEIGHT_LEAST && !EDGE_POLICIES[kind].isRented,
  )
  const families = new Set(strong.map(([kind]) => EDGE_POLICIES[kind].family))
  return families.size >= 2 ? PAIRED_MOST : WEAK_MOST
}
