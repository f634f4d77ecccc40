import type { SiteEdgeKind } from '@gatehouse/contract'

/** What a campaign has in common with a member. */
export interface SharedEdge {
  readonly kind: SiteEdgeKind
  readonly value: string
  /** Log-odds of one operator. */
  readonly weight: number
  /** Other members that show it. */
  readonly sharedWith: number
}

export interface CampaignMember {
  readonly domain: string
  /** Why it belongs: strongest first, at most twelve. */
  readonly reasons: readonly SharedEdge[]
  /** How like the core page its page is, 0 to 1; `null`: no page was seen. */
  readonly similarity: number | null
}

/** A mark of the campaign. */
export interface CampaignFingerprint {
  readonly kind: SiteEdgeKind
  readonly value: string
  readonly weight: number
  readonly members: number
  /** Share of the members that show it, 0 to 1. */
  readonly coverage: number
}

/** Sites that belong together. */
export interface Campaign {
  /** The member that was seen first: it names the campaign as long as nothing older joins. */
  readonly key: string
  /** By domain. */
  readonly members: readonly CampaignMember[]
  /** What at least two members share, most members first; at most 50. */
  readonly fingerprints: readonly CampaignFingerprint[]
  /**
   * Two numbers, never one: of the members whose page is like the core page, how like the least of
   * them is (`similarity`), and which share of all members that is (`coverage`). 22 of 27 at 94 %
   * are 0.94 and 0.81.
   */
  readonly similarity: number | null
  readonly coverage: number
  /** There are more members than the bound: those nearest to the asked site are here. */
  readonly truncated: boolean
}

/** What a site's campaign says about it. */
export interface CampaignEvidence {
  readonly campaign: string
  readonly members: number
  /** Members that are malicious by their own layers, this site not among them. */
  readonly maliciousMembers: number
  readonly logOdds: number
  /**
   * The site shares with malicious members a mark that names the operator, or marks of two families.
   * Without it the campaign never makes a site malicious.
   */
  readonly canConvict: boolean
  /** Kinds of edges that it shares with malicious members, strongest first. */
  readonly kinds: readonly SiteEdgeKind[]
}
