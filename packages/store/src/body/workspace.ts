import { COPIES_MAX } from './body-counts.ts'
import { hashBytes, PADDING, sameBytes, viewOf } from './byte-runs.ts'
import { bytesMax, writeCodes } from './range-coder.ts'

const START_NUMBERS = 1 << 15
/** More room than this is given back: one huge body must not keep it for ever. */
const KEPT_NUMBERS = 1 << 20

/**
 * What one body after another is coded in: fresh memory would cost as much as coding does. Holds
 * the body's text, the codes made of it so far, and the values that may be copied.
 */
export class Workspace {
  text = new Uint8Array(START_NUMBERS)
  view = viewOf(this.text)
  codes = new Int32Array(START_NUMBERS)
  /** Codes there are. */
  count = 0

  #textEnd = 0
  #bytes = new Uint8Array(START_NUMBERS)
  /** Values by number, as they came: a hash, and where each stands in the text. */
  readonly #hashes = new Int32Array(COPIES_MAX)
  readonly #starts = new Int32Array(COPIES_MAX)
  readonly #ends = new Int32Array(COPIES_MAX)
  #values = 0

  /** Empties it and makes room for texts of so many bytes in all. */
  clear(texts: number, bytes: number): void {
    const room = bytes + texts * PADDING
    if (room > this.text.length || this.text.length > KEPT_NUMBERS) {
      this.text = new Uint8Array(Math.max(START_NUMBERS, room + (room >>> 1)))
      this.view = viewOf(this.text)
    }
    if (this.codes.length > KEPT_NUMBERS) this.codes = new Int32Array(START_NUMBERS)
    if (this.#bytes.length > KEPT_NUMBERS) this.#bytes = new Uint8Array(START_NUMBERS)
    this.count = 0
    this.#textEnd = 0
    this.#values = 0
  }

  /** Answers where the text starts. Zero bytes end it. */
  addText(bytes: Uint8Array): number {
    const start = this.#textEnd
    this.text.set(bytes, start)
    this.#endText(start + bytes.length)
    return start
  }

  /** A value that may be copied. One character a byte. */
  addKnown(value: string): void {
    const start = this.#textEnd
    const end = start + value.length
    for (let at = 0; at < value.length; at += 1) this.text[start + at] = value.charCodeAt(at)
    this.#endText(end)
    this.addValue(hashBytes(this.view, start, end), start, end)
  }

  #endText(end: number): void {
    this.text.fill(0, end, end + PADDING)
    this.#textEnd = end + PADDING
  }

  addValue(hash: number, start: number, end: number): void {
    const number = this.#values
    if (number === COPIES_MAX) return
    this.#hashes[number] = hash
    this.#starts[number] = start
    this.#ends[number] = end
    this.#values = number + 1
  }

  /** The number of the value that is the same as `text[start..end]`, or -1. */
  findValue(hash: number, start: number, end: number): number {
    const hashes = this.#hashes
    const length = end - start
    for (let number = 0; number < this.#values; number += 1) {
      if (hashes[number] !== hash) continue
      const its = this.#starts[number]!
      if (this.#ends[number]! - its !== length) continue
      if (sameBytes(this.view, its, this.view, start, length) === length) return number
    }
    return -1
  }

  addCode(code: number): void {
    if (this.count === this.codes.length) this.makeRoom(1)
    this.codes[this.count] = code
    this.count += 1
  }

  /** Room for so many more codes. */
  makeRoom(more: number): void {
    const needed = this.count + more
    if (needed <= this.codes.length) return
    const larger = new Int32Array(needed * 2)
    larger.set(this.codes.subarray(0, this.count))
    this.codes = larger
  }

  /** The codes as bytes, behind room for a head. */
  finish(headBytes: number): Buffer {
    const most = bytesMax(this.count)
    if (this.#bytes.length < most) this.#bytes = new Uint8Array(most * 2)
    const length = writeCodes(this.codes, this.count, this.#bytes)
    const finished = Buffer.allocUnsafe(headBytes + length)
    finished.set(this.#bytes.subarray(0, length), headBytes)
    return finished
  }
}
