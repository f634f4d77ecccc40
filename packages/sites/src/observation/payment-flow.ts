import type { SiteEdge } from '../edge.ts'

/** Where a step of the checkout would have sent something; nothing was ever sent. */
export interface SeenDestination {
  /** Origin and path, without query. */
  readonly url: string
  readonly host: string
  readonly method: string
  readonly channel: 'form' | 'fetch' | 'beacon' | 'websocket' | 'navigation' | 'other'
  /** The synthetic card number, its parts or codings of it were in what would have been sent. */
  readonly hasCard: boolean
  /** Key of the catalogue of payment processors; `null`: none that is known. */
  readonly processor: string | null
}

/** What a walk through product, cart and checkout saw. */
export interface PaymentFlowObservation {
  readonly startUrl: string
  /** How far it came. */
  readonly reached: 'nothing' | 'product' | 'cart' | 'checkout' | 'card_form' | 'submitted'
  readonly steps: readonly { readonly at: string; readonly url: string; readonly atMs: number }[]
  readonly destinations: readonly SeenDestination[]
  /** SDKs of known processors that the pages loaded, by key of the catalogue. */
  readonly processors: readonly string[]
  readonly merchantIds: readonly { readonly processor: string; readonly id: string }[]
  readonly edges: readonly SiteEdge[]
  /** Why it ended, where it did not come to the end: `timeout`, `no_product` ... */
  readonly problem: string | null
  readonly observedAtMs: number
}
