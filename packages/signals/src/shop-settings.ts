import type { RateTable } from '@gatehouse/contract'

/** What signals need to know of the shop: rules think in its money and from its country. */
export interface ShopSettings {
  /** ISO 4217. Thresholds of rules are in major units of it. */
  readonly currency: string
  /** The operator's rates into that currency; without them other currencies are unknown. */
  readonly rates: RateTable | null
  /** ISO 3166-1 alpha-2 of the market that counts as domestic; `null` when none was named. */
  readonly homeCountry: string | null
}
