import type { SiteEdgeKind } from '@gatehouse/contract'
import { probabilityOf } from '../layer-reading.ts'
import type { CampaignEvidence } from './campaign.ts'
import type { Reached } from './links-of-site.ts'
import { EDGE_POLICIES } from './edge-policy.ts'
import type { GraphSite, SiteTable } from './site-table.ts'

/** The most that a campaign can say about a member, and the most where it cannot convict. */
export const CAMPAIGN_MOST = 5.5
export const CAMPAIGN_WEAK_MOST = 1.5
/** No single neighbour is taken for surer than this. */
const NEIGHBOUR_MOST = 0.9
/** Own log-odds (95 %) from which a member counts as malicious. */
const MALICIOUS_LOG_ODDS = Math.log(0.95 / 0.05)
/** A site that is older by so much than every malicious one with its marks was copied by them. */
const ORIGINAL_OLDER_MS = 2 * 365 * 86_400_000

/**
 * What its campaign says about the site that the walk began at: each other member multiplies the odds
 * by 1 / (1 - s * e), where s is how surely the two have one operator and e how far its own layers say
 * more than "as likely as not". Members that nothing is known of add nothing, so sites do not convict
 * each other by being alike; nor does what a campaign said ever come back, because only own layers
 * count. Capped, and far lower where the site shares only weak marks of one family.
 */
export function campaignEvidence(
  [self, ...others]: readonly Reached[],
  table: SiteTable,
): CampaignEvidence {
  const site = table.get(self!.domain)!
  let logOdds = 0
  let maliciousMembers = 0
  let key = site
  for (const { domain, strength } of others) {
    const member = table.get(domain)!
    if (
      member.seenAtMs < key.seenAtMs ||
      (member.seenAtMs === key.seenAtMs && domain < key.domain)
    ) {
      key = member
    }
    const own = member.ownLogOdds ?? -Infinity
    if (own >= MALICIOUS_LOG_ODDS) maliciousMembers += 1
    const excess = Math.max(0, 2 * probabilityOf(own) - 1)
    logOdds -= Math.log1p(-Math.min(NEIGHBOUR_MOST, excess * strength))
  }
  const kinds = sharedKinds(self!, site, table)
  const canConvict = convicts(kinds)
  return {
    campaign: key.domain,
    members: others.length + 1,
    maliciousMembers,
    logOdds: Math.min(canConvict ? CAMPAIGN_MOST : CAMPAIGN_WEAK_MOST, logOdds),
    canConvict,
    kinds,
  }
}

/** Kinds of what the site shares with members that are malicious by themselves, strongest first. */
function sharedKinds(self: Reached, site: GraphSite, table: SiteTable): SiteEdgeKind[] {
  const weights = new Map<SiteEdgeKind, number>()
  const malicious = self.links.filter(
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
  return [...weights].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([kind]) => kind)
}

function isOlderThanAll(site: GraphSite, others: readonly GraphSite[]): boolean {
  const own = site.registeredAtMs ?? null
  if (own === null || others.length === 0) return false
  return others.every(({ registeredAtMs }) => {
    const other = registeredAtMs ?? null
    return other !== null && other - own >= ORIGINAL_OLDER_MS
  })
}

/** One mark that names the operator, or marks of two families. */
function convicts(kinds: readonly SiteEdgeKind[]): boolean {
  if (kinds.some((kind) => EDGE_POLICIES[kind].isIdentity)) return true
  return new Set(kinds.map((kind) => EDGE_POLICIES[kind].family)).size >= 2
}
