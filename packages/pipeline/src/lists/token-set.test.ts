import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { atOnce } from './slices.ts'
import { tokenSetBuilder } from './token-set.ts'

const tokenOf = (n: number) => createHash('sha256').update(`${n}`).digest().subarray(0, 16)

describe.each([0, 1, 7, 5000])('a set of %i tokens', (many) => {
  const builder = tokenSetBuilder()
  for (let n = 0; n < many; n++) {
    builder.add(tokenOf(n).toString('base64url'), n % 3 === 0 ? 100 : Infinity)
  }
  const set = atOnce(builder.build())

  it('has each of them until it expires, and no other', () => {
    expect(set.size).toBe(many)
    for (let n = 0; n < many; n++) {
      expect(set.has(tokenOf(n), 99)).toBe(true)
      expect(set.has(tokenOf(n), 100)).toBe(n % 3 !== 0)
    }
    for (let n = many; n < many + 1000; n++) expect(set.has(tokenOf(n), 0)).toBe(false)
  })
})

it('takes no text that is no token', () => {
  const builder = tokenSetBuilder()
  builder.add('short', Infinity)
  builder.add('', Infinity)
  expect(atOnce(builder.build()).size).toBe(0)
})
