/** One page as it came over the wire, not yet read. */
export interface FetchedPage {
  readonly url: string
  /** Where it ended after redirects of HTTP; scripts were not run. */
  readonly finalUrl: string
  readonly status: number
  /** Names in lower case; what was sent several times is joined with `, `. */
  readonly headers: ReadonlyMap<string, string>
  /** Decoded by its declared charset; 2 MB of bytes at most. */
  readonly html: string
  readonly seenAs: 'crawler' | 'shopper'
  /** Every request made, the last one included. */
  readonly hops: readonly {
    readonly url: string
    readonly status: number
    readonly address: string
  }[]
  /** Milliseconds since the epoch. */
  readonly observedAtMs: number
}
