import type { SiteEdgeKind } from '@gatehouse/contract'

/** How one kind of id looks in the source of a page. A new one is one line of a table. */
export interface EdgeShape {
  readonly kind: SiteEdgeKind
  /** First part of the canonical value: `stripe`, `ga4`. */
  readonly prefix: string
  /**
   * Global; every repetition in it has an end, and none lies in another. Where what is sought stands
   * before what is known, a look-behind after the known part finds it: no step is taken elsewhere.
   */
  readonly pattern: RegExp
  /** The value from the groups of a match; the first group where absent. `null`: not one after all. */
  readonly value?: (groups: readonly string[]) => string | null
  /** The value gives power over somebody's account: only its hash is kept. */
  readonly isSecret?: true
}
