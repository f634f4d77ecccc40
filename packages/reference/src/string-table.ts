import type { TableFile, Table } from './table-file.ts'
import { tableOf } from './table-file.ts'

const ASCII = /^[\x20-\x7e]*$/

/**
 * Distinct strings in one byte array, sorted by their UTF-8 bytes: a few bytes each instead of a
 * heap object, found by binary search, read by number.
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

  get size(): number {
    return this.#starts.length - 1
  }

  at(index: number): string {
    return this.#bytes.toString('utf8', this.#starts[index], this.#starts[index + 1])
  }

  /** Its number, or -1. */
  indexOf(text: string): number {
    return ASCII.test(text) ? this.#indexOfAscii(text) : this.#indexOfBytes(Buffer.from(text))
  }

  /** Most keys are ASCII: their bytes are read off the text, without a copy or a native call. */
  #indexOfAscii(text: string): number {
    const bytes = this.#bytes
    const starts = this.#starts
    let low = 0
    let high = starts.length - 2
    while (low <= high) {
      const middle = (low + high) >>> 1
      const start = starts[middle] ?? 0
      const length = (starts[middle + 1] ?? 0) - start
      const shorter = Math.min(length, text.length)
      let same = 0
      while (same < shorter && bytes[start + same] === text.charCodeAt(same)) same++
      const order =
        same < shorter ? (bytes[start + same] ?? 0) - text.charCodeAt(same) : length - text.length
      if (order === 0) return middle
      if (order < 0) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  #indexOfBytes(wanted: Buffer): number {
    let low = 0
    let high = this.size - 1
    while (low <= high) {
      const middle = (low + high) >>> 1
      const start = this.#starts[middle] ?? 0
      const order = this.#bytes.compare(wanted, 0, wanted.length, start, this.#starts[middle + 1])
      if (order === 0) return middle
      if (order < 0) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  has(text: string): boolean {
    return this.indexOf(text) >= 0
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
