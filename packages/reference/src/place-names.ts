/** Longer names are cut: the longest city name in GeoNames has 60 characters. */
const NAME_LENGTH_MAX = 120

/** Letters that NFKD leaves whole. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** One spelling for words that addresses write in full or short. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['saint', 'st'],
  ['sainte', 'st'],
  ['ste', 'st'],
  ['mount', 'mt'],
  ['fort', 'ft'],
])

/** Nothing to fold: lower-case words of ASCII with single spaces between them. */
const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/
const SHORTENED_WORD = /(?<![a-z])(?:sainte?|ste|mount|fort)(?![a-z])/
const LATIN_WORDS = /[a-z]+/g

/**
 * One spelling per name: accents off, lower case, punctuation to spaces, `saint` as `st`. The same
 * function makes the keys of the table and the question, so it only has to be consistent.
 */
export function normaliseName(name: string): string {
  const lower = name.slice(0, NAME_LENGTH_MAX).toLowerCase()
  const folded = PLAIN.test(lower) ? lower : fold(name)
  if (!SHORTENED_WORD.test(folded)) return folded
  return folded.replace(LATIN_WORDS, (word) => WORDS.get(word) ?? word)
}

const MARKS = /\p{M}/gu
const WHOLE_LETTERS = /[ßøæœłđðþı]/gu
const APOSTROPHES = /['’`´]/gu
const NO_WORD = /[^\p{L}\p{N}]+/gu

function fold(name: string): string {
  return name
    .slice(0, NAME_LENGTH_MAX)
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(WHOLE_LETTERS, (letter) => LETTERS[letter] ?? letter)
    .replace(APOSTROPHES, '')
    .replace(NO_WORD, ' ')
    .trim()
}

/**
 * What shoppers write for large cities, where the table (GeoNames, English first) has another
 * name. Both sides normalised, by country.
 */
const CITY_ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AT: { wien: 'vienna' },
  BE: {
    antwerpen: 'antwerp',
    anvers: 'antwerp',
    bruxelles: 'brussels',
    brussel: 'brussels',
    gent: 'ghent',
    gand: 'ghent',
    brugge: 'bruges',
    luik: 'liege',
  },
  CH: { geneve: 'geneva', genf: 'geneva', luzern: 'lucerne', bale: 'basel', berne: 'bern' },
  CN: { peking: 'beijing', canton: 'guangzhou' },
  CZ: { praha: 'prague', plzen: 'pilsen' },
  DE: {
    munchen: 'munich',
    cologne: 'koln',
    nuremberg: 'nurnberg',
    frankfurt: 'frankfurt am main',
    'frankfurt main': 'frankfurt am main',
    hannover: 'hanover',
    hanover: 'hannover',
  },
  DK: { kobenhavn: 'copenhagen', aarhus: 'arhus' },
  EG: { 'al qahirah': 'cairo' },
  ES: { seville: 'sevilla', 'la coruna': 'a coruna', saragossa: 'zaragoza' },
  FI: { helsingfors: 'helsinki' },
  GR: { athina: 'athens' },
  IN: { bangalore: 'bengaluru', bombay: 'mumbai', calcutta: 'kolkata', madras: 'chennai' },
  IT: {
    roma: 'rome',
    milano: 'milan',
    napoli: 'naples',
    torino: 'turin',
    firenze: 'florence',
    venezia: 'venice',
    genova: 'genoa',
    padova: 'padua',
  },
  KZ: { karaganda: 'karagandy', almaata: 'almaty', 'alma ata': 'almaty' },
  LU: { luxemburg: 'luxembourg' },
  MN: { ulaanbaatar: 'ulan bator' },
  MX: { 'ciudad de mexico': 'mexico city', cdmx: 'mexico city', 'mexico df': 'mexico city' },
  NL: { 'den haag': 'the hague', 's gravenhage': 'the hague', sgravenhage: 'the hague' },
  PL: { warszawa: 'warsaw', cracow: 'krakow' },
  PT: { lisboa: 'lisbon', oporto: 'porto' },
  RO: { bucuresti: 'bucharest' },
  RS: { beograd: 'belgrade' },
  RU: {
    moskva: 'moscow',
    'sankt peterburg': 'st petersburg',
    'nizhny novgorod': 'nizhniy novgorod',
  },
  SE: { goteborg: 'gothenburg' },
  UA: { kiev: 'kyiv', kharkov: 'kharkiv', odessa: 'odesa', lvov: 'lviv' },
  US: {
    nyc: 'new york city',
    manhattan: 'new york city',
    'new york': 'new york city',
    'washington d c': 'washington',
    'washington dc': 'washington',
    indpls: 'indianapolis',
  },
}

/** City and ward in Korean and Japanese addresses. */
const DIVISION_SUFFIX = / (?:si|gu|gun|shi|ku)$/
const UMLAUTS_SPELLED_OUT = /([aou])e/g

/** Another way to write a city's normalised name; `undefined` where there is none. */
type Spelling = (name: string, country: string) => string | undefined

/**
 * Spellings to try for a city, best first: as written, its alias, umlauts written as two letters
 * (`duesseldorf`), `city` taken off or put on, the kind of division (`Suwon-si`) taken off.
 */
export const CITY_SPELLINGS: readonly Spelling[] = [
  (name) => name,
  alias,
  (name) => name.replace(UMLAUTS_SPELLED_OUT, '$1'),
  (name) => (name.endsWith(' city') ? name.slice(0, -5) : `${name} city`),
  (name) => name.replace(DIVISION_SUFFIX, ''),
]

function alias(name: string, country: string): string | undefined {
  const aliases = Object.hasOwn(CITY_ALIASES, country) ? CITY_ALIASES[country] : undefined
  return aliases && Object.hasOwn(aliases, name) ? aliases[name] : undefined
}

/** Short forms that addresses use and the region table does not have. US codes are in the table. */
export const REGION_ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CA: {
    ab: '01',
    bc: '02',
    mb: '03',
    nb: '04',
    nl: '05',
    ns: '07',
    on: '08',
    pe: '09',
    qc: '10',
    sk: '11',
    yt: '12',
    nt: '13',
    nu: '14',
  },
  AU: {
    act: '01',
    nsw: '02',
    nt: '03',
    qld: '04',
    sa: '05',
    tas: '06',
    vic: '07',
    wa: '08',
  },
}
