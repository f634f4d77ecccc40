import type { CardBrand } from './reference.ts'

/** Prefixes from `first` to `last`, both with the same number of digits. */
interface BrandRange {
  readonly brand: CardBrand
  readonly first: number
  readonly last: number
  /** Numbers of digits that cards of this range have, 15 to 19. */
  readonly lengths: readonly number[]
}

const range = (
  brand: CardBrand,
  first: number,
  last: number,
  ...lengths: number[]
): BrandRange => ({
  brand,
  first,
  last,
  lengths,
})

const LONG = [16, 17, 18, 19]

/**
 * Issuer identification ranges in which cards of 15 to 19 digits are issued (ISO/IEC 7812 and the
 * schemes' own public BIN documents). The older lengths are left out on purpose: 13 digits (Visa)
 * is a time in milliseconds and 14 (Diners Club) is the usual length of a shop's order id. UATP
 * (prefix 1, 15 digits) is left out too: airlines take it, and social networks' user ids look so.
 */
export const BRAND_RANGES: readonly BrandRange[] = [
  range('visa', 4, 4, 16, 18, 19),
  range('mastercard', 51, 55, 16),
  range('mastercard', 2221, 2720, 16),
  range('american_express', 34, 34, 15),
  range('american_express', 37, 37, 15),
  range('discover', 6011, 6011, 16, 19),
  range('discover', 644, 649, 16, 19),
  range('discover', 65, 65, 16, 19),
  range('diners_club', 300, 305, 16, 19),
  range('diners_club', 3095, 3095, 16, 19),
  range('diners_club', 36, 36, 16, 19),
  range('diners_club', 38, 39, 16, 19),
  range('jcb', 3528, 3589, ...LONG),
  range('jcb', 1800, 1800, 15),
  range('jcb', 2131, 2131, 15),
  range('unionpay', 62, 62, ...LONG),
  range('unionpay', 8100, 8171, ...LONG),
  range('maestro', 5018, 5018, ...LONG),
  range('maestro', 5020, 5020, ...LONG),
  range('maestro', 5038, 5038, ...LONG),
  range('maestro', 5893, 5893, ...LONG),
  range('maestro', 6304, 6304, ...LONG),
  range('maestro', 6390, 6390, ...LONG),
  range('maestro', 6703, 6709, ...LONG),
  range('maestro', 6759, 6763, ...LONG),
  range('maestro', 6771, 6771, ...LONG),
  range('mir', 2200, 2204, ...LONG),
  range('rupay', 508500, 508999, 16),
  range('rupay', 606985, 607984, 16),
  range('rupay', 608001, 608500, 16),
  range('rupay', 817200, 820199, 16),
  range('elo', 504175, 504175, 16),
  range('elo', 506699, 506778, 16),
  range('elo', 509000, 509999, 16),
  range('elo', 627780, 627780, 16),
  range('elo', 636297, 636297, 16),
  range('elo', 636368, 636368, 16),
  range('hipercard', 606282, 606282, 16),
  range('hipercard', 637095, 637095, 16),
  range('hipercard', 637568, 637612, 16),
  range('troy', 979200, 979289, 16),
  range('dankort', 5019, 5019, 16),
  range('verve', 506099, 506198, 16, 18, 19),
  range('verve', 507865, 507964, 16, 18, 19),
  range('verve', 650002, 650027, 16, 18, 19),
]

export const CARD_DIGITS_MIN = 15
export const CARD_DIGITS_MAX = 19

/**
 * The brand whose range and length a number of 15 to 19 digits has; `null` for none. Says nothing
 * about the check digit.
 */
export function brandOfNumber(digits: string): CardBrand | null {
  for (const { brand, first, last, lengths } of BRAND_RANGES) {
    if (!lengths.includes(digits.length)) continue
    const prefix = Number(digits.slice(0, String(first).length))
    if (prefix >= first && prefix <= last) return brand
  }
  return null
}
