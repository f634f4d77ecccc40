import {
  STREET_LANGUAGES,
  STREET_WORDS,
  type StreetLanguage,
  type StreetWords,
} from './street-words.ts'

/** Written so that dots and slashes are part of a word: `c/ Mayor`, `p.za Navona`. */
const ABBREVIATED = /\b([a-z]{1,2})[./]([a-z]{1,3})\b(?=[ .])/g
const SPANISH_CALLE = /\bc\//g
const UMLAUTS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  º: '',
  ª: '',
  '#': ' unit ',
}
const SPECIAL = /[ßæœøłđºª#]/g
const MARKS = /\p{M}+/gu
const WORDS = /[\p{L}\p{N}]+/gu
/** `12`, `12a`, `12bis`. */
const NUMBER = /^\d+(?:[a-z]|bis|ter|quater)?$/
const LETTER = /^[a-z]$/
const REPEATED = /^(?:bis|ter|quater)$/
const SPELLED_OUT = /([aou])e/g

interface Compiled {
  readonly isEnglish: boolean
  readonly isGerman: boolean
  readonly forms: ReadonlyMap<string, string>
  readonly endings: readonly (readonly [long: string, short: string])[]
  readonly numbers: ReadonlySet<string>
  readonly units: ReadonlySet<string>
  readonly optional: ReadonlySet<string>
}

/** Whether a table says how streets are written there. */
export function knowsStreetsOf(country: string | undefined): boolean {
  return country !== undefined && Object.hasOwn(STREET_LANGUAGES, country)
}

const byLanguages = new Map<string, Compiled>()

/**
 * The street line of an address in one form, so that `Hauptstr. 5`, `Haupt-Straße 5` and
 * `5, HAUPTSTRASSE` are one: words that are cut short or written out, accents, where the house number
 * stands, words such as `Nr.` in front of it, names for a flat. What no table knows stays as it is
 * written: two addresses are never made one by a guess. In a country that no table knows only case,
 * accents and punctuation go.
 *
 * @param country ISO 3166-1 alpha-2
 * @returns words, then the numbers in their order; empty for a line without a letter or digit
 */
export function canonicalStreet(line: string, country: string | undefined): string {
  const languages = knowsStreetsOf(country) ? STREET_LANGUAGES[country!]! : []
  const words = compiled(languages)
  const tokens = tokensOf(line)
  const names: string[] = []
  const numbers: string[] = []
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    const next = tokens[at + 1]
    const isBeforeNumber = next !== undefined && /^\d/.test(next)
    if (NUMBER.test(token)) {
      const isSplit = !/\D/.test(token) && isSuffix(tokens, at + 1, words)
      numbers.push(isSplit ? token + next! : token)
      if (isSplit) at += 1
    } else if (words.numbers.has(token) && isBeforeNumber) continue
    else if (words.units.has(token) && next !== undefined && isUnitNumber(next) && at > 0) {
      numbers.push(`u${next}`)
      at += 1
    } else if (words.optional.has(token)) continue
    else names.push(nameOf(token, words, isLastName(tokens, at, words), names.length))
  }
  const form = [names.join(''), numbers.join('-')].filter((part) => part !== '').join(' ')
  // A line of nothing but words that may be left out.
  return form === '' ? tokens.join('') : form
}

function tokensOf(line: string): string[] {
  const lower = line.toLowerCase().replace(SPECIAL, (letter) => UMLAUTS[letter] ?? letter)
  const plain = lower.normalize('NFKD').replace(MARKS, '')
  const whole = plain
    .replace(SPANISH_CALLE, 'c ')
    .replace(ABBREVIATED, (all, first: string, second: string) =>
      KNOWN_DOTTED.has(first + second) ? first + second : all,
    )
  return whole.match(WORDS) ?? []
}

const KNOWN_DOTTED: ReadonlySet<string> = new Set(['pza', 'vle', 'cso', 'lgo', 'sda', 'ple', 'vlo'])

/** `12 a` is 12a, unless the letter is a word by itself: `12 R de Rivoli`, `5 m 3`. */
function isSuffix(tokens: readonly string[], at: number, words: Compiled): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]]
  if (token === undefined) return false
  if (REPEATED.test(token)) return true
  if (!LETTER.test(token) || words.units.has(token)) return false
  return next === undefined || NUMBER.test(next) || words.units.has(next)
}

/** Flats are 4, 4b or b. */
function isUnitNumber(token: string): boolean {
  return /^\d+[a-z]?$|^[a-z]$|^[a-z]\d+$/.test(token)
}

/** Whether what follows is no part of the street's name any more. */
function isLastName(tokens: readonly string[], at: number, words: Compiled): boolean {
  const next = tokens[at + 1]
  return (
    next === undefined || /^\d+[a-z]?$/.test(next) || words.units.has(next) || DIRECTIONS.has(next)
  )
}

const DIRECTIONS: ReadonlySet<string> = new Set(
  'n s e w ne nw se sw north south east west northeast northwest southeast southwest'.split(' '),
)

function nameOf(token: string, words: Compiled, isLast: boolean, before: number): string {
  // In English a saint and a doctor stand before a name, a street and a drive after one.
  if (words.isEnglish && (token === 'st' || token === 'street' || token === 'str')) {
    return token === 'st' && (before === 0 || !isLast) ? 'saint' : 'street'
  }
  if (words.isEnglish && token === 'dr' && before === 0) return 'doctor'
  const form = words.forms.get(token)
  if (form !== undefined) return form
  // People write Müller, Mueller and Muller for the same street.
  const name = words.isGerman ? token.replace(SPELLED_OUT, '$1') : token
  const ending = words.endings.find(
    ([long]) => name.length > long.length + 2 && name.endsWith(long),
  )
  return ending === undefined ? name : name.slice(0, -ending[0].length) + ending[1]
}

function compiled(languages: readonly StreetLanguage[]): Compiled {
  const name = languages.join()
  const known = byLanguages.get(name)
  if (known !== undefined) return known
  const tables: readonly StreetWords[] = languages.map((language) => STREET_WORDS[language])
  const made: Compiled = {
    isEnglish: languages[0] === 'en',
    isGerman: languages.includes('de'),
    forms: new Map(
      // Of two languages of a country the first is right.
      tables.toReversed().flatMap(({ forms }) => Object.entries(forms).flatMap(spellings)),
    ),
    endings: tables.flatMap(({ endings }) =>
      Object.entries(endings ?? {}).flatMap(([short, others]) =>
        others.split(' ').map((long) => [long, short] as const),
      ),
    ),
    numbers: new Set(tables.flatMap(({ number }) => number.split(' '))),
    units: new Set([...tables.flatMap(({ unit }) => unit.split(' ')), 'unit']),
    optional: new Set(tables.flatMap(({ optional }) => optional?.split(' ') ?? [])),
  }
  byLanguages.set(name, made)
  return made
}

function spellings([form, others]: readonly [string, string]): (readonly [string, string])[] {
  return [form, ...others.split(' ')].map((spelling) => [spelling, form] as const)
}
