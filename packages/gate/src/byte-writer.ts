const FIRST_BYTES = 16_384
/** Shorter ones are copied byte by byte: quicker than asking for a copy. */
const COPY_BYTES_MIN = 32
const REPLACEMENT = 0xfffd

/** UTF-8 text in the making, in one buffer that grows and is used again. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES)
  #length = 0

  get length(): number {
    return this.#length
  }

  clear(): void {
    this.#length = 0
  }

  /** A part of what another one holds. */
  copy(from: ByteWriter, start: number, end: number): void {
    const count = end - start
    this.#reserve(count)
    const source = from.#bytes
    if (count >= COPY_BYTES_MIN) {
      this.#bytes.set(source.subarray(start, end), this.#length)
    } else {
      const bytes = this.#bytes
      for (let at = start, to = this.#length; at < end; at++, to++) bytes[to] = source[at]!
    }
    this.#length += count
  }

  piece(piece: Uint8Array): void {
    this.#reserve(piece.length)
    this.#bytes.set(piece, this.#length)
    this.#length += piece.length
  }

  text(text: string): void {
    // A UTF-16 code unit is three bytes at most, two of them are four.
    this.#reserve(text.length * 3)
    const bytes = this.#bytes
    let to = this.#length
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit < 0x80) {
        bytes[to++] = unit
        continue
      }
      let point = text.codePointAt(at)!
      if (point > 0xffff) at++
      else if (point >= 0xd800 && point <= 0xdfff) point = REPLACEMENT
      to = writePoint(bytes, to, point)
    }
    this.#length = to
  }

  /** What was written, in an `ArrayBuffer` of its own, which holds nothing else. */
  taken(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

/** A code point beyond ASCII; RFC 3629. */
function writePoint(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x800) {
    bytes[at] = 0xc0 | (point >> 6)
    bytes[at + 1] = 0x80 | (point & 0x3f)
    return at + 2
  }
  if (point < 0x10000) {
    bytes[at] = 0xe0 | (point >> 12)
    bytes[at + 1] = 0x80 | ((point >> 6) & 0x3f)
    bytes[at + 2] = 0x80 | (point & 0x3f)
    return at + 3
  }
  bytes[at] = 0xf0 | (point >> 18)
  bytes[at + 1] = 0x80 | ((point >> 12) & 0x3f)
  bytes[at + 2] = 0x80 | ((point >> 6) & 0x3f)
  bytes[at + 3] = 0x80 | (point & 0x3f)
  return at + 4
}

export function asBytes(text: string): Uint8Array {
  const writer = new ByteWriter()
  writer.text(text)
  return writer.taken()
}
