import fc from 'fast-check'
import { expect, it } from 'vitest'
import { END, takeApart } from './json-pieces.ts'

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
