import type { PhoneAnswer, PhoneLineType } from '@gatehouse/contract'
import type { CountryCode, NumberType } from 'libphonenumber-js/max'
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { notKnown } from './answers.ts'

/** `+` and 15 digits, with generous separators and an extension; libphonenumber's own limit is 250. */
const TEXT_LENGTH_MAX = 60

const LINE_TYPES: ReadonlyMap<NumberType, PhoneLineType> = new Map([
  ['MOBILE', 'mobile'],
  ['FIXED_LINE', 'fixed_line'],
  ['FIXED_LINE_OR_MOBILE', 'fixed_line_or_mobile'],
  ['VOIP', 'voip'],
  ['TOLL_FREE', 'toll_free'],
  ['PREMIUM_RATE', 'premium_rate'],
  ['SHARED_COST', 'shared_cost'],
  ['PERSONAL_NUMBER', 'personal'],
  ['PAGER', 'pager'],
  ['UAN', 'other'],
  ['VOICEMAIL', 'other'],
])

/**
 * Reads a phone number by the numbering plans of libphonenumber (the `max` tables: the smaller
 * ones know neither the line type nor exact validity).
 */
export function lookUpPhone(text: string, defaultCountry: string | null): PhoneAnswer {
  if (text.length > TEXT_LENGTH_MAX) return notKnown('malformed_input')
  const country = defaultCountry?.trim().toUpperCase() ?? ''
  const fallback = isSupportedCountry(country) ? (country as CountryCode) : undefined
  // `extract: false` refuses numbers with other text around them.
  const options = { extract: false, ...(fallback && { defaultCountry: fallback }) }
  const number = parsePhoneNumberFromString(text.trim(), options)
  if (number === undefined) return notKnown('malformed_input')
  // A number of a known type is valid: asking both would try every pattern of the plan twice.
  const type = number.getType()
  const valid = type !== undefined || number.isValid()
  return {
    known: true,
    valid,
    e164: number.number,
    country: number.country ?? null,
    lineType: (type === undefined ? undefined : LINE_TYPES.get(type)) ?? null,
  }
}
