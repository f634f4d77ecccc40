import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Latin1Text } from './latin1-text.ts'

const bytes = fc.uint8Array({ maxLength: 12, max: 3 })

it('finds a piece exactly where the text has it', () => {
  fc.assert(
    fc.property(bytes, bytes, fc.nat(14), (whole, part, at) => {
      const [text, piece] = [new Latin1Text(whole), new Latin1Text(part)]
      const isThere = at <= whole.length && text.text.startsWith(piece.text, at)
      expect(at <= whole.length && text.hasAt(at, piece)).toBe(isThere)
    }),
    { numRuns: 1000 },
  )
})

it('finds a piece of the text itself, wherever it was cut from', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(), (all, a, b) => {
      const [from, to] = [a % all.length, b % all.length].sort((left, right) => left - right)
      const piece = new Latin1Text(all.subarray(from, to))
      expect(new Latin1Text(all).hasAt(from!, piece)).toBe(true)
    }),
  )
})
