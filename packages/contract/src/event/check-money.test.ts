import { describe, expect, it } from 'vitest'
import { exampleDispute, exampleOrder } from '../examples.ts'
import { checkMoney } from './check-money.ts'

describe('checkMoney', () => {
  it.each([
    ['an example order', exampleOrder, []],
    ['an example dispute', exampleDispute, []],
    ['an event without money', {}, []],
    ['an amount without a currency', { order: { amount: 1.234 } }, []],
    ['a total too large for minor units', { order: { amount: 1e14 - 1, currency: 'EUR' } }, []],
    ['noise of binary arithmetic', { order: { amount: 0.1 + 0.2, currency: 'EUR' } }, []],
    [
      'three decimal places of a euro',
      { order: { amount: 1.234, tax_amount: 0.5, currency: 'EUR' } },
      ['too_many_digits /order/amount'],
    ],
    [
      'half a yen',
      { order: { currency: 'JPY' }, payment: { amount: 0.5 } },
      ['too_many_digits /payment/amount'],
    ],
    [
      'a currency of its own',
      { order: { currency: 'JPY' }, dispute: { amount: 1.25, currency: 'EUR', fee_amount: 0.001 } },
      ['too_many_digits /dispute/fee_amount'],
    ],
    [
      'a code that is no currency',
      { order: { amount: 1, currency: 'XYZ' } },
      ['unknown_currency /order/currency'],
    ],
    [
      'the price of one item',
      { order: { currency: 'EUR' }, shopping_cart: [{ price: 0.0045 }] },
      [],
    ],
  ])('%s', (_what, event, expected) => {
    expect(checkMoney(event).map((issue) => `${issue.code} ${issue.pointer}`)).toEqual(expected)
  })
})
