import { hashBytes, PADDING, sameBytes, SPREAD, viewOf } from './byte-runs.ts'

/** One piece of text among those of a group, and the number found under it. */
export interface IndexedPiece {
  readonly group: number
  /** One character a byte, at least one. */
  readonly text: string
  readonly number: number
}

/** No such piece. */
export const NO_PIECE = -1

/** Of a piece: its group, where its text starts, how long it is, the number found under it. */
const GROUP = 0
const START = 1
const LENGTH = 2
const NUMBER = 3
const PIECE_NUMBERS = 4

/**
 * Finds pieces of text where they stand among other bytes: nothing is cut out, and nothing is
 * allocated. Open addressing, at most half full. Pieces are known by where their numbers begin.
 */
export class PieceIndex {
  readonly #texts: DataView
  readonly #pieces: Int32Array
  /** By slot: a hash, and its piece. */
  readonly #hashes: Int32Array
  readonly #slots: Int32Array
  readonly #shift: number

  constructor(pieces: readonly IndexedPiece[]) {
    const bits = Math.max(1, Math.ceil(Math.log2(pieces.length * 2 + 1)))
    this.#shift = 32 - bits
    this.#hashes = new Int32Array(1 << bits)
    this.#slots = new Int32Array(1 << bits).fill(NO_PIECE)
    this.#pieces = new Int32Array(pieces.length * PIECE_NUMBERS)
    const texts = pieces.map(({ text }) => text).join('')
    this.#texts = viewOf(Buffer.concat([Buffer.from(texts, 'latin1'), Buffer.alloc(PADDING)]))
    let start = 0
    for (const [index, { group, text, number }] of pieces.entries()) {
      const piece = index * PIECE_NUMBERS
      this.#pieces.set([group, start, text.length, number], piece)
      const hash = hashBytes(this.#texts, start, start + text.length)
      let slot = this.#firstSlot(group, hash)
      while (this.#slots[slot] !== NO_PIECE) slot = this.#slotAfter(slot)
      this.#hashes[slot] = hash
      this.#slots[slot] = piece
      start += text.length
    }
  }

  /** Every piece is below it. */
  get pieceLimit(): number {
    return this.#pieces.length
  }

  /** The piece of a group that is `bytes[start..end]`, whose `hashBytes` is `hash`. */
  find(group: number, hash: number, bytes: DataView, start: number, end: number): number {
    const length = end - start
    let slot = this.#firstSlot(group, hash)
    for (;;) {
      const piece = this.#slots[slot]!
      if (piece === NO_PIECE) return NO_PIECE
      if (
        this.#hashes[slot] === hash &&
        this.#pieces[piece + GROUP] === group &&
        this.#pieces[piece + LENGTH] === length &&
        sameBytes(this.#texts, this.#pieces[piece + START]!, bytes, start, length) === length
      ) {
        return piece
      }
      slot = this.#slotAfter(slot)
    }
  }

  /** Where the piece ends if `bytes` have it at `start`; 0 if they do not. */
  endAt(piece: number, bytes: DataView, start: number): number {
    const length = this.#pieces[piece + LENGTH]!
    const isThere =
      sameBytes(this.#texts, this.#pieces[piece + START]!, bytes, start, length) === length
    return isThere ? start + length : 0
  }

  /** The piece that was given at this place. */
  pieceAt(place: number): number {
    return place * PIECE_NUMBERS
  }

  placeOf(piece: number): number {
    return piece / PIECE_NUMBERS
  }

  numberOf(piece: number): number {
    return this.#pieces[piece + NUMBER]!
  }

  #firstSlot(group: number, hash: number): number {
    return Math.imul(hash ^ Math.imul(group, SPREAD), SPREAD) >>> this.#shift
  }

  #slotAfter(slot: number): number {
    return slot + 1 === this.#slots.length ? 0 : slot + 1
  }
}
