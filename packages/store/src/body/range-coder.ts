/** Frequencies of every table add up to this. */
export const TOTAL_BITS = 12
const TOP = 2 ** 24
const BOTTOM = 2 ** 16
/** Enough for most bodies; doubled when it is not. */
const START_BYTES = 512

/**
 * The carry-less range coder of Subbotin (1999), 32 bits: each symbol costs its share of the
 * table in fractions of a bit. All numbers are kept as signed 32-bit patterns, which the engine
 * holds without a heap object each.
 */
export class RangeEncoder {
  #low = 0
  #range = -1
  #bytes: Uint8Array = Buffer.allocUnsafe(START_BYTES)
  #length = 0

  encode(start: number, size: number, totalBits: number): void {
    const share = this.#range >>> totalBits
    let low = (this.#low + Math.imul(share, start)) | 0
    let range = Math.imul(share, size)
    for (;;) {
      if ((low ^ (low + range)) >>> 0 >= TOP) {
        if (range >>> 0 >= BOTTOM) break
        range = -low & (BOTTOM - 1)
      }
      this.#push(low >>> 24)
      low <<= 8
      range <<= 8
    }
    this.#low = low
    this.#range = range
  }

  finish(): Uint8Array {
    for (let sent = 0; sent < 4; sent += 1) {
      this.#push(this.#low >>> 24)
      this.#low <<= 8
    }
    return this.#bytes.subarray(0, this.#length)
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
    }
    this.#bytes[this.#length] = byte
    this.#length += 1
  }
}

/**
 * Reads what `RangeEncoder` wrote, and exactly as many bytes: a `RangeError` says that there are no
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
      if ((this.#low ^ (this.#low + this.#range)) >>> 0 >= TOP) {
        if (this.#range >>> 0 >= BOTTOM) return
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
