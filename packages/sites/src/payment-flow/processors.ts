/** How a merchant's id at a processor is written. */
export interface MerchantIdPattern {
  /** Global, with the id as its first group. Linear: no nested repetition. */
  readonly pattern: RegExp
  /** Nobody else writes ids like this, so it counts without the processor's host as well. */
  readonly isUnmistakable: boolean
}

/** Somebody who takes payments for shops. */
export interface Processor {
  /** Stable, `lower_snake`. */
  readonly key: string
  readonly name: string
  readonly kind: 'card' | 'wallet' | 'bank' | 'later' | 'crypto'
  /** Of scripts, frames, forms and interfaces; whole domains, what stands below them included. */
  readonly hosts: readonly string[]
  /** The label that imitators put into their names; `null`: a common word. */
  readonly brand: string | null
  readonly merchantIds: readonly MerchantIdPattern[]
  /** Where the processor says so itself. */
  readonly source: string
}

export const PROCESSORS: readonly Processor[] = [
  {
    key: 'stripe',
    name: 'Stripe',
    kind: 'card',
    hosts: ['stripe.com', 'stripe.network'],
    brand: 'stripe',
    merchantIds: [{ pattern: /\b(pk_live_[A-Za-z0-9]{10,120})\b/g, isUnmistakable: true }],
    source: 'https://docs.stripe.com/security/guide#content-security-policy',
  },
]
