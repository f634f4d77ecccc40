import type { PhoneNumberType } from 'libphonenumber-js/max'
import metadata from 'libphonenumber-js/max/metadata'

/**
 * The numbering plans of libphonenumber, each with its patterns compiled once: the library compiles
 * them anew for every number. What the positions of a row mean: METADATA.md of the library.
 */
const ROW = { callingCode: 0, internationalPrefix: 1, pattern: 2, lengths: 3, nationalPrefix: 5 }
const ROW_PARSING = { nationalPrefix: 7, transformRule: 8, leadingDigits: 10, types: 11 }

/** Positions in `types`, in the order in which the library tries them once it is no fixed line. */
const FIXED_LINE = 0
const MOBILE = 1
const OTHER_TYPES: readonly (readonly [PhoneNumberType, number])[] = [
  ['MOBILE', MOBILE],
  ['PREMIUM_RATE', 3],
  ['TOLL_FREE', 2],
  ['SHARED_COST', 9],
  ['VOIP', 8],
  ['PERSONAL_NUMBER', 4],
  ['PAGER', 7],
  ['UAN', 6],
  ['VOICEMAIL', 5],
]

type Row = readonly unknown[]

/** No plan has longer numbers, so a bit for each length fits a word. */
const DIGITS_MAX = 31

/** A line type: how long its numbers are (bit n: n digits), and what they look like. */
interface LineType {
  readonly type: PhoneNumberType
  readonly lengths: number
  readonly pattern: RegExp
}

export class NumberingPlan {
  /** ISO 3166-1 alpha-2; `null` for the plan of a calling code that belongs to no country. */
  readonly country: string | null
  readonly callingCode: string
  /** How people of the country begin to dial abroad. */
  readonly internationalPrefix: RegExp
  /** What stands before a number dialled within the country; `null` where nothing does. */
  readonly nationalPrefix: RegExp | null
  /** Replacement for what `nationalPrefix` matches, where it is not just left out. */
  readonly transformRule: string | null
  /** Tells the countries of one calling code apart; `null` where the whole number has to. */
  readonly leadingDigits: RegExp | null
  readonly #pattern: RegExp
  readonly #lengths: number
  readonly #lengthMax: number
  readonly #hasTypes: boolean
  readonly #fixedLine: LineType | undefined
  /** `undefined`: there are no mobile lines of their own. */
  readonly #mobile: LineType | undefined
  readonly #others: readonly LineType[]

  constructor(country: string | null, row: Row) {
    this.country = country
    this.callingCode = String(row[ROW.callingCode])
    this.internationalPrefix = new RegExp(`^(?:${textAt(row, ROW.internationalPrefix)})`)
    const prefix = textAt(row, ROW_PARSING.nationalPrefix) || textAt(row, ROW.nationalPrefix)
    this.nationalPrefix = prefix === '' ? null : new RegExp(`^(?:${prefix})`)
    this.transformRule = textAt(row, ROW_PARSING.transformRule) || null
    const leadingDigits = textAt(row, ROW_PARSING.leadingDigits)
    this.leadingDigits = leadingDigits === '' ? null : new RegExp(`^(?:${leadingDigits})`)
    this.#pattern = whole(textAt(row, ROW.pattern))
    const lengths = row[ROW.lengths] as readonly number[]
    this.#lengths = lengthBits(lengths)
    this.#lengthMax = lengths.at(-1) ?? 0
    const types = (row[ROW_PARSING.types] || []) as readonly (Row | 0)[]
    this.#hasTypes = types.length > 0
    this.#fixedLine = this.#lineType('FIXED_LINE', types[FIXED_LINE])
    this.#mobile = this.#lineType('MOBILE', types[MOBILE])
    this.#others = OTHER_TYPES.flatMap(([type, at]) => this.#lineType(type, types[at]) ?? [])
  }

  #lineType(type: PhoneNumberType, row: Row | 0 | undefined): LineType | undefined {
    const pattern = row ? textAt(row, 0) : ''
    if (!row || pattern === '') return undefined
    const lengths = row[1] as readonly number[] | undefined
    return { type, lengths: lengths ? lengthBits(lengths) : this.#lengths, pattern: whole(pattern) }
  }

  matches(national: string): boolean {
    return this.#pattern.test(national)
  }

  /** Longer than any number of the plan? */
  isTooLong(national: string): boolean {
    return this.#lengthMax < national.length
  }

  /** Of a length that the plan has, or of one that is too long to be judged by it. */
  isPossible(national: string): boolean {
    return this.isTooLong(national) || (this.#lengths & (1 << national.length)) !== 0
  }

  typeOf(national: string): PhoneNumberType | undefined {
    if (national.length > DIGITS_MAX || !this.matches(national)) return undefined
    if (this.#fixedLine !== undefined && isOf(this.#fixedLine, national)) {
      const isEither = this.#mobile === undefined || isOf(this.#mobile, national)
      return isEither ? 'FIXED_LINE_OR_MOBILE' : 'FIXED_LINE'
    }
    for (const line of this.#others) if (isOf(line, national)) return line.type
    return undefined
  }

  /** `type` as `typeOf` found it. */
  isValid(national: string, type: PhoneNumberType | undefined): boolean {
    return this.#hasTypes ? type !== undefined : this.matches(national)
  }
}

function isOf({ lengths, pattern }: LineType, national: string): boolean {
  return (lengths & (1 << national.length)) !== 0 && pattern.test(national)
}

function textAt(row: Row, at: number): string {
  const value = row[at]
  return typeof value === 'string' ? value : ''
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`)
}

function lengthBits(lengths: readonly number[]): number {
  return lengths.reduce((bits, length) => bits | (1 << length), 0)
}

/** Made when first asked for: most shops meet the plans of a few dozen countries. */
const plansByCountry = new Map<string, NumberingPlan>()
/** Every calling code has at most three digits; none begins with another one. */
const plansByCallingCode = new Map<string, readonly NumberingPlan[]>()

/** `undefined` for what is no country of the tables (ISO 3166-1 alpha-2, upper case). */
export function planOfCountry(country: string): NumberingPlan | undefined {
  const existing = plansByCountry.get(country)
  if (existing !== undefined || !Object.hasOwn(metadata.countries, country)) return existing
  const plan = new NumberingPlan(
    country,
    (metadata.countries as Readonly<Record<string, Row>>)[country]!,
  )
  plansByCountry.set(country, plan)
  return plan
}

/** Plans of the countries that share a calling code, the largest first; none: no such code. */
export function plansOfCallingCode(callingCode: string): readonly NumberingPlan[] {
  const existing = plansByCallingCode.get(callingCode)
  if (existing !== undefined) return existing
  if (!/^\d{1,3}$/.test(callingCode)) return []
  const plans = makePlans(callingCode)
  plansByCallingCode.set(callingCode, plans)
  return plans
}

function makePlans(callingCode: string): readonly NumberingPlan[] {
  const countries = metadata.country_calling_codes[callingCode]
  if (countries !== undefined) return countries.map((country) => planOfCountry(country)!)
  const row = metadata.nonGeographic[callingCode]
  return row === undefined ? [] : [new NumberingPlan(null, row)]
}
