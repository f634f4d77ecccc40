import type { SiteLayer } from '@gatehouse/contract'

/** One thing that a layer found, with its weight of evidence. */
export interface Finding {
  /** Stable, `UPPER_SNAKE`; each is one line of `finding-codes.ts`. */
  readonly code: string
  /** One sentence for an analyst, with the figures that were seen. Hostile text is never in it. */
  readonly text: string
  /**
   * Natural logarithm of how much likelier a malicious site shows this than a benign one;
   * below 0 it speaks for the site.
   */
  readonly logOdds: number
}

/** What one layer says of a site. A layer that could not look says `unknown`, which moves nothing. */
export type LayerReading =
  | {
      readonly layer: SiteLayer
      readonly state: 'read'
      /** Sum of the findings after calibration and caps of the layer; natural logarithm. */
      readonly logOdds: number
      /** Strongest first. */
      readonly findings: readonly Finding[]
    }
  | {
      readonly layer: SiteLayer
      readonly state: 'unknown'
      /** Why: `late`, `refused`, `not_asked`, `failed` and the like. */
      readonly reason: string
    }
