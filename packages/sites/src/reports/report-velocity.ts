import { poissonLogTail, sigmaOfLogTail } from '@gatehouse/scoring'
import type { ReportsObservation } from '../observation/reports.ts'
import { DEFAULT_REPORT_RATES, usualReportsPerHour, type ReportRates } from './report-rates.ts'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60
/** Windows that end now, in minutes: a quarter of an hour to seven days. */
export const REPORT_WINDOWS = [15, 60, 150, 360, 1440, 4320, 10_080] as const
/** Reports of one network within this time are one voice. */
const BURST_MS = 10 * MINUTE_MS

/** Reports of one window against what is usual. */
export interface ReportWindow {
  readonly minutes: number
  /** Voices: reports, less those of a reporter or network that was counted already. */
  readonly count: number
  readonly expected: number
  /** Natural logarithm of P(X >= count), X Poisson with that mean; exact, never 0 or `-Infinity`. */
  readonly logTail: number
  /** The z whose upper tail of the standard normal distribution is that probability. */
  readonly sigma: number
}

export interface ReportVelocity {
  readonly perHour: number
  readonly windows: readonly ReportWindow[]
  /** The most surprising window. */
  readonly strongest: ReportWindow
  /** Of the strongest window after Bonferroni: its probability times the number of windows. */
  readonly sigma: number
}

export interface VelocityOptions {
  readonly asOfMs: number
  readonly rates?: ReportRates | undefined
}

/**
 * How surprising the reports about a site are. Several windows are looked at, and the smallest
 * probability is multiplied by their number (Bonferroni), which holds although they overlap. Voices
 * are counted, not reports: a reporter counts once in a window, and what one network sends within
 * ten minutes counts once, so that a crowd has to be a crowd.
 */
export function reportVelocity(
  observation: ReportsObservation,
  { asOfMs, rates = DEFAULT_REPORT_RATES }: VelocityOptions,
): ReportVelocity {
  const { siteAgeDays, popularityRank } = observation
  const perHour = usualReportsPerHour(siteAgeDays, popularityRank, rates)
  const windows = REPORT_WINDOWS.map((minutes): ReportWindow => {
    const count = voicesSince(observation, asOfMs - minutes * MINUTE_MS, asOfMs)
    const expected = (perHour * minutes) / HOUR_MINUTES
    const logTail = poissonLogTail(count, expected)
    return { minutes, count, expected, logTail, sigma: Math.max(0, sigmaOfLogTail(logTail)) }
  })
  const strongest = windows.reduce((a, b) => (b.logTail < a.logTail ? b : a))
  const corrected = Math.min(0, strongest.logTail + Math.log(windows.length))
  return { perHour, windows, strongest, sigma: Math.max(0, sigmaOfLogTail(corrected)) }
}

function voicesSince(observation: ReportsObservation, fromMs: number, toMs: number): number {
  const { atMs, from, reporters } = observation
  const seen = new Set<string>()
  const lastOfNetwork = new Map<string, number>()
  let voices = 0
  for (const [index, at] of atMs.entries()) {
    const sender = from?.[index]
    if (!(at > fromMs && at <= toMs)) continue
    if (sender) {
      const last = lastOfNetwork.get(sender.network)
      const isBurst = last !== undefined && at - last < BURST_MS
      if (!isBurst) lastOfNetwork.set(sender.network, at)
      if (isBurst || seen.has(sender.reporter)) continue
      seen.add(sender.reporter)
    }
    voices += 1
  }
  return Math.min(voices, Math.max(0, reporters))
}
