import { describe, expect, it } from 'vitest'
import type { ReportsObservation } from '../observation/reports.ts'
import { usualReportsPerHour } from './report-rates.ts'
import { REPORT_WINDOWS, reportVelocity } from './report-velocity.ts'
import { reportsReading } from './reports-reading.ts'

const NOW = Date.UTC(2026, 8, 1)
const MINUTE_MS = 60_000

function reports(
  minutesAgo: readonly number[],
  rest: Partial<ReportsObservation> = {},
): ReportsObservation {
  return {
    domain: 'a.example',
    atMs: minutesAgo.toSorted((a, b) => b - a).map((minutes) => NOW - minutes * MINUTE_MS),
    reporters: minutesAgo.length,
    siteAgeDays: 43,
    popularityRank: null,
    observedAtMs: NOW,
    ...rest,
  }
}
/** 14 reports over the 2.5 hours before now. */
const REFERENCE = Array.from({ length: 14 }, (_, at) => 1 + at * 11)

describe('the velocity of reports', () => {
  it('calls 14 reports in 2.5 hours 9 sigma, by the exact tail', () => {
    const { windows } = reportVelocity(reports(REFERENCE), { asOfMs: NOW })
    const window = windows.find(({ minutes }) => minutes === 150)!
    expect(window).toMatchObject({ count: 14, expected: expect.closeTo(0.273, 3) })
    expect(window.sigma).toBeCloseTo(9, 1)
    expect(Math.exp(window.logTail)).toBeGreaterThan(1e-19)
    expect(Math.exp(window.logTail)).toBeLessThan(1.2e-19)
  })

  it('names the probability where no double can', () => {
    const many = Array.from({ length: 1000 }, (_, at) => at / 100)
    const { strongest, sigma } = reportVelocity(reports(many), { asOfMs: NOW })
    expect(strongest.logTail).toBeLessThan(Math.log(1e-300))
    expect(Number.isFinite(strongest.logTail)).toBe(true)
    expect(sigma).toBeGreaterThan(37)
    expect(Number.isFinite(sigma)).toBe(true)
  })

  it('looks at windows from 15 minutes to 7 days and pays for looking at several', () => {
    const velocity = reportVelocity(reports(REFERENCE), { asOfMs: NOW })
    expect(velocity.windows.map(({ minutes }) => minutes)).toEqual([...REPORT_WINDOWS])
    expect([REPORT_WINDOWS[0], REPORT_WINDOWS.at(-1)]).toEqual([15, 7 * 1440])
    expect(velocity.sigma).toBeLessThan(velocity.strongest.sigma)
    expect(velocity.sigma).toBeGreaterThan(velocity.strongest.sigma - 0.3)
  })

  it('counts what one network sends in a burst once', () => {
    const from = REFERENCE.map((_, at) => ({ reporter: `r${at}`, network: 'n' }))
    const quick = reports(
      REFERENCE.map((_, at) => 1 + at / 2),
      { from },
    )
    expect(reportVelocity(quick, { asOfMs: NOW }).strongest.count).toBe(1)
    const apart = reports(
      REFERENCE.map((_, at) => 1 + at / 2),
      {
        from: from.map(({ reporter }, at) => ({ reporter, network: `n${at}` })),
      },
    )
    expect(reportVelocity(apart, { asOfMs: NOW }).strongest.count).toBe(14)
  })

  it('counts a reporter once', () => {
    const from = REFERENCE.map((_, at) => ({ reporter: 'r', network: `n${at}` }))
    expect(reportVelocity(reports(REFERENCE, { from }), { asOfMs: NOW }).strongest.count).toBe(1)
    expect(
      reportVelocity(reports(REFERENCE, { reporters: 2 }), { asOfMs: NOW }).strongest.count,
    ).toBe(2)
  })

  it('expects more reports of what many visit', () => {
    expect(usualReportsPerHour(43, null)).toBe(0.1092)
    expect(usualReportsPerHour(4000, 50)).toBeGreaterThan(usualReportsPerHour(4000, 50_000))
    expect(usualReportsPerHour(4000, null)).toBeLessThan(usualReportsPerHour(10, null))
    const rates = { byAge: [{ days: Infinity, perHour: 2 }], byRank: [], unknownAgePerHour: 3 }
    expect([usualReportsPerHour(1, 1, rates), usualReportsPerHour(null, 1, rates)]).toEqual([2, 3])
  })
})

describe('what reports say', () => {
  it('is much for a burst, little for what happens, nothing for none', () => {
    const burst = reportsReading(reports(REFERENCE), { asOfMs: NOW })
    expect(burst).toMatchObject({ state: 'read', logOdds: expect.closeTo(3.7, 1) })
    expect(burst).toMatchObject({ findings: [{ code: 'REPORT_VELOCITY' }] })
    const few = reportsReading(reports([10, 400]), { asOfMs: NOW })
    expect(few).toMatchObject({ state: 'read', findings: [{ code: 'REPORTS_FEW' }] })
    expect(reportsReading(reports([]), { asOfMs: NOW })).toMatchObject({ state: 'unknown' })
    expect(reportsReading({ unknown: 'late' }, { asOfMs: NOW })).toMatchObject({ reason: 'late' })
  })

  it('is little for the same burst about what everybody visits', () => {
    const popular = reports(REFERENCE, { siteAgeDays: 4000, popularityRank: 500 })
    expect(reportsReading(popular, { asOfMs: NOW })).toMatchObject({
      findings: [{ code: 'REPORTS_FEW' }],
    })
  })
})
