import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonElements } from './json-elements.ts'

function cut(text: string) {
  const array = new JsonElements()
  const found: { line: number; text: string }[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const elements = array.push(line, at + 1)
    if (typeof elements === 'string') return { problem: elements }
    found.push(...elements)
  }
  return { found, isClosed: array.isClosed }
}

describe('an array of JSON', () => {
  it('is cut into its elements, however it is written', () => {
    const indent = fc.constantFrom(undefined, 1, '\t')
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 })), indent, (values, space) => {
        const { found, isClosed } = cut(JSON.stringify(values, null, space))
        expect(isClosed).toBe(true)
        expect(found?.map(({ text }): unknown => JSON.parse(text))).toEqual(
          values.map((value): unknown => JSON.parse(JSON.stringify(value))),
        )
      }),
    )
  })

  it('says in which line an element begins', () => {
    const { found } = cut('[\n"a",\n\n{\n"b": 1\n}\n,"c"]')
    expect(found?.map(({ line, text }) => [line, text])).toEqual([
      [2, '"a"'],
      [4, '{\n"b": 1\n}'],
      [7, '"c"'],
    ])
  })

  it('is not closed while its bracket is missing', () => {
    expect(cut('["a","b"')).toMatchObject({ isClosed: false })
    expect(cut('["a]')).toMatchObject({ isClosed: false })
    expect(cut('[]')).toEqual({ found: [], isClosed: true })
  })

  it.each([
    ['{"a":1}', 'no_array'],
    ['[] x', 'text_behind'],
    [`["${'x'.repeat(70_000)}`, 'too_long'],
  ])('is none: %.20s', (text, problem) => {
    expect(cut(text)).toEqual({ problem })
  })

  it('has an empty element where a comma is too many, which is no JSON', () => {
    expect(cut('["a",]').found?.map(({ text }) => text)).toEqual(['"a"', ''])
  })
})
