import type { SiteLayer } from '@gatehouse/contract'

/**
 * The most and the least that a layer may say, as natural logarithms of odds. What an operator has
 * for nothing (a plain name, a certificate, a copied page, no reports yet) can speak for a site only
 * a little; age costs time and speaks for it more. A checkout never speaks for a site: fraud shops
 * use real processors too (5,278 real merchant ids in 41,863 walked checkouts: SCAMMAGNIFIER).
 * Upwards, one cheap layer alone (name, registration, network) does not even make a site suspicious
 * at the default prior, and reports alone, which rivals can send, do not make it malicious.
 */
export const LAYER_CAPS: Readonly<
  Record<SiteLayer, { readonly least: number; readonly most: number }>
> = {
  lexical: { least: -0.7, most: 2 },
  registration: { least: -2.5, most: 2 },
  network: { least: -0.5, most: 1.5 },
  page: { least: -0.7, most: 4.5 },
  payment_flow: { least: 0, most: 8 },
  reports: { least: -0.2, most: 4 },
}
