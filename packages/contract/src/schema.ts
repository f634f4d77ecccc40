/**
 * The small vocabulary the wire schemas are written in: every string, number and array that
 * crosses a border has a bound, and every object refuses fields it does not know.
 *
 * Three keywords of our own travel inside the schemas (see `SCHEMA_KEYWORDS`): they are JSON
 * Schema annotations, legal in OpenAPI 3.1, and a validator in strict mode must be told of them.
 */
import { Type, type TProperties, type TSchema, type TSchemaOptions, type TString } from 'typebox'

/**
 * `x-card-scan: "exempt"`: the text is an id, phone number, SKU or tracking code, in which a run
 * of digits may look like a card number without being one.
 * `x-personal: true`: the raw value says who a person is, or may: it is never stored in the clear.
 * `"texts"`: so are the texts of this object, unless the shop's settings name them as plain.
 * `"id"`: an id that some shops fill with an email address, a phone number or an IP address: such
 * a value is, another is kept.
 * `x-money: true`: a decimal in the currency of its object (see `money.ts`).
 */
export const SCHEMA_KEYWORDS = ['x-card-scan', 'x-personal', 'x-money'] as const

/** minFraud's bound for a text without a bound of its own. */
export const TEXT_LENGTH_MAX = 255
/** minFraud: amounts are 0 to 1e14 - 1. */
export const AMOUNT_MAX = 1e14 - 1
/** Counts (orders, units, key presses) above this are nonsense from any shop. */
export const COUNT_MAX = 1e12

const EXEMPT = { 'x-card-scan': 'exempt' }
const PERSONAL = { 'x-personal': true }

/** What `x-personal` says of a field. */
export type PersonalMark = true | 'texts' | 'id'

/** Free text, at most `maxLength` characters. */
export function text(description: string, maxLength: number = TEXT_LENGTH_MAX): TString {
  return Type.String({ description, maxLength })
}

/** Free text that says who a person is. */
export function personalText(description: string, maxLength: number = TEXT_LENGTH_MAX): TString {
  return Type.String({ description, maxLength, ...PERSONAL })
}

/** An id made by somebody else: opaque, a string even when it is made of digits. */
export function id(description: string): TString {
  return Type.String({ description, minLength: 1, maxLength: TEXT_LENGTH_MAX, ...EXEMPT })
}

/**
 * The same where minFraud accepts an empty text and carts send one: empty means absent, and
 * `parseEvent` leaves it out before anybody compares it.
 */
export function optionalId(description: string): TString {
  return Type.String({ description, maxLength: TEXT_LENGTH_MAX, ...EXEMPT })
}

/** The id of a person or of their account, which may be empty as in `optionalId`. */
export function personalId(description: string): TString {
  const options = { description, maxLength: TEXT_LENGTH_MAX, ...EXEMPT }
  return Type.String({ ...options, 'x-personal': 'id' })
}

/** A phone number as it was typed; may be empty, as in minFraud. */
export function phoneNumber(description: string): TString {
  return Type.String({ description, maxLength: TEXT_LENGTH_MAX, ...EXEMPT, ...PERSONAL })
}

/** The country calling code of a phone number, with or without `+`. */
export function phoneCountryCode(): TString {
  return Type.String({
    description: 'Country calling code of the phone number, for example `49`.',
    pattern: '^[+]?[0-9 -]{0,4}$',
    maxLength: 5,
  })
}

/**
 * What every JavaScript engine reads the same: RFC 3339 with capital `T` and `Z`, no leap second,
 * from 1970 on (`0001-01-01` is the way some languages write "never").
 */
export const TIME_PATTERN =
  '^(?:19[7-9][0-9]|2[01][0-9]{2})-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,9})?(?:Z|[+-][0-2][0-9]:[0-5][0-9])$'
export const COUNTRY_PATTERN = '^[A-Z]{2}$'
export const CURRENCY_PATTERN = '^[A-Z]{3}$'

/** An RFC 3339 date-time; an offset other than `Z` is accepted and means what it says. */
export function time(description: string): TString {
  return Type.String({ description, format: 'date-time', pattern: TIME_PATTERN, maxLength: 40 })
}

/** ISO 3166-1 alpha-2, upper case. */
export function countryCode(description: string): TString {
  return Type.String({ description, pattern: COUNTRY_PATTERN, minLength: 2, maxLength: 2 })
}

/** ISO 4217, upper case. */
export function currencyCode(description = 'ISO 4217 code of the currency.'): TString {
  return Type.String({ description, pattern: CURRENCY_PATTERN, minLength: 3, maxLength: 3 })
}

/** An amount as a decimal in major units (`12.34` euros), never negative. */
export function amount(description: string) {
  return Type.Number({ description, minimum: 0, maximum: AMOUNT_MAX, 'x-money': true })
}

/** How many of something there are: a whole number. */
export function count(description: string, maximum: number = COUNT_MAX) {
  return Type.Integer({ description, minimum: 0, maximum })
}

/** A measured quantity with its unit in the field's name. */
export function quantity(description: string, maximum: number = COUNT_MAX) {
  return Type.Number({ description, minimum: 0, maximum })
}

export function flag(description: string) {
  return Type.Boolean({ description })
}

/** One of a closed set of words. */
export function oneOf<const Words extends string[]>(
  words: readonly [...Words],
  description: string,
) {
  return Type.Enum(words, { type: 'string', description })
}

/** A list of at most `maxItems`. */
export function listOf<Item extends TSchema>(item: Item, maxItems: number, description: string) {
  return Type.Array(item, { maxItems, description })
}

/** An object that refuses fields it does not know. */
export function closed<Properties extends TProperties>(
  properties: Properties,
  options: TSchemaOptions = {},
) {
  return Type.Object(properties, { additionalProperties: false, ...options })
}

/** The same, each field optional: the usual block of an event. */
export function block<Properties extends TProperties>(properties: Properties, description: string) {
  return Type.Partial(closed(properties), { additionalProperties: false, description })
}
