import type { TableFile, Table } from './table-file.ts'
import { tableOf } from './table-file.ts'

/**
 * Distinct strings in one byte array, sorted by their UTF-8 bytes: a few bytes each instead of a
 * heap object, read by number. `StringIndex` finds the numbers.
 */
export class StringTable {
  readonly #bytes: Buffer
  readonly #starts: Uint32Array

  constructor(bytes: Uint8Array, starts: Uint32Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#starts = starts
  }

  static from(file: TableFile, name: string): StringTable {
    return new StringTable(
      tableOf(file, `${name}_bytes`, Uint8Array),
      tableOf(file, `${name}_starts`, Uint32Array),
    )
  }

  at(index: number): string {
    return this.#bytes.toString('utf8', this.#starts[index], this.#starts[index + 1])
  }
}

/** The two arrays of a string table, and the number that each string got. */
export function buildStringTable(
  name: string,
  strings: Iterable<string>,
): { readonly tables: Record<string, Table>; readonly numberOf: ReadonlyMap<string, number> } {
  const sorted = [...new Set(strings)]
    .map((text) => ({ text, bytes: Buffer.from(text) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
  const starts = new Uint32Array(sorted.length + 1)
  for (const [at, { bytes }] of sorted.entries()) starts[at + 1] = (starts[at] ?? 0) + bytes.length
  return {
    tables: {
      [`${name}_bytes`]: new Uint8Array(Buffer.concat(sorted.map(({ bytes }) => bytes))),
      [`${name}_starts`]: starts,
    },
    numberOf: new Map(sorted.map(({ text }, at) => [text, at])),
  }
}
