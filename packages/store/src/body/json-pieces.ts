/** Ends the last frame of a document. Valid JSON text holds no such byte outside an escape. */
export const END = '\u0000'

/**
 * JSON text taken apart without losing a byte: frames are keys and punctuation, values are the
 * scalars between them. `frames[0] + values[0] + frames[1] + ... + frames[n]` is the text again;
 * the last frame has `END` behind it.
 */
export interface Pieces {
  readonly frames: readonly string[]
  /** Raw, strings with their quotes. One less than frames. */
  readonly values: readonly string[]
}

const QUOTE = 34
const BACKSLASH = 92
const COLON = 58

/** Never fails: text that is no JSON becomes fewer, larger frames. */
export function takeApart(text: string): Pieces {
  const frames: string[] = []
  const values: string[] = []
  let at = 0
  for (;;) {
    const valueAt = findScalar(text, at)
    if (valueAt < 0) break
    frames.push(text.slice(at, valueAt))
    at = endOfScalar(text, valueAt)
    values.push(text.slice(valueAt, at))
  }
  frames.push(text.slice(at) + END)
  return { frames, values }
}

/** Where the next scalar that is no key begins; -1 when there is none. */
export function findScalar(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      const end = endOfString(text, at)
      if (text.charCodeAt(end) !== COLON) return at
      at = end + 1
    } else if (isWordStart(code)) {
      return at
    } else {
      at += 1
    }
  }
  return -1
}

/** Just behind the scalar that begins at `start`. */
export function endOfScalar(text: string, start: number): number {
  return text.charCodeAt(start) === QUOTE ? endOfString(text, start) : endOfWord(text, start)
}

export function isScalarStart(code: number): boolean {
  return code === QUOTE || isWordStart(code)
}

function endOfString(text: string, start: number): number {
  let at = start
  for (;;) {
    at = text.indexOf('"', at + 1)
    if (at < 0) return text.length
    let escapes = 0
    while (text.charCodeAt(at - 1 - escapes) === BACKSLASH) escapes += 1
    if (escapes % 2 === 0) return at + 1
  }
}

/** A digit, minus, or the first letter of true, false, null. */
function isWordStart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === 116 || code === 102 || code === 110
}

function endOfWord(text: string, start: number): number {
  let at = start + 1
  while (isWordPart(text.charCodeAt(at))) at += 1
  return at
}

/** Letters, digits, plus, minus, point. False behind the end, where the code is NaN. */
export function isWordPart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 43 ||
    code === 45 ||
    code === 46
  )
}
