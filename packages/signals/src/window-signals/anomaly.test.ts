import { unknownBecause, type SignalValue } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { poissonSigma } from '@gatehouse/scoring'
import { AMOUNT_SLACK, anomalySignals, usualOfAmount, usualOfKey } from './anomaly.ts'

function told(name: string, ...values: readonly SignalValue[]): SignalValue {
  const signal = anomalySignals.find((definition) => definition.name === name)
  if (signal === undefined) throw new Error(`no signal \`${name}\``)
  expect(values).toHaveLength(signal.from.length)
  return signal.compute(values)
}

const rounded = (value: number): number => Math.round(value * 100) / 100

describe('an anomaly of the whole shop', () => {
  const orders = 'anomaly.orders_by_shop_10m_sigma'

  it('is the Poisson tail over a sixth of what the hour usually brings', () => {
    expect(told(orders, 30, 60)).toBe(rounded(poissonSigma(30, 10)))
    expect(told(orders, 60, 60)).toBeGreaterThan(9)
  })

  it('is 0 for what is usual or less', () => {
    expect(told(orders, 10, 60)).toBe(0)
    expect(told(orders, 0, 60)).toBe(0)
  })

  it('is unknown while nobody knows what is usual', () => {
    const missing = unknownBecause('too_little_history')
    expect(told(orders, 500, missing)).toEqual(missing)
  })
})

describe('what is usual of a key in ten minutes', () => {
  const quiet = { now: 1, week: 1, shopNow: 20, shopWeek: 20_000, factor: 1 }

  it('is its week, with one event more than seen', () => {
    expect(usualOfKey({ ...quiet, shopNow: 1, week: 2015 })).toBe(2015 / 1007)
    expect(usualOfKey({ ...quiet, shopNow: 1 })).toBe(1 / 1007)
  })

  it('is more in an hour that is busier than others', () => {
    expect(usualOfKey({ ...quiet, shopNow: 1, factor: 3 })).toBeCloseTo(3 / 1007)
  })

  it('is its share of what else comes, when that is more: a sale is no attack', () => {
    const share = (week: number, now: number, shopNow: number) =>
      usualOfKey({ now, week: week + now, shopNow, shopWeek: 20_000 + shopNow, factor: 1 })
    // Half of all traffic, in a sale ten times as busy: half of that.
    expect(share(10_000, 100, 200)).toBeCloseTo(50, 1)
    // An attack brings its own events, and they are not what else comes.
    expect(share(20, 100, 120)).toBeCloseTo((21 / 20_001) * 20, 6)
  })
})

describe('what is usual of an amount', () => {
  const quiet = { now: 1, share: 0.01, shopNow: 21, shopWeek: 20_181, factor: 1, spans: 1 }

  it('is its share of what the shop usually does, with some slack', () => {
    expect(usualOfAmount(quiet)).toBeCloseTo(AMOUNT_SLACK * 0.01 * 20, 6)
    expect(usualOfAmount({ ...quiet, factor: 2, spans: 6 })).toBeCloseTo(
      AMOUNT_SLACK * 0.01 * 240,
      6,
    )
  })

  it('is its share of what else comes when that is more: a sale is no attack', () => {
    expect(usualOfAmount({ ...quiet, now: 10, shopNow: 1010 })).toBeCloseTo(
      AMOUNT_SLACK * 0.01 * 1000,
      6,
    )
  })

  it('is raised by no attempts of its own amount', () => {
    expect(usualOfAmount({ ...quiet, now: 1000, shopNow: 1020, shopWeek: 21_180 })).toBeCloseTo(
      usualOfAmount(quiet),
      6,
    )
  })
})

describe('an anomaly of a key', () => {
  it('is held against what is usual of it', () => {
    const counts = { now: 12, week: 32, shopNow: 30, shopWeek: 20_000, factor: 1.5 }
    const { now, week, shopNow, shopWeek, factor } = counts
    expect(told('anomaly.attempts_by_bin_10m_sigma', now, week, shopNow, shopWeek, factor)).toBe(
      rounded(poissonSigma(12, usualOfKey(counts))),
    )
  })

  it('of a SKU is unknown until it has sold 20 units: a launch is no attack', () => {
    const units = (week: number) => told('anomaly.units_by_sku_10m_sigma', 10, week, 30, 20_000, 1)
    expect(units(29)).toEqual(unknownBecause('too_little_history'))
    expect(units(30)).toBeGreaterThan(5)
  })
})
