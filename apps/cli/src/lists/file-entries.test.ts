import { describe, expect, it } from 'vitest'
import { fileEntries, type FileEntry } from './file-entries.ts'
import type { FileFormat } from './list-file.ts'
import { readLines } from './text-lines.ts'

async function read(format: FileFormat, text: string) {
  async function* bytes() {
    yield Buffer.from(text)
  }
  const facts = { ignored: new Set<string>() }
  const entries: FileEntry[] = []
  for await (const some of fileEntries(format, readLines(bytes()), facts)) entries.push(...some)
  return { entries, ignored: [...facts.ignored] }
}

const fields = async (format: FileFormat, text: string) =>
  (await read(format, text)).entries.map((entry) => ('fields' in entry ? entry.fields : entry))

describe('a text file', () => {
  it('has a value to a line, without blank lines and comments', async () => {
    const { entries } = await read('txt', '# a feed\n\n a \n; old\n#\nb # c\n')
    expect(entries).toEqual([
      { line: 3, fields: { value: 'a' } },
      { line: 6, fields: { value: 'b # c' } },
    ])
  })
})

describe('a CSV file', () => {
  it.each([',', ';', '\t'])('has its fields under their names, separated by %j', async (by) => {
    const text = ['Note,extra,VALUE,expires_at', 'why,1,a,2099-01-01T00:00:00Z', ',,b,']
    const { entries, ignored } = await read('csv', `${text.join('\n').replaceAll(',', by)}\n`)
    expect(entries).toEqual([
      { line: 2, fields: { value: 'a', note: 'why', expires_at: '2099-01-01T00:00:00Z' } },
      { line: 3, fields: { value: 'b' } },
    ])
    expect(ignored).toEqual(['extra'])
  })

  it('has cells with line breaks, and takes off what an export put before a formula', async () => {
    const text = 'value,note\n"a","one\ntwo"\n\'=1+1,x\n\'\'-x,\n'
    expect(await fields('csv', text)).toEqual([
      { value: 'a', note: 'one\ntwo' },
      { value: '=1+1', note: 'x' },
      { value: "'-x" },
    ])
  })

  it('loses one line by a quote that nobody closed, and not those behind it', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => `v${n},`)
    const { entries } = await read('csv', `value,note\na,"oops\n${rows.join('\n')}\n`)
    expect(entries).toHaveLength(31)
    expect(entries[0]).toEqual({ line: 2, problem: 'opens a quote that is not closed' })
    expect(entries[30]).toEqual({ line: 32, fields: { value: 'v29' } })
  })

  it('says which rows have other cells than the header', async () => {
    const { entries } = await read('csv', 'value,note\na\nb,c,d\ne"f,g\n')
    expect(entries).toEqual([
      { line: 2, problem: 'has 1 cells where the header has 2' },
      { line: 3, problem: 'has 3 cells where the header has 2' },
      { line: 4, problem: 'is no CSV' },
    ])
  })

  it.each([
    ['', 'the file is empty'],
    ['a\nb\n', 'line 1 must name the columns, one of them `value`'],
    ['value,value\n', 'the column `value` stands there twice'],
    ['value\na\n"b', 'the file is cut off: it ends inside the quotes that line 3 opens'],
  ])('is none: %j', async (text, message) => {
    await expect(read('csv', text)).rejects.toThrow(message)
  })

  it('never repeats a card number, not as the name of a column either', async () => {
    expect((await read('csv', 'value,4111111111111111\n')).ignored).toEqual(['[card number]'])
  })
})

describe('a JSON file', () => {
  const texts = ['["a", {"value": "b", "note": "", "expires_at": null, "match": "exact", "x": 1}]']
  it.each([...texts, texts[0]!.slice(1, -1).replace(', {', '\n{')])(
    'is an array, or a value to a line: %s',
    async (text) => {
      const { entries, ignored } = await read('json', `${text}\n`)
      const read_ = entries.map((entry) => ('fields' in entry ? entry.fields : entry))
      expect(read_).toEqual([{ value: 'a' }, { value: 'b' }])
      expect(ignored).toEqual(['x'])
    },
  )

  it('says which elements are no items', async () => {
    const { entries } = await read('json', '[1,\nnull,\n["a"],\n{"value": },\n{}]\n')
    expect(entries).toEqual([
      { line: 1, problem: 'must be a text, or an object with `value`' },
      { line: 2, problem: 'must be a text, or an object with `value`' },
      { line: 3, problem: 'must be a text, or an object with `value`' },
      { line: 4, problem: 'is no JSON' },
      { line: 5, fields: {} },
    ])
  })

  it.each([
    ['', 'the file is empty'],
    ['["a", "b"', 'the file is cut off: it ends before the array is closed'],
    ['["a"] ["b"]', 'line 1 stands behind the end of the array'],
  ])('is none: %j', async (text, message) => {
    await expect(read('json', text)).rejects.toThrow(message)
  })
})
