import fc from 'fast-check'
import { expect, it } from 'vitest'
import { folded, foldedLines, latinLetters } from './folded-text.ts'

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abZ9 .-ßÄéΣ\u0301\u212a\u0000'.split('')) }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
)

it('keeps of a text in one spelling the Latin letters', () => {
  fc.assert(
    fc.property(text, (any) => {
      expect(latinLetters(any)).toBe(folded(any).replace(/[^a-z]+/g, ''))
    }),
    { numRuns: 5000 },
  )
})

it('folds lines one by one to what they are when folded together', () => {
  const line = fc.option(text, { nil: undefined })
  fc.assert(
    fc.property(line, line, line, (company, first, second) => {
      const sent = [company, first, second].filter(Boolean).join(' ')
      const parts = [foldedLines(company, undefined), foldedLines(first, second)]
      const together = parts.filter((part) => part !== null)
      expect(together.length > 0).toBe(sent !== '')
      expect(together.join(' ').trim()).toBe(folded(sent))
    }),
    { numRuns: 5000 },
  )
})
