import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StringIndex } from './string-index.ts'
import { buildStringTable, StringTable } from './string-table.ts'
import { readTableFile, tableOf, writeTableFile } from './table-file.ts'

let directory: string
let path: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-tables-'))
  path = join(directory, 'a.table')
})
afterEach(() => rmSync(directory, { recursive: true }))

const words = ['zürich', 'ab', 'a', '', 'b', '日本']

function writeSample(): void {
  const { tables } = buildStringTable('words', words)
  const numbers = Int32Array.from([-1, 0, 2 ** 31 - 1])
  writeTableFile(path, { meta: { made: 'für Köln' }, tables: { ...tables, numbers } })
}

describe('a table file', () => {
  it('gives back every array and the meta data', () => {
    writeSample()
    const file = readTableFile(path)
    expect(file.meta).toEqual({ made: 'für Köln' })
    expect([...tableOf(file, 'numbers', Int32Array)]).toEqual([-1, 0, 2 ** 31 - 1])
    const strings = StringTable.from(file, 'words')
    const index = StringIndex.from(file, 'words')
    expect(words.map((word) => strings.at(index.indexOf(word)))).toEqual(words)
    expect(index.has('aa')).toBe(false)
    expect(index.has('日')).toBe(false)
  })

  it('is refused when any byte has changed', () => {
    writeSample()
    const good = readFileSync(path)
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ 1
      writeFileSync(path, bad)
      expect(() => readTableFile(path)).toThrow(/delete it and compile again/)
    }
  })

  it('is refused when it is cut short', () => {
    writeSample()
    const good = readFileSync(path)
    for (const length of [0, 5, 12, 40, good.length - 1]) {
      writeFileSync(path, good.subarray(0, length))
      expect(() => readTableFile(path)).toThrow(/delete it and compile again/)
    }
  })

  it('that is not there has not been compiled', () => {
    expect(() => readTableFile(path)).toThrow(
      expect.objectContaining({ code: 'reference_not_compiled' }),
    )
  })
})
