import type { SiteEdge } from '../edge.ts'
import type { Finding } from '../layer.ts'

/** Structure of a page, blind to its text, images and colours. */
export interface PageSkeleton {
  /** 64 bits, sixteen hexadecimal digits. */
  readonly simHash: string
  /** 256 minima of 16 bits, two to a word, the first in the low half. */
  readonly minHash: Uint32Array
  /** Elements that went into it: a page of few elements is like many others. */
  readonly elements: number
}

/** One page as one kind of visitor saw it. */
export interface PageObservation {
  readonly url: string
  /** Where it ended after redirects. */
  readonly finalUrl: string
  readonly status: number
  /** Who was shown it: a crawler, or a shopper with a browser. */
  readonly seenAs: 'crawler' | 'shopper'
  /** Scripts had run when the page was read; absent: they had not. */
  readonly rendered?: boolean
  readonly skeleton: PageSkeleton | null
  /** What ties it to other sites. */
  readonly edges: readonly SiteEdge[]
  readonly findings: readonly Finding[]
  readonly observedAtMs: number
}
