/** Frequencies of every table add up to this. */
export const TOTAL_BITS = 12
const TOP = 2 ** 24
const BOTTOM = 2 ** 16

/**
 * The carry-less range coder of Subbotin (1999), 32 bits: each symbol costs its share of the
 * table in fractions of a bit.
 */
export class RangeEncoder {
  #low = 0
  #range = 0xffff_ffff
  #bytes: Uint8Array = new Uint8Array(1024)
  #length = 0

  encode(start: number, size: number, totalBits: number): void {
    const share = this.#range >>> totalBits
    this.#low = (this.#low + share * start) >>> 0
    this.#range = (share * size) >>> 0
    for (;;) {
      if ((this.#low ^ (this.#low + this.#range)) >>> 0 >= TOP) {
        if (this.#range >= BOTTOM) return
        this.#range = -this.#low & (BOTTOM - 1)
      }
      this.#push(this.#low >>> 24)
      this.#low = (this.#low << 8) >>> 0
      this.#range = (this.#range << 8) >>> 0
    }
  }

  finish(): Uint8Array {
    for (let sent = 0; sent < 4; sent += 1) {
      this.#push(this.#low >>> 24)
      this.#low = (this.#low << 8) >>> 0
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

/** Reads what `RangeEncoder` wrote. Past the end it reads zeros: the caller bounds the output. */
export class RangeDecoder {
  #low = 0
  #range = 0xffff_ffff
  #code = 0
  #at = 0
  readonly #bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    for (let read = 0; read < 4; read += 1) this.#code = ((this.#code << 8) | this.#next()) >>> 0
  }

  /** Where in the table the next symbol lies: 0 to 2^totalBits - 1. Then call `consume`. */
  peek(totalBits: number): number {
    const share = this.#range >>> totalBits
    const place = Math.floor(((this.#code - this.#low) >>> 0) / share)
    return Math.min(place, 2 ** totalBits - 1)
  }

  consume(start: number, size: number, totalBits: number): void {
    const share = this.#range >>> totalBits
    this.#low = (this.#low + share * start) >>> 0
    this.#range = (share * size) >>> 0
    for (;;) {
      if ((this.#low ^ (this.#low + this.#range)) >>> 0 >= TOP) {
        if (this.#range >= BOTTOM) return
        this.#range = -this.#low & (BOTTOM - 1)
      }
      this.#code = ((this.#code << 8) | this.#next()) >>> 0
      this.#low = (this.#low << 8) >>> 0
      this.#range = (this.#range << 8) >>> 0
    }
  }

  #next(): number {
    const byte = this.#bytes[this.#at] ?? 0
    this.#at += 1
    return byte
  }
}
