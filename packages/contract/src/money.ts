/**
 * Money is a JSON decimal and an ISO 4217 code on the wire and an integer of minor units (cents)
 * inside. The way between the two is exact or refused, never rounded in silence.
 */

/** Minor digits per ISO 4217 (table A.1); a currency that is not named here has 2. */
const EXPONENTS: Readonly<Record<string, number | undefined>> = Object.assign(
  Object.create(null) as Record<string, number>,
  Object.fromEntries(
    [
      [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
      [
        2,
        `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN
         BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP
         GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT
         LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO
         NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS
         SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD
         XCG YER ZAR ZMW ZWG ZWL`,
      ],
      [3, 'BHD IQD JOD KWD LYD OMR TND'],
      [4, 'CLF UYW'],
    ].flatMap(([exponent, codes]) =>
      String(codes)
        .split(/\s+/)
        .map((code) => [code, Number(exponent)]),
    ),
  ),
)

/** Minor digits of a currency (2 for EUR, 0 for JPY); `null` for a code that is no currency. */
export function currencyExponent(currency: string): number | null {
  return EXPONENTS[currency] ?? null
}

/**
 * A double carries 15 decimal digits faithfully (DBL_DIG), so amounts are read to 15 significant
 * digits: `0.1 + 0.2` is 0.3, and minor units stay below 10^15, exact in a double.
 */
const SIGNIFICANT_DIGITS = 15
const MINOR_MAX = 10 ** SIGNIFICANT_DIGITS - 1

export type MoneyProblem =
  | 'unknown_currency'
  /** More fraction digits than the currency has: 0.001 EUR, 1.5 JPY. */
  | 'too_many_digits'
  /** 10^15 minor units or more. */
  | 'too_large'
  | 'not_finite'
  /** The operator's table has no rate for the currency, or there is no table. */
  | 'no_rate'

export type MinorAmount =
  | { readonly ok: true; readonly amountMinor: number }
  | { readonly ok: false; readonly problem: MoneyProblem }

const refuse = (problem: MoneyProblem): MinorAmount => ({ ok: false, problem })

/**
 * A decimal in major units to minor units, exactly: 12.34 EUR is 1234, 500 JPY is 500. Digits
 * beyond the currency's own are refused rather than rounded; noise of binary arithmetic beyond 15
 * significant digits is no digit.
 */
export function toMinor(amount: number, currency: string): MinorAmount {
  const exponent = currencyExponent(currency)
  if (exponent === null) return refuse('unknown_currency')
  if (!Number.isFinite(amount)) return refuse('not_finite')
  if (Math.abs(amount) >= 10 ** (SIGNIFICANT_DIGITS - exponent)) return refuse('too_large')
  const unitsPerMajor = 10 ** exponent
  const nearest = Math.round(amount * unitsPerMajor)
  // Division is correctly rounded: this is the double that the decimal of `nearest` reads as.
  // The sum makes -0 a plain 0.
  if (nearest / unitsPerMajor === amount) return { ok: true, amountMinor: nearest + 0 }
  const decimal = parseDecimal(amount)
  if (decimal.fractionDigits > exponent) return refuse('too_many_digits')
  const amountMinor = Number(decimal.digits) * 10 ** (exponent - decimal.fractionDigits)
  return { ok: true, amountMinor }
}

/** Minor units to the decimal of the wire: 1234 EUR minor is 12.34. */
export function fromMinor(amountMinor: number, currency: string): number | null {
  const exponent = currencyExponent(currency)
  if (exponent === null || !Number.isSafeInteger(amountMinor)) return null
  // Division by a power of ten is correctly rounded, so it gives the double nearest the decimal.
  return amountMinor / 10 ** exponent
}

/** The operator's rates: what one unit of `base` is worth in each currency (as the ECB quotes). */
export interface RateTable {
  readonly base: string
  readonly rates: Readonly<Record<string, number>>
  /** RFC 3339 date or date-time of the rates. */
  readonly as_of: string
}

/**
 * Minor units of one currency in minor units of another, rounded half to even. Exact integer
 * arithmetic over the decimals of the table: the result depends on nothing else. The same currency
 * needs no table.
 */
export function convertMinor(
  amountMinor: number,
  from: string,
  to: string,
  table: RateTable | null,
): MinorAmount {
  const fromExponent = currencyExponent(from)
  const toExponent = currencyExponent(to)
  if (fromExponent === null || toExponent === null) return refuse('unknown_currency')
  if (!Number.isSafeInteger(amountMinor)) return refuse('not_finite')
  if (from === to) return { ok: true, amountMinor }
  const fromRate = rateOf(from, table)
  const toRate = rateOf(to, table)
  if (fromRate === null || toRate === null) return refuse('no_rate')

  // amount / 10^fromExponent / fromRate * toRate * 10^toExponent, over a common denominator
  const numerator =
    BigInt(amountMinor) *
    BigInt(toRate.digits) *
    10n ** BigInt(toExponent + fromRate.fractionDigits)
  const denominator = BigInt(fromRate.digits) * 10n ** BigInt(fromExponent + toRate.fractionDigits)
  const converted = Number(divideHalfToEven(numerator, denominator))
  return Math.abs(converted) > MINOR_MAX
    ? refuse('too_large')
    : { ok: true, amountMinor: converted }
}

function rateOf(currency: string, table: RateTable | null): Decimal | null {
  if (table === null) return null
  if (currency === table.base) return { digits: '1', fractionDigits: 0 }
  if (!Object.hasOwn(table.rates, currency)) return null
  const rate = table.rates[currency]
  return rate !== undefined && Number.isFinite(rate) && rate > 0 ? parseDecimal(rate) : null
}

/** `digits` (an integer, maybe with a sign) divided by 10^`fractionDigits`. */
interface Decimal {
  readonly digits: string
  readonly fractionDigits: number
}

function parseDecimal(value: number): Decimal {
  const scientific = value.toExponential(SIGNIFICANT_DIGITS - 1)
  const [mantissa = '0', power = '0'] = scientific.split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const significant = fraction.replace(/0+$/, '')
  const shift = Number(power) - significant.length
  const digits = `${whole}${significant}`
  if (shift >= 0) return { digits: digits + '0'.repeat(shift), fractionDigits: 0 }
  return { digits, fractionDigits: -shift }
}

function divideHalfToEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  const remainder = numerator % denominator
  const twice = (remainder < 0n ? -remainder : remainder) * 2n
  const away = numerator < 0n ? -1n : 1n
  if (twice > denominator) return quotient + away
  if (twice === denominator && quotient % 2n !== 0n) return quotient + away
  return quotient
}
