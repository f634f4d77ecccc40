import type { PhoneAnswer, PhoneLineType } from '@gatehouse/contract'
import type { CountryCode, PhoneNumberType } from 'libphonenumber-js/max'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { notKnown } from './answers.ts'
import type { NumberingPlan } from './numbering-plan.ts'
import { planOfCountry } from './numbering-plan.ts'
import type { ReadNumber } from './phone-digits.ts'
import { readPhoneDigits } from './phone-digits.ts'

/** `+` and 15 digits, with generous separators and an extension; libphonenumber's own limit is 250. */
const TEXT_LENGTH_MAX = 60
/** The library takes two digits for a number when they stand alone, and wants three otherwise. */
const DIGITS_MIN = 3

const LINE_TYPES: Readonly<Record<PhoneNumberType, PhoneLineType>> = {
  MOBILE: 'mobile',
  FIXED_LINE: 'fixed_line',
  FIXED_LINE_OR_MOBILE: 'fixed_line_or_mobile',
  VOIP: 'voip',
  TOLL_FREE: 'toll_free',
  PREMIUM_RATE: 'premium_rate',
  SHARED_COST: 'shared_cost',
  PERSONAL_NUMBER: 'personal',
  PAGER: 'pager',
  UAN: 'other',
  VOICEMAIL: 'other',
}

/**
 * Reads a phone number by the numbering plans of libphonenumber (the `max` tables: the smaller
 * ones know neither the line type nor exact validity). The library itself reads what is written in
 * an unusual way: with an extension, as a `tel:` link, in digits of another script.
 */
export function lookUpPhone(text: string, defaultCountry: string | null): PhoneAnswer {
  if (text.length > TEXT_LENGTH_MAX) return notKnown('malformed_input')
  const home = homePlan(defaultCountry)
  const trimmed = text.trim()
  const digits = plainDigits(trimmed)
  const number =
    digits === undefined
      ? readByLibrary(trimmed, home)
      : readPhoneDigits(digits, trimmed.startsWith('+'), home)
  if (number === undefined) return notKnown('malformed_input')
  const { valid, e164, country, type } = number
  return {
    known: true,
    valid,
    e164,
    country,
    lineType: type === undefined ? null : LINE_TYPES[type],
  }
}

function homePlan(country: string | null): NumberingPlan | undefined {
  if (country === null) return undefined
  return planOfCountry(country) ?? planOfCountry(country.trim().toUpperCase())
}

/**
 * The digits of a number that has nothing but a `+` in front and separators that never begin an
 * extension; `undefined` for every other text.
 */
function plainDigits(text: string): string | undefined {
  const first = text.charCodeAt(0) === PLUS ? 1 : 0
  let digits = ''
  let runStart = first
  for (let at = first; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= DIGIT_0 && code <= DIGIT_9) continue
    if (!SEPARATORS.has(code)) return undefined
    if (at > runStart) digits += text.slice(runStart, at)
    runStart = at + 1
  }
  digits += text.slice(runStart)
  return digits.length < DIGITS_MIN ? undefined : digits
}

const PLUS = 0x2b
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const SEPARATORS: ReadonlySet<number> = new Set(Buffer.from(' -./()'))

/** What the tables say when the library reads the text. */
function readByLibrary(text: string, home: NumberingPlan | undefined): ReadNumber | undefined {
  // `extract: false` refuses numbers with other text around them.
  const options = { extract: false, ...(home && { defaultCountry: home.country as CountryCode }) }
  const number = parsePhoneNumberFromString(text, options)
  if (number === undefined) return undefined
  // A number of a known type is valid: asking both would try every pattern of the plan twice.
  const type = number.getType()
  const valid = type !== undefined || number.isValid()
  return { valid, e164: number.number, country: number.country ?? null, type }
}
