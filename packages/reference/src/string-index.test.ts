import fc from 'fast-check'
import { expect, it } from 'vitest'
import { StringIndex } from './string-index.ts'
import { buildStringTable } from './string-table.ts'

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', '.', 'é'), maxLength: 4 }),
  fc.string({ unit: 'grapheme' }),
)

it('finds the number of every string of its table, and of no other', () => {
  fc.assert(
    fc.property(fc.array(text), fc.array(text), (strings, others) => {
      const { tables, numberOf } = buildStringTable('words', strings)
      const index = StringIndex.from({ meta: {}, tables }, 'words')
      for (const each of [...strings, ...others]) {
        expect(index.indexOf(each)).toBe(numberOf.get(each) ?? -1)
        expect(index.has(each)).toBe(numberOf.has(each))
      }
    }),
  )
})

it('keeps strings apart that share a hash', () => {
  // Two of FNV-1a's known collisions.
  const strings = ['costarring', 'liquid', 'declinate', 'macallums']
  const { tables, numberOf } = buildStringTable('words', strings)
  const index = StringIndex.from({ meta: {}, tables }, 'words')
  for (const each of strings) expect(index.indexOf(each)).toBe(numberOf.get(each))
})
