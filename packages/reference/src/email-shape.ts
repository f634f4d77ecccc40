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

const ASCII = /^[\x20-\x7e]*$/

/**
 * Shape of a local part (plus-tag already off). `looksRandom` is one of: letters and digits
 * alternate at least four times; a run of six consonants (five if there are digits too); eight or
 * more letters with under 15 % vowels; sixteen or more hexadecimal digits.
 */
export function shapeOf(local: string): LocalPartShape {
  const digits = local.replace(/\D/g, '')
  return {
    length: local.length,
    digitCount: digits.length,
    trailingDigitCount: local.length - local.replace(/\d+$/, '').length,
    entropyBits: entropyBits(local),
    looksRandom: looksRandom(local.toLowerCase()),
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

function looksRandom(local: string): boolean {
  if (local.length < RANDOM_LENGTH_MIN) return false
  // Only plain ASCII can be judged by these rules.
  if (!/^[a-z0-9._-]+$/.test(local)) return false
  if (/^[0-9a-f]{16,}$/.test(local) && /\d/.test(local) && /[a-f]/.test(local)) return true
  const words = local.split(/[._-]/)
  return words.some((word) => alternations(word) >= ALTERNATIONS_MIN || isUnreadable(word))
}

function alternations(word: string): number {
  let count = 0
  for (let at = 1; at < word.length; at++) {
    if (isDigit(word, at) !== isDigit(word, at - 1)) count++
  }
  return count
}

function isDigit(word: string, at: number): boolean {
  const code = word.charCodeAt(at)
  return code >= 48 && code <= 57
}

function isUnreadable(word: string): boolean {
  const letters = word.replace(/\d/g, '')
  if (letters.length < RANDOM_LENGTH_MIN) return false
  const runMin = letters.length < word.length ? CONSONANT_RUN_WITH_DIGITS_MIN : CONSONANT_RUN_MIN
  const runs = word.match(/[b-df-hj-np-tv-xz]+/g) ?? []
  if (runs.some((run) => readableLength(run) >= runMin)) return true
  const vowels = letters.replace(/[^aeiouy]/g, '').length
  return letters.length >= 8 && vowels / letters.length < VOWEL_SHARE_MIN
}

/** Consonant groups that one sound is written with count once. */
function readableLength(run: string): number {
  return run.replace(/sch|ch|ck|sh|th|ph|ng|ll|ss|tt|rr|nn|mm|tz|cz|sz|rz|zh|kh/g, 'c').length
}
