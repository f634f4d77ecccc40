import type { PageFacts } from '../read/page-facts.ts'

/** A name that fraudsters borrow, and the domains that may use it. */
export interface BrandName {
  /** As people write it: `PayPal`. */
  readonly name: string
  /** Registrable domains of its owner. */
  readonly domains: readonly string[]
  /** Software that people run on their own domains: its name over a log-in form is no wonder. */
  readonly selfHosted?: boolean
}

/** Where a page was seen, and what the caller knows. */
export interface PagePlace {
  /** Host of the final address, lower case. */
  readonly host: string
  /** Its registrable domain (Public Suffix List, private part included). */
  readonly domain: string
  /** Names to look for; none: impersonation is not looked for. */
  readonly brands?: readonly BrandName[]
}

/** All that a rule about one page may ask. */
export interface PageContext extends PagePlace {
  readonly facts: PageFacts
  /** Scripts of the page and script files that came with it, one text. */
  readonly code: string
  /** Title and visible text in lower case. */
  readonly words: string
  readonly elements: number
}
