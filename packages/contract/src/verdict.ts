/**
 * What is said of a site. `unknown` is never `benign`: it says that nothing, or too little, could
 * be seen.
 */
export const VERDICTS = ['malicious', 'suspicious', 'unknown', 'benign'] as const
export type Verdict = (typeof VERDICTS)[number]

/**
 * The six independent layers that look at a site, cheapest first. The graph of campaigns fuses
 * them and is none itself.
 */
export const SITE_LAYERS = [
  'lexical',
  'registration',
  'network',
  'page',
  'payment_flow',
  'reports',
] as const
export type SiteLayer = (typeof SITE_LAYERS)[number]

/** What ties one site to another: shared by two sites, it says that one hand made both. */
export const SITE_EDGES = [
  'page_skeleton',
  'api_key',
  'analytics_id',
  'wallet',
  'merchant_id',
  'phone',
  'email',
  'card_destination',
  'registration_batch',
  'certificate',
  'ip',
  'name_servers',
  'redirect',
  'naming',
] as const
export type SiteEdgeKind = (typeof SITE_EDGES)[number]
