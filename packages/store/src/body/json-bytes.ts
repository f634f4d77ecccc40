import { isScalarStart, isWordPart } from './json-pieces.ts'

export const QUOTE = 34
const COLON = 58

const ofEachByte = (is: (code: number) => boolean) =>
  Uint8Array.from({ length: 256 }, (_, code) => Number(is(code)))

/** 1 for bytes that a scalar begins with. */
export const SCALAR_START = ofEachByte(isScalarStart)
/** 1 for bytes that a number, `true`, `false` or `null` goes on with. */
export const WORD_PART = ofEachByte(isWordPart)

/**
 * `findScalar` of `json-pieces` over bytes: where the next scalar that is no key begins, or the
 * zero byte that ends the text.
 */
export function findScalarByte(text: Uint8Array, view: DataView, from: number): number {
  let at = from
  for (;;) {
    const byte = text[at]!
    if (byte === QUOTE) {
      const end = endOfStringBytes(view, at)
      if (text[end] !== COLON) return at
      at = end + 1
    } else if (byte === 0 || SCALAR_START[byte] === 1) {
      return at
    } else {
      at += 1
    }
  }
}

/** `endOfScalar` of `json-pieces` over bytes that a zero byte ends. */
export function endOfScalarBytes(text: Uint8Array, view: DataView, start: number): number {
  if (text[start] === QUOTE) return endOfStringBytes(view, start)
  let at = start + 1
  while (WORD_PART[text[at]!] === 1) at += 1
  return at
}

const QUOTES = 0x22222222
const BACKSLASHES = 0x5c5c5c5c
const ONES = 0x01010101
const HIGH_BITS = 0x80808080 | 0

/**
 * Four bytes a step: a byte of a word is zero where subtracting one from it borrows (Mycroft), and
 * is the one looked for where the word differs from it by zero. Bytes above the first one found
 * may be found too, which does not matter.
 */
function endOfStringBytes(view: DataView, start: number): number {
  let at = start + 1
  for (;;) {
    const word = view.getInt32(at, true)
    const quotes = word ^ QUOTES
    const backslashes = word ^ BACKSLASHES
    const found =
      (((quotes - ONES) & ~quotes) |
        ((backslashes - ONES) & ~backslashes) |
        ((word - ONES) & ~word)) &
      HIGH_BITS
    if (found === 0) {
      at += 4
      continue
    }
    at += (31 - Math.clz32(found & -found)) >>> 3
    const byte = view.getUint8(at)
    if (byte === QUOTE) return at + 1
    if (byte === 0) return at
    // What is escaped ends nothing, except that the text may end there.
    at += view.getUint8(at + 1) === 0 ? 1 : 2
  }
}
