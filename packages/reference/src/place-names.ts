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

/**
 * One spelling per name: accents off, lower case, punctuation to spaces, `saint` as `st`. The same
 * function makes the keys of the table and the question, so it only has to be consistent.
 */
export function normaliseName(name: string): string {
  const folded = name
    .slice(0, NAME_LENGTH_MAX)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[ßøæœłđðþı]/gu, (letter) => LETTERS[letter] ?? letter)
    .replace(/['’`´]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return folded.replace(/[a-z]+/g, (word) => WORDS.get(word) ?? word)
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

/**
 * Spellings to try for a city, best first: as written, its alias, umlauts written as two letters
 * (`duesseldorf`), `city` taken off or put on, the kind of division (`Suwon-si`) taken off.
 */
export function citySpellings(country: string, name: string): readonly string[] {
  const normal = normaliseName(name)
  if (normal === '') return []
  const aliases = Object.hasOwn(CITY_ALIASES, country) ? CITY_ALIASES[country] : undefined
  const alias = aliases && Object.hasOwn(aliases, normal) ? aliases[normal] : undefined
  return [
    normal,
    ...(alias === undefined ? [] : [alias]),
    normal.replace(/([aou])e/g, '$1'),
    normal.endsWith(' city') ? normal.slice(0, -5) : `${normal} city`,
    normal.replace(DIVISION_SUFFIX, ''),
  ]
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
