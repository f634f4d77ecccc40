import { expect, it } from 'vitest'
import { patternSize } from './pattern-size.ts'

it.each([
  ['', 0],
  ['abc', 3],
  ['^a.c$', 3],
  ['a{3}', 3],
  ['a{2,5}', 5],
  ['a{2,}', 2],
  ['a{0,1}', 1],
  ['(ab?){3}c', 7],
  ['((a{10}){10}){10}', 1000],
  ['(?:a|bc){4}', 12],
  ['(?i)(?P<name>ab){4}', 8],
  ['\\x41{3}', 3],
  ['[a-z0-9_]{20}', 20],
  ['[]a]{3}', 3],
  ['[^]\\]x]{3}', 3],
  ['[[:alpha:]x]{3}', 3],
  ['\\p{Greek}{7}', 7],
  ['\\pL{7}', 7],
  ['\\{3}', 3],
  ['\\x{10FFFF}{2}', 2],
  ['a{x}', 4],
  ['a{3', 3],
  ['(((', 0],
  [')))', 0],
  ['[', 1],
  ['\\', 1],
])('of `%s` is %d', (pattern, size) => {
  expect(patternSize(pattern)).toBe(size)
})
