import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  TIMESTAMP_FIELDS,
  TIMESTAMP_MAX_SECONDS,
  TIMESTAMP_MIN_SECONDS,
  formatDuration,
  formatTimestamp,
  parseDuration,
  parseTimestamp,
} from './time.ts'

const seconds = fc.integer({ min: TIMESTAMP_MIN_SECONDS, max: TIMESTAMP_MAX_SECONDS })

describe('calendar arithmetic', () => {
  it("has the fields of the platform's calendar for every second of its years", () => {
    fc.assert(
      fc.property(seconds, (second) => {
        const date = new Date(second * 1000)
        const yearStart = new Date(0)
        yearStart.setUTCFullYear(date.getUTCFullYear(), 0, 1)
        const fields = Object.entries(TIMESTAMP_FIELDS).map(([name, get]) => [name, get(second)])
        expect(Object.fromEntries(fields)).toEqual({
          getFullYear: date.getUTCFullYear(),
          getMonth: date.getUTCMonth(),
          getDate: date.getUTCDate(),
          getDayOfMonth: date.getUTCDate() - 1,
          getDayOfWeek: date.getUTCDay(),
          getDayOfYear: Math.floor((date.getTime() - yearStart.getTime()) / 86_400_000),
          getHours: date.getUTCHours(),
          getMinutes: date.getUTCMinutes(),
          getSeconds: date.getUTCSeconds(),
        })
      }),
      { numRuns: 2_000 },
    )
  })

  it('reads every timestamp it writes, and every one the platform writes', () => {
    fc.assert(
      fc.property(seconds, fc.nat(999_999_999), (second, rest) => {
        const nanos = BigInt(second) * 1_000_000_000n + BigInt(rest)
        expect(parseTimestamp(formatTimestamp(nanos))).toBe(nanos)
        const iso = new Date(second * 1000).toISOString()
        expect(parseTimestamp(iso)).toBe(BigInt(second) * 1_000_000_000n)
      }),
    )
  })

  it.each([
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00:00',
    '0001-01-01T00:00:00+00:01',
    '0000-12-31T00:00:00Z',
    '2026-01-01T00:00:00.0000000001Z',
  ])('refuses %s', (text) => {
    expect(parseTimestamp(text)).toBeUndefined()
  })

  it('reads every duration it writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }), (nanos) => {
        expect(parseDuration(formatDuration(nanos))).toBe(nanos)
      }),
    )
  })

  it.each([
    ['1h30m', 5_400_000_000_000n],
    ['-1.5s', -1_500_000_000n],
    ['.5ms', 500_000n],
    ['1us', 1_000n],
    ['0', 0n],
    ['+2m', 120_000_000_000n],
    ['1', undefined],
    ['1 h', undefined],
    ['', undefined],
    ['1d', undefined],
    ['300000000h', undefined],
  ])('reads the duration %s as %s', (text, nanos) => {
    expect(parseDuration(text)).toBe(nanos)
  })
})
