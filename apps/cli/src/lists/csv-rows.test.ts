import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCsvRow } from './csv-rows.ts'

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`

describe('a row of CSV', () => {
  it('reads back what was written, with every separator inside', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', ' ', 'ü') })
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1 }),
        fc.constantFrom(',', ';', '\t'),
        (cells, delimiter) => {
          const text = cells.map(quoted).join(delimiter)
          expect(parseCsvRow(text, delimiter)).toEqual({ state: 'row', cells })
        },
      ),
    )
  })

  it.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',', ['', '']],
    ['a,', ['a', '']],
    ['"a",b', ['a', 'b']],
    ['a b , c', ['a b ', ' c']],
  ])('%j has the cells %j', (text, cells) => {
    expect(parseCsvRow(text, ',')).toEqual({ state: 'row', cells })
  })

  it('goes on in the next line while a quote is open', () => {
    for (const text of ['"a', 'a,"b', '"a""', '"']) {
      expect(parseCsvRow(text, ',')).toEqual({ state: 'open' })
    }
  })

  it('is none when a quote stands in the middle of a cell', () => {
    for (const text of ['a"b', '"a"b', 'x,"a" ,b']) {
      expect(parseCsvRow(text, ',')).toEqual({ state: 'bad' })
    }
  })
})
