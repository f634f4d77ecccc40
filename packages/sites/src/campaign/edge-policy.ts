import type { SiteEdgeKind } from '@gatehouse/contract'

/** What a kind of edge says about two sites that share it. */
export interface EdgePolicy {
  /** Log-odds that one operator made both, while few sites show it. */
  readonly base: number
  /** Unrelated groups of sites that may show it before it weighs less; then less by ln(groups / free). */
  readonly free: number
  /** With more groups it weighs nothing: a CDN, a theme that is sold, a service of many gangs. */
  readonly most: number
  /** Edges of one family have one cause and are not counted as independent of each other. */
  readonly family: 'payment' | 'code' | 'contact' | 'page' | 'registration' | 'hosting' | 'traffic'
  /**
   * It names the operator: sharing it with a malicious site is enough to be malicious. Others need
   * a second family.
   */
  readonly isIdentity: boolean
  /** It goes along when a page is copied, so the site that was copied shows it too. */
  readonly isCopied: boolean
  /**
   * Anybody can rent it: it joins sites together with other marks, but is none of the two that are
   * enough to be malicious. Cheap hosts come with cheap themes.
   */
  readonly isRented: boolean
}

/** One row per kind of edge. */
export const EDGE_POLICIES: Readonly<Record<SiteEdgeKind, EdgePolicy>> = {
  wallet: row('payment', { base: 6, free: 20, most: 100, isIdentity: true }),
  merchant_id: row('payment', { base: 6, free: 20, most: 100, isIdentity: true }),
  card_destination: row('payment', { base: 6, free: 50, most: 200, isIdentity: true }),
  api_key: row('code', { base: 5.5, free: 20, most: 100, isIdentity: true, isCopied: true }),
  analytics_id: row('code', { base: 5, free: 20, most: 100, isCopied: true }),
  phone: row('contact', { base: 5, free: 10, most: 60, isCopied: true }),
  email: row('contact', { base: 5, free: 10, most: 60, isCopied: true }),
  page_skeleton: row('page', { base: 4.7, free: 15, most: 60, isCopied: true }),
  registration_batch: row('registration', { base: 4.3, free: 500, most: 500 }),
  naming: row('registration', { base: 3, free: 3, most: 30 }),
  certificate: row('hosting', { base: 4.5, free: 10, most: 60 }),
  ip: row('hosting', { base: 3, free: 5, most: 40, isRented: true }),
  name_servers: row('hosting', { base: 2, free: 5, most: 60, isRented: true }),
  redirect: row('traffic', { base: 3.5, free: 10, most: 60 }),
}

/** Log-odds of one operator from which two sites are joined. */
export const JOIN_LOG_ODDS = 4

/**
 * Further edges of one family count a quarter: an address and its name servers are one host, and two
 * strangers who rent there share both. They do not join two sites by themselves.
 */
export const SAME_FAMILY_SHARE = 0.25

/** A good site that shows an edge too takes so much off it: what good sites show is no mark. */
export const GOOD_SITE_PENALTY = 2

/** Own log-odds of a site (2 %) from which it counts as good here. */
export const GOOD_LOG_ODDS = -3.9

/**
 * Kinds by which the groups among those that show an edge are told apart: 27 sites on one address
 * that also share a wallet are one group, 27 that share nothing else are 27.
 */
export const GROUPING_KINDS: ReadonlySet<SiteEdgeKind> = new Set<SiteEdgeKind>([
  'wallet',
  'merchant_id',
  'card_destination',
  'api_key',
  'registration_batch',
  'certificate',
])

/**
 * Weight of an edge.
 * @param groups unrelated groups of sites that show it
 * @param goodSites protected sites and sites found to be good among them
 */
export function edgeWeight(kind: SiteEdgeKind, groups: number, goodSites: number): number {
  const { base, free, most } = EDGE_POLICIES[kind]
  if (groups > most) return 0
  const rarity = Math.log(Math.max(1, groups / free))
  return Math.max(0, base - rarity - GOOD_SITE_PENALTY * goodSites)
}

function row(
  family: EdgePolicy['family'],
  rest: Pick<EdgePolicy, 'base' | 'free' | 'most'> & Partial<EdgePolicy>,
): EdgePolicy {
  return { isIdentity: false, isCopied: false, isRented: false, ...rest, family }
}
