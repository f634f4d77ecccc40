/**
 * One spelling of what people write in several: lower case, no accents, single spaces, nothing
 * but letters and digits of any script. `Müller-Lüdenscheidt` becomes `muller ludenscheidt`.
 */
export function folded(text: string): string {
  const lower = text.toLowerCase()
  // Most of what people write is ASCII, and needs none of the slow Unicode classes.
  if (ASCII.test(lower)) return lower.replace(NOT_ASCII_WORDS, ' ').trim()
  const plain = lower.normalize('NFKD').replace(MARKS, '').replace(SHARP_S, 'ss')
  return plain.replace(NOT_WORDS, ' ').trim()
}

/** Lines of text as one, in one spelling; `null` when none of them says anything. */
export function foldedLines(first: string | undefined, second: string | undefined): string | null {
  if (!first) return second ? folded(second) : null
  return folded(second ? `${first} ${second}` : first)
}

/** Latin letters alone, in one spelling: what of a name can stand in a mailbox name. */
export function latinLetters(text: string): string {
  const lower = text.toLowerCase()
  if (LATIN.test(lower)) return lower
  // Of ASCII nothing changes but what is left out.
  return (ASCII.test(lower) ? lower : folded(text)).replace(NOT_LATIN, '')
}

const ASCII = /^[\x20-\x7e]*$/
const NOT_ASCII_WORDS = /[^a-z0-9]+/g
const LATIN = /^[a-z]*$/
const NOT_LATIN = /[^a-z]+/g
const MARKS = /\p{M}+/gu
const SHARP_S = /ß/g
const NOT_WORDS = /[^\p{L}\p{N}]+/gu

/** Words of addresses that are written out or cut short, in the languages of large markets. */
const SHORT_FORMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    street: 'st',
    saint: 'st',
    avenue: 'ave',
    av: 'ave',
    road: 'rd',
    drive: 'dr',
    lane: 'ln',
    court: 'ct',
    boulevard: 'blvd',
    place: 'pl',
    square: 'sq',
    highway: 'hwy',
    parkway: 'pkwy',
    apartment: 'apt',
    suite: 'ste',
    floor: 'fl',
    north: 'n',
    south: 's',
    east: 'e',
    west: 'w',
    strasse: 'str',
    rue: 'r',
    via: 'v',
    calle: 'c',
  }),
)
/** German writes the street's name and `straße` as one word: `hauptstrasse` is `hauptstr`. */
const JOINED_STRASSE = /(?<=\p{L})strasse$/u

/** The street line of an address in one spelling, so that two of them can be compared. */
export function foldedStreet(line: string): string {
  return folded(line)
    .split(' ')
    .map((word) => SHORT_FORMS.get(word) ?? word.replace(JOINED_STRASSE, 'str'))
    .join(' ')
}

/** Letters and digits alone: `SW1A 1AA` is `sw1a1aa`. */
export function foldedPostcode(postcode: string, country: string | undefined): string {
  const plain = folded(postcode).replaceAll(' ', '')
  // ZIP+4 names a side of a street; people give five digits or nine for the same address.
  return country === 'US' ? plain.slice(0, 5) : plain
}
