import { OVERLAPS_MAX } from '@gatehouse/contract'
import { expect, it } from 'vitest'
import { createOverlapTally } from './overlap-tally.ts'

it('counts pairs whatever their order, against the decisions that either hit', () => {
  const tally = createOverlapTally()
  for (const ids of [['b', 'a'], ['a', 'b', 'c'], ['a'], ['c'], []]) tally.add(ids)
  expect(tally.result()).toEqual(
    [
      { rules: ['a', 'b'], both: 2, jaccard: 2 / 3 },
      { rules: ['a', 'c'], both: 1, jaccard: 1 / 4 },
      { rules: ['b', 'c'], both: 1, jaccard: 1 / 3 },
    ].sort((one, other) => other.both - one.both || other.jaccard - one.jaccard),
  )
})

it('tells the most frequent pairs when there are many', () => {
  const tally = createOverlapTally()
  const ids = Array.from({ length: 30 }, (_, index) => `rule_${index}`)
  tally.add(ids)
  for (let times = 0; times < 3; times++) tally.add(['rule_7', 'rule_29'])
  const pairs = tally.result()
  expect(pairs).toHaveLength(OVERLAPS_MAX)
  expect(pairs[0]).toEqual({ rules: ['rule_29', 'rule_7'], both: 4, jaccard: 1 })
})
