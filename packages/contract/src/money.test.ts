import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convertMinor, currencyExponent, fromMinor, toMinor, type RateTable } from './money.ts'

describe('toMinor', () => {
  it.each([
    [12.34, 'EUR', 1234],
    [0, 'EUR', 0],
    [0.1 + 0.2, 'EUR', 30],
    [1.005 * 100, 'EUR', 10050],
    [4.35 * 100, 'USD', 43500],
    [1.1 * 3, 'USD', 330],
    [500, 'JPY', 500],
    [1.234, 'KWD', 1234],
    [1.2345, 'CLF', 12345],
    [9_999_999_999_999.99, 'EUR', 999_999_999_999_999],
    [-12.34, 'EUR', -1234],
  ])('%d %s is %d', (amount, currency, amountMinor) => {
    expect(toMinor(amount, currency)).toEqual({ ok: true, amountMinor })
  })

  it.each([
    [0.001, 'EUR', 'too_many_digits'],
    [1.5, 'JPY', 'too_many_digits'],
    [1e-7, 'EUR', 'too_many_digits'],
    [1, 'XYZ', 'unknown_currency'],
    [1, 'toString', 'unknown_currency'],
    [1, 'XAU', 'unknown_currency'],
    [1e13, 'EUR', 'too_large'],
    [1e14 - 1, 'EUR', 'too_large'],
    [NaN, 'EUR', 'not_finite'],
    [Infinity, 'EUR', 'not_finite'],
  ])('%d %s is refused: %s', (amount, currency, problem) => {
    expect(toMinor(amount, currency)).toEqual({ ok: false, problem })
  })

  it('is the inverse of fromMinor', () => {
    const minor = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 })
    fc.assert(
      fc.property(minor, fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'), (amountMinor, currency) => {
        const amount = fromMinor(amountMinor, currency)
        expect(toMinor(amount ?? NaN, currency)).toEqual({ ok: true, amountMinor: amountMinor + 0 })
      }),
    )
  })
})

describe('convertMinor', () => {
  const table: RateTable = {
    base: 'EUR',
    rates: { USD: 1.25, JPY: 160, KWD: 0.3333, BAD: 0 },
    as_of: '2026-03-01',
  }

  it.each([
    [12_500, 'USD', 'EUR', 10_000],
    [10_000, 'EUR', 'USD', 12_500],
    [16_000, 'JPY', 'EUR', 10_000],
    [100, 'EUR', 'JPY', 160],
    [100, 'EUR', 'KWD', 333],
    [1, 'USD', 'EUR', 1],
    [-12_500, 'USD', 'EUR', -10_000],
    [7, 'EUR', 'EUR', 7],
  ])('%d minor %s to %s is %d', (amountMinor, from, to, expected) => {
    expect(convertMinor(amountMinor, from, to, table)).toEqual({ ok: true, amountMinor: expected })
  })

  it('rounds half to even', () => {
    const half: RateTable = { base: 'EUR', rates: { USD: 0.5 }, as_of: '2026-03-01' }
    const rounded = [1, 3, 5, 7, -1, -3].map((minor) => convertMinor(minor, 'EUR', 'USD', half))
    expect(rounded.map((each) => each.ok && each.amountMinor + 0)).toEqual([0, 2, 2, 4, 0, -2])
  })

  it.each([
    ['without a table', 'USD', 'EUR', null, 'no_rate'],
    ['without a rate', 'GBP', 'EUR', table, 'no_rate'],
    ['with a name of the prototype', 'EUR', 'constructor', table, 'unknown_currency'],
  ])('is refused %s', (_when, from, to, rates, problem) => {
    expect(convertMinor(1, from, to, rates)).toEqual({ ok: false, problem })
  })

  it('needs no table between the same currency', () => {
    expect(convertMinor(5, 'EUR', 'EUR', null)).toEqual({ ok: true, amountMinor: 5 })
  })

  it('refuses a rate that is zero or negative', () => {
    for (const rate of [0, -1, NaN]) {
      const bad = { base: 'EUR', rates: { USD: rate }, as_of: '2026-03-01' }
      expect(convertMinor(1, 'EUR', 'USD', bad)).toEqual({ ok: false, problem: 'no_rate' })
    }
  })
})

describe('currencyExponent', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['BHD', 3],
    ['UYW', 4],
    ['', null],
    ['eur', null],
  ])('%s has %s', (currency, exponent) => {
    expect(currencyExponent(currency)).toBe(exponent)
  })
})
