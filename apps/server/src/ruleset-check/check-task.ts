import type { Ruleset } from '@gatehouse/contract'
import type { Catalogue, Examination } from '../ruleset-examine.ts'

/** Everything that can be known of a ruleset before it decides, and the signals that it reads. */
export interface RulesetReport extends Examination {
  readonly reads: readonly string[]
}

export interface CheckTask {
  readonly ruleset: Ruleset
  readonly catalogue: Catalogue
  /** One number: which expression is being compiled, for who has to say what took so long. */
  readonly reached: Int32Array
}

/** Thread to parent: that it listens; for each task one of the others. */
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: RulesetReport }
  | { readonly kind: 'failed'; readonly message: string }
