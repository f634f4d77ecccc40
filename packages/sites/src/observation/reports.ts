/** Reports of people about one site, by the hour they came. */
export interface ReportsObservation {
  readonly domain: string
  /** Times of accepted reports, oldest first, milliseconds since the epoch; the newest 1,000. */
  readonly atMs: readonly number[]
  /**
   * Who sent each, as pseudonyms, beside `atMs`: a burst from one network then counts once. Absent:
   * nobody wrote it down.
   */
  readonly from?: readonly { readonly reporter: string; readonly network: string }[] | undefined
  /** Different reporters among them. */
  readonly reporters: number
  /** Age of the site in days; `null` when nobody knows. */
  readonly siteAgeDays: number | null
  /** Rank of the site among the most visited; `null`: in no list. */
  readonly popularityRank: number | null
  readonly observedAtMs: number
}
