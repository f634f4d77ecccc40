import { unknownBecause } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { usualAmountSignals } from './usual-amount.ts'

const [mean, ratio] = usualAmountSignals

it('the mean amount of a customer is that of the orders before', () => {
  expect(mean?.compute([100, 3])).toBe(33.33)
  expect(mean?.compute([0, 2])).toBe(0)
  expect(mean?.compute([0, 0])).toEqual(unknownBecause('too_few_orders'))
})

it('an order is held against that mean', () => {
  expect(ratio?.compute([50, 33.33])).toBe(1.5002)
  expect(ratio?.compute([50, 0])).toEqual(unknownBecause('not_applicable'))
})

it('what is unknown of either stays unknown, with its reason', () => {
  const late = unknownBecause('restarted')
  expect(mean?.compute([late, 3])).toEqual(late)
  expect(mean?.compute([3, late])).toEqual(late)
  expect(ratio?.compute([3, late])).toEqual(late)
  expect(ratio?.compute([late, 3])).toEqual(late)
})
