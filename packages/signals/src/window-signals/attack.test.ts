import { unknownBecause, type SignalValue } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { attackSignals } from './attack.ts'
import { knownCustomerSignals } from './customer.ts'
import type { WindowSignalDefinition } from './window-signal.ts'

const unknown = unknownBecause('too_little_history')

/** The value of a signal, told by the ends of the names that it reads; the rest is unknown. */
function told(
  definitions: readonly WindowSignalDefinition[],
  name: string,
  values: Readonly<Record<string, SignalValue>>,
): SignalValue {
  const signal = definitions.find((definition) => definition.name === name)
  if (signal === undefined) throw new Error(`no signal \`${name}\``)
  const given = signal.from.map((source) => values[source.slice(source.indexOf('.') + 1)])
  expect(given.filter((value) => value !== undefined)).toHaveLength(Object.keys(values).length)
  return signal.compute(given.map((value) => value ?? unknown))
}

describe('an attack on an amount', () => {
  const onAmount = (values: Record<string, SignalValue>) =>
    told(attackSignals, 'attack.on_amount', values)
  const counts = (sigma: number, checkouts: number) => ({
    checkouts_by_amount_band_10m_sigma: sigma,
    checkouts_by_amount_band_10m_with_this: checkouts,
  })
  const failures = (share: number, failed: number) => ({
    failed_share_by_amount_band_10m: share,
    failed_payments_by_amount_band_10m: failed,
  })

  const hour = (sigma: number, checkouts: number) => ({
    checkouts_by_amount_band_1h_sigma: sigma,
    checkouts_by_amount_band_1h_with_this: checkouts,
    checkouts_by_amount_band_6h_sigma: 0,
  })

  it('begins at 6 sigma and six checkouts, and needs both', () => {
    expect(onAmount({ ...counts(6, 6), ...failures(0, 0) })).toBe(true)
    expect(onAmount({ ...counts(5.99, 60), ...failures(0, 0), ...hour(0, 60) })).toBe(false)
    expect(onAmount({ ...counts(60, 5), ...failures(0, 0), ...hour(0, 5) })).toBe(false)
  })

  it('that is slow is seen within an hour, and is over when ten minutes brought no other', () => {
    const quiet = failures(0, 0)
    expect(onAmount({ ...counts(1, 2), ...quiet, ...hour(6, 6) })).toBe(true)
    expect(onAmount({ ...counts(1, 1), ...quiet, ...hour(60, 600) })).toBe(false)
    expect(onAmount({ ...counts(1, 2), ...quiet, ...hour(5.9, 600) })).toBe(false)
    expect(onAmount({ ...counts(1, 2), ...quiet, ...hour(60, 5) })).toBe(false)
  })

  it('that is slower is seen within six hours, and is over after a quiet one', () => {
    const quiet = { ...counts(1, 1), ...failures(0, 0) }
    const slow = (checkouts: number, sigma: number) => ({
      ...hour(3, checkouts),
      checkouts_by_amount_band_6h_sigma: sigma,
    })
    expect(onAmount({ ...quiet, ...slow(6, 6) })).toBe(true)
    expect(onAmount({ ...quiet, ...slow(5, 60) })).toBe(false)
    expect(onAmount({ ...quiet, ...slow(600, 5.9) })).toBe(false)
  })

  it('is known by failures where nothing is known of what is usual', () => {
    expect(onAmount(failures(0.5, 10))).toBe(true)
    expect(onAmount({ ...counts(0, 30), ...failures(0.49, 30), ...hour(0, 30) })).toBe(false)
    expect(onAmount({ ...counts(0, 12), ...failures(0.9, 9), ...hour(0, 12) })).toBe(false)
  })

  it('is unknown when it may be one', () => {
    expect(onAmount(failures(0.2, 4))).toEqual(unknown)
    expect(onAmount(counts(2, 30))).toEqual(unknown)
    expect(onAmount({})).toEqual(unknown)
  })
})

describe('an attack on the shop', () => {
  const onShop = (share: SignalValue, failed: number, sigma: SignalValue) =>
    told(attackSignals, 'attack.on_shop', {
      failed_share_by_shop_10m: share,
      failed_payments_by_shop_10m: failed,
      failed_payments_by_shop_10m_sigma: sigma,
    })

  it('is half of all payments failing, unusually many', () => {
    expect(onShop(0.5, 10, 6)).toBe(true)
    expect(onShop(0.49, 1000, 60)).toBe(false)
    expect(onShop(0.9, 9, 60)).toBe(false)
    expect(onShop(0.9, 500, 5.9)).toBe(false)
  })

  it('needs three times as many where nothing is known of the hour', () => {
    expect(onShop(0.9, 29, unknown)).toBe(false)
    expect(onShop(0.9, 30, unknown)).toBe(true)
  })

  it('is none while nobody fails, however little else is known', () => {
    expect(onShop(unknown, 0, unknown)).toBe(false)
  })
})

describe('a known customer', () => {
  const isKnown = (values: Record<string, SignalValue>) =>
    told(knownCustomerSignals, 'customer.is_known', values)

  it('has ordered more than a day ago, by account, email address or card', () => {
    for (const by of ['account', 'email', 'card']) {
      const orders = (earlier: number, today: number) =>
        isKnown({ [`orders_by_${by}_90d`]: earlier + today, [`orders_by_${by}_24h`]: today })
      expect(orders(1, 0)).toBe(true)
      expect(orders(1, 3)).toBe(true)
      // All of today: that may be the attack.
      expect(orders(0, 30)).toBe(false)
    }
  })

  it('is who the shop says, if the account is over a day old', () => {
    expect(isKnown({ orders_count: 4, age_days: 300 })).toBe(true)
    expect(isKnown({ orders_count: 4, age_days: 0.5 })).toBe(false)
    expect(isKnown({ orders_count: 0, age_days: 300 })).toBe(false)
  })

  it('is nobody whose payments were disputed', () => {
    const old = { orders_by_email_90d: 5, orders_by_email_24h: 0 }
    expect(isKnown({ ...old, disputes_by_email_90d: 1 })).toBe(false)
    expect(isKnown({ ...old, disputes_by_card_90d: 1 })).toBe(false)
    expect(isKnown({ ...old, disputes_count: 1 })).toBe(false)
  })

  it('is nobody until something says so', () => {
    expect(isKnown({})).toBe(false)
  })
})
