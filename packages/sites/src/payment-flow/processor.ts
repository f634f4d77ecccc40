/** How a merchant's id at a processor is written. */
export interface MerchantIdPattern {
  /** Global, with the id as its first group. Linear: no nested repetition. */
  readonly pattern: RegExp
  /** Nobody else writes ids like this, so it counts without the processor's host as well. */
  readonly isUnmistakable: boolean
}

export type ProcessorKind = 'card' | 'wallet' | 'bank' | 'later' | 'crypto'

/** Somebody who takes payments for shops. */
export interface Processor {
  /** Stable, `lower_snake`. */
  readonly key: string
  readonly name: string
  readonly kind: ProcessorKind
  /** Of scripts, frames, forms and interfaces; whole domains, what stands below them included. */
  readonly hosts: readonly string[]
  /** The label that imitators put into their names; `null`: a common word. */
  readonly brand: string | null
  readonly merchantIds: readonly MerchantIdPattern[]
  /** Where the processor itself names its hosts. */
  readonly source: string
}
