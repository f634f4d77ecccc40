/** UTF-8 without the platform's encoder, which pure code does not know. */

/** Lone surrogates become U+FFFD, as everywhere. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const read = character.codePointAt(0)!
    const point = isSurrogate(read) ? 0xff_fd : read
    if (point < 0x80) bytes.push(point)
    else if (point < 0x8_00) bytes.push(0xc0 | (point >> 6), tail(point))
    else if (point < 0x1_00_00) bytes.push(0xe0 | (point >> 12), tail(point >> 6), tail(point))
    else bytes.push(0xf0 | (point >> 18), tail(point >> 12), tail(point >> 6), tail(point))
  }
  return new Uint8Array(bytes)
}

function tail(bits: number): number {
  return 0x80 | (bits & 0x3f)
}

/** Undefined for anything that is not well-formed UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at]!
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
    let point = length === 1 ? first : first & (0xff >> (length + 1))
    for (let next = 1; next < length; next++) {
      const byte = bytes[at + next]
      if (byte === undefined || (byte & 0xc0) !== 0x80) return undefined
      point = (point << 6) | (byte & 0x3f)
    }
    const wellFormed = first < 0x80 || (first >= 0xc2 && first <= 0xf4)
    if (!wellFormed || point < SHORTEST[length]! || isSurrogate(point) || point > 0x10_ff_ff) {
      return undefined
    }
    text += String.fromCodePoint(point)
    at += length
  }
  return text
}

/** The smallest code point that needs this many bytes. */
const SHORTEST = [0, 0, 0x80, 0x8_00, 0x1_00_00]

function isSurrogate(point: number): boolean {
  return point >= 0xd8_00 && point <= 0xdf_ff
}
