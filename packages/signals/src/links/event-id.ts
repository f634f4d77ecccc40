/** Ids of journal rows are UUIDs: 128 bits. */
export const ID_BYTES = 16
const WORDS = ID_BYTES / 4
const WORD_DIGITS = 8
const UUID_LENGTH = 36
const HYPHEN = 45
const ZERO = 48
const LETTERS_FROM = 58
/** `a` less ten. */
const TEN = 87

/** The four words of a UUID in canonical text; of any other text, such as a test's, zeros. */
export function idWords(id: string, into: Uint32Array): Uint32Array {
  if (id.length !== UUID_LENGTH) return into.fill(0)
  let digits = 0
  let word = 0
  for (let at = 0; at < UUID_LENGTH; at += 1) {
    const code = id.charCodeAt(at)
    if (code === HYPHEN) continue
    word = (word << 4) | (code < LETTERS_FROM ? code - ZERO : code - TEN)
    digits += 1
    if (digits % WORD_DIGITS === 0) into[digits / WORD_DIGITS - 1] = word
  }
  return into
}

/** The same from 16 bytes. */
export function idWordsAt(bytes: Uint8Array, at: number, into: Uint32Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, ID_BYTES)
  for (let word = 0; word < WORDS; word += 1) into[word] = view.getUint32(word * 4)
  return into
}

/** The text of a UUID from its words. */
export function idText(words: ArrayLike<number>, at: number): string {
  let digits = ''
  for (let word = 0; word < WORDS; word += 1) {
    digits += words[at + word]!.toString(16).padStart(WORD_DIGITS, '0')
  }
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
  ]
  return `${parts.join('-')}-${digits.slice(20)}`
}
