import { unknownBecause, type SignalValue } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { rateSignals } from './rates.ts'

function told(name: string, part: SignalValue, whole: SignalValue): SignalValue {
  const signal = rateSignals.find((definition) => definition.name === name)
  if (signal === undefined) throw new Error(`no signal \`${name}\``)
  return signal.compute([part, whole])
}

describe('a share of failed payments', () => {
  it('says nothing under five attempts', () => {
    const share = (failed: number, attempts: number) =>
      told('velocity.failed_share_by_ip_1h', failed, attempts)
    expect(share(4, 4)).toEqual(unknownBecause('too_few_attempts'))
    expect(share(4, 5)).toBe(0.8)
    expect(share(0, 5)).toBe(0)
  })

  it('is no more than all, when the first attempt has just left the window', () => {
    expect(told('velocity.failed_share_by_shop_10m', 7, 6)).toBe(1)
  })

  it('is unknown for the reason for which what it is made of is', () => {
    const missing = unknownBecause('not_sent')
    expect(told('velocity.failed_share_by_bin_10m', 3, missing)).toEqual(missing)
    expect(told('velocity.failed_share_by_bin_10m', missing, 9)).toEqual(missing)
  })
})

describe('a rate of returns or refunds', () => {
  it.each(['return', 'refund'])('says nothing under five orders: %s', (what) => {
    const rate = (back: number, orders: number) =>
      told(`velocity.${what}_rate_by_account_90d`, back, orders)
    expect(rate(4, 4)).toEqual(unknownBecause('too_few_orders'))
    expect(rate(3, 10)).toBe(0.3)
  })
})
