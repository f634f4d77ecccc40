import type { SiteEdgeKind } from '@gatehouse/contract'

/** Something that a site shows and that ties it to every other site that shows the same. */
export interface SiteEdge {
  readonly kind: SiteEdgeKind
  /** Canonical: two sites have the edge in common when kind and value are equal. */
  readonly value: string
}
