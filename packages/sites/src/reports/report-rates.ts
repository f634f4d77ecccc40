/**
 * How many reports a good site gets in an hour, by its age and its rank among the most visited. The
 * first row of the unranked is the rate that the reference case implies: 14 reports in 2.5 hours are
 * 9 sigma of the exact tail where 0.273 are expected, 0.1092 an hour. It is generous for a good site
 * of that age, and so are the other defaults: too high a rate hides a burst of two or three reports,
 * too low a one makes bursts of what happens. An installation that has its own reports of good sites
 * sets its own.
 */
export interface ReportRates {
  /** By age; the first row whose `days` are not reached is taken, the last one has `Infinity`. */
  readonly byAge: readonly { readonly days: number; readonly perHour: number }[]
  /** By rank, best first; takes the place of the age where it is higher. */
  readonly byRank: readonly { readonly rank: number; readonly perHour: number }[]
  /** Of a site whose age nobody knows. */
  readonly unknownAgePerHour: number
}

export const DEFAULT_REPORT_RATES: ReportRates = {
  byAge: [
    { days: 90, perHour: 0.1092 },
    { days: 365, perHour: 0.08 },
    { days: Infinity, perHour: 0.05 },
  ],
  byRank: [
    { rank: 100, perHour: 20 },
    { rank: 1000, perHour: 6 },
    { rank: 10_000, perHour: 1.5 },
    { rank: 100_000, perHour: 0.4 },
    { rank: 1_000_000, perHour: 0.15 },
  ],
  unknownAgePerHour: 0.1092,
}

/** Reports that a good site of this age and popularity gets in an hour; above 0. */
export function usualReportsPerHour(
  siteAgeDays: number | null,
  popularityRank: number | null,
  rates: ReportRates = DEFAULT_REPORT_RATES,
): number {
  const aged =
    siteAgeDays === null
      ? rates.unknownAgePerHour
      : (rates.byAge.find(({ days }) => siteAgeDays < days)?.perHour ?? rates.unknownAgePerHour)
  const ranked =
    popularityRank === null
      ? 0
      : (rates.byRank.find(({ rank }) => popularityRank <= rank)?.perHour ?? 0)
  return Math.max(aged, ranked, Number.MIN_VALUE)
}
