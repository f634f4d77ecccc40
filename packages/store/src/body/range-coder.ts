/** Frequencies of every table add up to this. */
export const TOTAL_BITS = 12
const TOP_BITS = 24
const BOTTOM = 2 ** 16
const BOTTOM_BITS = 16

/**
 * One step of the coder in 29 bits, so that a whole body is one array of numbers: where the
 * symbol's share of the table starts (12 bits), how large it is (13 bits, 1 to 4096), and the bits
 * of the table's total (at most 12). Never 0.
 */
export function symbolCode(start: number, size: number, totalBits: number): number {
  return start | (size << 12) | (totalBits << 25)
}

/** No code makes more bytes: its range is at least 1, and each byte multiplies it by 256. */
const BYTES_PER_CODE_MAX = 4

/** Room that `writeCodes` needs for `count` codes. */
export function bytesMax(count: number): number {
  return (count + 1) * BYTES_PER_CODE_MAX
}

/**
 * The carry-less range coder of Subbotin (1999), 32 bits: each symbol costs its share of the
 * table in fractions of a bit. All numbers are kept as signed 32-bit patterns, which the engine
 * holds without a heap object each.
 *
 * Writes the first `count` codes of `codes` and answers how many bytes they make.
 */
export function writeCodes(codes: Int32Array, count: number, bytes: Uint8Array): number {
  let length = 0
  let low = 0
  let range = -1
  for (let index = 0; index < count; index += 1) {
    const code = codes[index]!
    const share = range >>> (code >>> 25)
    low = (low + Math.imul(share, code & 0xfff)) | 0
    range = Math.imul(share, (code >>> 12) & 0x1fff)
    for (;;) {
      // Until the first byte is settled, or the range is large enough for the next symbol.
      if ((low ^ (low + range)) >>> 24 !== 0) {
        if (range >>> 16 !== 0) break
        range = -low & 0xffff
      }
      bytes[length] = low >>> 24
      length += 1
      low <<= 8
      range <<= 8
    }
  }
  for (let sent = 0; sent < 4; sent += 1) {
    bytes[length] = low >>> 24
    length += 1
    low <<= 8
  }
  return length
}

/**
 * Reads what `writeCodes` wrote, and exactly as many bytes: a `RangeError` says that there are no
 * more, so the bytes are damaged. Damage that is not noticed reads as something else.
 */
export class RangeDecoder {
  #low = 0
  #range = -1
  #code = 0
  #at = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    for (let read = 0; read < 4; read += 1) this.#code = (this.#code << 8) | this.#next()
  }

  /** Where in the table the next symbol lies: 0 to 2^totalBits - 1. Then call `consume`. */
  peek(totalBits: number): number {
    const share = this.#range >>> totalBits
    const place = (((this.#code - this.#low) >>> 0) / share) >>> 0
    const last = (1 << totalBits) - 1
    return place < last ? place : last
  }

  consume(start: number, size: number, totalBits: number): void {
    const share = this.#range >>> totalBits
    this.#low = (this.#low + Math.imul(share, start)) | 0
    this.#range = Math.imul(share, size)
    for (;;) {
      if ((this.#low ^ (this.#low + this.#range)) >>> TOP_BITS !== 0) {
        if (this.#range >>> BOTTOM_BITS !== 0) return
        this.#range = -this.#low & (BOTTOM - 1)
      }
      this.#code = (this.#code << 8) | this.#next()
      this.#low <<= 8
      this.#range <<= 8
    }
  }

  #next(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw new RangeError('the stored body is damaged')
    this.#at += 1
    return byte
  }
}
