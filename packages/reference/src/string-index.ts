import type { TableFile } from './table-file.ts'
import { tableOf } from './table-file.ts'

const ASCII_MAX = 127
/** FNV-1a, 32 bits: a multiplication for each byte, and spread well enough for keys like these. */
const HASH_START = 0x811c9dc5
const HASH_PRIME = 0x01000193
/** Slots for each string: half of them or more stand empty, so what is not there is soon known. */
const SLOTS_PER_STRING = 2

/**
 * Finds the number of a string of a string table: a hash and, as a rule, one comparison. The index
 * takes 8 to 16 bytes for each string and is made when the table is opened (some 50 ns for each).
 */
export class StringIndex {
  readonly #bytes: Uint8Array
  readonly #starts: Uint32Array
  /** Number of a string and one, or 0; strings of one hash stand in the next free slots. */
  readonly #slots: Uint32Array

  private constructor(bytes: Uint8Array, starts: Uint32Array) {
    this.#bytes = bytes
    this.#starts = starts
    const count = starts.length - 1
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(Math.max(1, count * SLOTS_PER_STRING))))
    for (let number = 0; number < count; number++) {
      let hash = HASH_START
      for (let at = starts[number]!; at < starts[number + 1]!; at++) hash = mixed(hash, bytes[at]!)
      let slot = this.#firstSlot(hash)
      while (this.#slots[slot] !== 0) slot = this.#nextSlot(slot)
      this.#slots[slot] = number + 1
    }
  }

  static from(file: TableFile, name: string): StringIndex {
    return new StringIndex(
      tableOf(file, `${name}_bytes`, Uint8Array),
      tableOf(file, `${name}_starts`, Uint32Array),
    )
  }

  /** Its number, or -1. */
  indexOf(text: string): number {
    let hash = HASH_START
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > ASCII_MAX) return this.#indexOfBytes(Buffer.from(text))
      hash = mixed(hash, code)
    }
    for (let slot = this.#firstSlot(hash); ; slot = this.#nextSlot(slot)) {
      const number = this.#slots[slot]! - 1
      if (number < 0 || this.#isAscii(number, text)) return number
    }
  }

  has(text: string): boolean {
    return this.indexOf(text) >= 0
  }

  #indexOfBytes(wanted: Buffer): number {
    let hash = HASH_START
    for (const byte of wanted) hash = mixed(hash, byte)
    for (let slot = this.#firstSlot(hash); ; slot = this.#nextSlot(slot)) {
      const number = this.#slots[slot]! - 1
      if (number < 0) return number
      if (wanted.equals(this.#bytes.subarray(this.#starts[number], this.#starts[number + 1]))) {
        return number
      }
    }
  }

  /** Most keys are ASCII: their bytes are read off the text, without a copy or a native call. */
  #isAscii(number: number, text: string): boolean {
    const start = this.#starts[number]!
    if (this.#starts[number + 1]! - start !== text.length) return false
    for (let at = 0; at < text.length; at++) {
      if (this.#bytes[start + at] !== text.charCodeAt(at)) return false
    }
    return true
  }

  #firstSlot(hash: number): number {
    return (hash ^ (hash >>> 15)) & (this.#slots.length - 1)
  }

  #nextSlot(slot: number): number {
    return (slot + 1) & (this.#slots.length - 1)
  }
}

function mixed(hash: number, byte: number): number {
  return Math.imul(hash ^ byte, HASH_PRIME)
}
