import type { LocalPartShape } from '@gatehouse/contract'

/** Shorter local parts are initials as often as noise: nothing is said about them. */
const RANDOM_LENGTH_MIN = 7
/** Longest run in a surname in common use is 5 (`Knightstr...`, `Hirschsprung`). */
const CONSONANT_RUN_MIN = 6
const CONSONANT_RUN_WITH_DIGITS_MIN = 5
/** Changes between letter and digit: `anna1987` has 1, `x7k2m9q` 6. */
const ALTERNATIONS_MIN = 4
/** Share of vowels in names of European languages is 0.25 to 0.6. */
const VOWEL_SHARE_MIN = 0.15
const VOWEL_SHARE_LETTERS_MIN = 8
const HEX_LENGTH_MIN = 16

const ASCII = /^[\x20-\x7e]*$/
/** Only plain ASCII can be judged by these rules. */
const JUDGED = /^[a-z0-9._-]+$/
const HEX = /^[0-9a-f]+$/
const CONSONANTS = /[b-df-hj-np-tv-xz]{5,}/g
/** Consonant groups that one sound is written with. */
const ONE_SOUND = /sch|ch|ck|sh|th|ph|ng|ll|ss|tt|rr|nn|mm|tz|cz|sz|rz|zh|kh/g

/**
 * Shape of a local part (plus-tag already off); `lower` is the same in lower case. `looksRandom` is
 * one of: letters and digits alternate at least four times; a run of six consonants (five if there
 * are digits too); eight or more letters with under 15 % vowels; sixteen or more hexadecimal digits.
 */
export function shapeOf(local: string, lower: string): LocalPartShape {
  let digitCount = 0
  let trailingDigitCount = 0
  for (let at = 0; at < local.length; at++) {
    if (isDigit(local.charCodeAt(at))) {
      digitCount++
      trailingDigitCount++
    } else {
      trailingDigitCount = 0
    }
  }
  return {
    length: local.length,
    digitCount,
    trailingDigitCount,
    entropyBits: entropyBits(local),
    looksRandom: looksRandom(lower, digitCount),
  }
}

/** How often each ASCII character was met; all zero between two calls. */
const asciiCounts = new Uint16Array(128)

function entropyBits(text: string): number {
  return ASCII.test(text) ? asciiEntropyBits(text) : unicodeEntropyBits(text)
}

/** Sums in the order in which characters first occur, as the general way does: the same number. */
function asciiEntropyBits(text: string): number {
  for (let at = 0; at < text.length; at++) asciiCounts[text.charCodeAt(at)]!++
  let bits = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const count = asciiCounts[unit]!
    if (count === 0) continue
    asciiCounts[unit] = 0
    const share = count / text.length
    bits -= share * Math.log2(share)
  }
  return bits
}

function unicodeEntropyBits(text: string): number {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) {
    const share = count / text.length
    bits -= share * Math.log2(share)
  }
  return bits
}

function looksRandom(local: string, digitCount: number): boolean {
  if (local.length < RANDOM_LENGTH_MIN || !JUDGED.test(local)) return false
  const isMixed = digitCount > 0 && digitCount < local.length
  if (isMixed && local.length >= HEX_LENGTH_MIN && HEX.test(local)) return true
  let start = 0
  for (let at = 0; at <= local.length; at++) {
    if (at < local.length && !isSeparator(local.charCodeAt(at))) continue
    if (isRandomWord(local, start, at)) return true
    start = at + 1
  }
  return false
}

function isRandomWord(local: string, start: number, end: number): boolean {
  let alternations = 0
  let letters = 0
  let vowels = 0
  let wasDigit = false
  for (let at = start; at < end; at++) {
    const code = local.charCodeAt(at)
    const isNumeral = isDigit(code)
    if (at > start && isNumeral !== wasDigit) alternations++
    wasDigit = isNumeral
    if (isNumeral) continue
    letters++
    if (isVowel(code)) vowels++
  }
  if (alternations >= ALTERNATIONS_MIN) return true
  if (letters < RANDOM_LENGTH_MIN) return false
  if (letters >= VOWEL_SHARE_LETTERS_MIN && vowels / letters < VOWEL_SHARE_MIN) return true
  const hasDigits = letters < end - start
  const runMin = hasDigits ? CONSONANT_RUN_WITH_DIGITS_MIN : CONSONANT_RUN_MIN
  const runs = local.slice(start, end).match(CONSONANTS)
  return runs !== null && runs.some((run) => run.replace(ONE_SOUND, 'c').length >= runMin)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isVowel(code: number): boolean {
  return (
    code === 0x61 ||
    code === 0x65 ||
    code === 0x69 ||
    code === 0x6f ||
    code === 0x75 ||
    code === 0x79
  )
}

function isSeparator(code: number): boolean {
  return code === 0x2e || code === 0x5f || code === 0x2d
}
