import type { CardAnswer, CardBrand } from '@gatehouse/contract'
import { notKnown } from './answers.ts'
import type { BinTable } from './bin-table.ts'

/**
 * Brand by prefix. Wider than the ranges that card numbers are recognised by (`@gatehouse/contract`):
 * there a wrong hit refuses an order, here an old or local range is still that brand's.
 * Inclusive ranges of leading digits, written to six digits; a narrower range comes before the one
 * around it. From ISO/IEC 7812 assignments as the schemes publish them.
 */
export const BRAND_RANGES: readonly (readonly [number, number, CardBrand])[] = [
  [180000, 180099, 'jcb'],
  [100000, 199999, 'uatp'],
  [213100, 213199, 'jcb'],
  [220000, 220499, 'mir'],
  [222100, 272099, 'mastercard'],
  [300000, 305999, 'diners_club'],
  [309500, 309599, 'diners_club'],
  [340000, 349999, 'american_express'],
  [352800, 358999, 'jcb'],
  [360000, 369999, 'diners_club'],
  [370000, 379999, 'american_express'],
  [380000, 399999, 'diners_club'],
  [401178, 401179, 'elo'],
  [431274, 431274, 'elo'],
  [438935, 438935, 'elo'],
  [451416, 451416, 'elo'],
  [457393, 457393, 'elo'],
  [457631, 457632, 'elo'],
  [400000, 499999, 'visa'],
  [501900, 501900, 'dankort'],
  [504175, 504175, 'elo'],
  [506099, 506198, 'verve'],
  [506699, 506778, 'elo'],
  [507865, 507964, 'verve'],
  [508500, 508999, 'rupay'],
  [509000, 509999, 'elo'],
  [500000, 509999, 'maestro'],
  [510000, 559999, 'mastercard'],
  [560000, 589999, 'maestro'],
  [601100, 601199, 'discover'],
  [606282, 606282, 'hipercard'],
  [606985, 607984, 'rupay'],
  [608001, 608500, 'rupay'],
  [622126, 622925, 'unionpay'],
  [627780, 627780, 'elo'],
  [636297, 636297, 'elo'],
  [636368, 636368, 'elo'],
  [620000, 629999, 'unionpay'],
  [637095, 637095, 'hipercard'],
  [637568, 637612, 'hipercard'],
  [650002, 650027, 'verve'],
  [644000, 659999, 'discover'],
  [600000, 699999, 'maestro'],
  [810000, 817199, 'unionpay'],
  [817200, 820199, 'rupay'],
  [979200, 979289, 'troy'],
]

type BrandRange = (typeof BRAND_RANGES)[number]

/** By the first two digits: the ranges that such a card may be in, in their order. */
const RANGES_BY_START: readonly (readonly BrandRange[])[] = Array.from(
  { length: 100 },
  (_, start) =>
    BRAND_RANGES.filter(([first, last]) => first < (start + 1) * 10_000 && last >= start * 10_000),
)

const BIN = /^\d{6,8}$/

/** First six to eight digits of a card: never more, so that no card number is ever asked about. */
export function lookUpCard(bin: string, issuers: BinTable | undefined): CardAnswer {
  if (!BIN.test(bin)) return notKnown('malformed_input')
  const prefix = Number(bin.slice(0, 6))
  const ranges = RANGES_BY_START[Math.floor(prefix / 10_000)]!
  const range = ranges.find(([first, last]) => prefix >= first && prefix <= last)
  return {
    known: true,
    brand: range?.[2] ?? null,
    issuer: issuers?.lookUp(bin) ?? notKnown('not_configured'),
  }
}
