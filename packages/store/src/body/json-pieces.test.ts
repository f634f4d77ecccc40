import fc from 'fast-check'
import { expect, it } from 'vitest'
import { END, isWhole, takeApart } from './json-pieces.ts'

const together = (text: string) => {
  const { frames, values } = takeApart(text)
  return frames.map((frame, index) => frame + (values[index] ?? '')).join('')
}

it('keeps keys in frames and scalars in values', () => {
  expect(takeApart('{"a":1,"b":["x\\"y",null,-2.5e+3]}')).toEqual({
    frames: ['{"a":', ',"b":[', ',', ',', `]}${END}`],
    values: ['1', '"x\\"y"', 'null', '-2.5e+3'],
  })
})

it('loses no byte of any JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(together(text)).toBe(text + END)
    }),
  )
})

it('loses no byte of text that is no JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(together(text)).toBe(text + END)
    }),
  )
})

it.each([
  ['1,', 1, true],
  ['10', 1, false],
  ['1', 1, true],
  ['1e5', 1, false],
  ['null}', 4, true],
  ['"a",', 3, true],
  ['"a\\",', 4, false],
  ['"a', 2, true],
  ['"ab', 2, false],
])('in `%s` a scalar of %i characters is whole: %s', (text, end, isWholeThere) => {
  expect(isWhole(text, 0, end)).toBe(isWholeThere)
})
