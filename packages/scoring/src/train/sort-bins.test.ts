import { expect, it } from 'vitest'
import { createRandom } from '../random.ts'
import { sortBins } from './sort-bins.ts'

it('puts bins in the order of what they say, equal ones in their own', () => {
  const random = createRandom(3)
  for (const count of [2, 3, 8, 31, 100, 256]) {
    // Few values, so that many are equal.
    const said = Float64Array.from({ length: 256 }, () => Math.floor(random.next() * 40) - 20)
    const bins = Uint8Array.from({ length: 256 }, (_, bin) => bin).subarray(256 - count)
    const expected = [...bins].sort((a, b) => said[a]! - said[b]! || a - b)
    expect([...sortBins(bins, said)]).toEqual(expected)
  }
})
