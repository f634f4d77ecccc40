import { unknownBecause } from '@gatehouse/contract'
import { describe, expect, it } from 'vitest'
import { isRolledOut, ROLLOUT_UNIT, unitIndexOf, unitOf } from './rollout.ts'

const UNITS = Array.from({ length: 50_000 }, (_, index) => unitOf([], -1, `account-${index}`))
const share = (percent: number, salt: string) =>
  UNITS.filter((unit) => isRolledOut({ percent, salt }, unit)).length / UNITS.length

describe('a roll-out', () => {
  it.each([0, 0.1, 1, 5, 25, 50, 99, 100])('of %d %% is in force for that share', (percent) => {
    // Four standard deviations of a fair draw.
    const slack = 4 * Math.sqrt(((percent / 100) * (1 - percent / 100)) / UNITS.length)
    expect(Math.abs(share(percent, 'a rule') - percent / 100)).toBeLessThanOrEqual(slack)
  })

  it('keeps whom it has when it grows', () => {
    const small = { percent: 5, salt: 's' }
    const lost = UNITS.filter(
      (unit) => isRolledOut(small, unit) && !isRolledOut({ ...small, percent: 20 }, unit),
    )
    expect(lost).toEqual([])
  })

  it('takes others by another salt, as a draw of its own would', () => {
    const both = UNITS.filter(
      (unit) =>
        isRolledOut({ percent: 20, salt: 'one' }, unit) &&
        isRolledOut({ percent: 20, salt: 'two' }, unit),
    )
    expect(both.length / UNITS.length).toBeCloseTo(0.04, 2)
  })

  it('is the same for ever: these are in at 10 %', () => {
    const units = Array.from({ length: 60 }, (_, index) => index)
    expect(units.filter((unit) => isRolledOut({ percent: 10, salt: 'fixed' }, unit))).toEqual([
      9, 25, 40, 53,
    ])
  })
})

it('goes by who the event belongs to, and by the event where nobody is known', () => {
  const declarations = [{ ...ROLLOUT_UNIT, name: 'other' }, ROLLOUT_UNIT]
  const index = unitIndexOf(declarations)
  expect(index).toBe(1)
  expect(unitOf([1, 7], index, 'event')).toBe(7)
  expect(unitOf([1, 7], index, 'event')).toBe(unitOf([2, 7], index, 'another'))
  const nobody = [1, unknownBecause('not_sent')]
  expect(unitOf(nobody, index, 'event')).toBe(unitOf(nobody, index, 'event'))
  expect(unitOf(nobody, index, 'event')).not.toBe(unitOf(nobody, index, 'another'))
})
