import fc from 'fast-check'
import type { CountryCode } from 'libphonenumber-js/max'
import { getCountries, parsePhoneNumberFromString } from 'libphonenumber-js/max'
import metadata from 'libphonenumber-js/max/metadata'
import { describe, expect, it } from 'vitest'
import { lookUpPhone } from './phone.ts'

/**
 * Our reading of plain digits against the library's own, over numbers of every country and calling
 * code: made from the patterns of each line type, then written as people write them and spoilt as
 * people spoil them.
 */
const SEED = 20261127
/** Numbers for each line type of each plan; some 13 texts are made of each. */
const NUMBERS_PER_TYPE = 12

const countries = getCountries()
type Row = readonly unknown[]

/** Mulberry32: the same texts on every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
const random = seeded(SEED)
const below = (limit: number): number => Math.floor(random() * limit)
const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!
const someDigits = (count: number): string =>
  Array.from({ length: count }, () => String(below(10))).join('')

/** What the library says, asked as nobody in a hurry would ask it. */
function byLibrary(text: string, country: string | null) {
  const options = country === null ? {} : { defaultCountry: country as CountryCode }
  const number = parsePhoneNumberFromString(text.trim(), { extract: false, ...options })
  if (number === undefined) return { e164: undefined }
  return {
    e164: number.number as string,
    country: number.country ?? null,
    valid: number.isValid(),
    type: number.getType(),
  }
}

const LINE_TYPES: Readonly<Record<string, string>> = {
  PERSONAL_NUMBER: 'personal',
  UAN: 'other',
  VOICEMAIL: 'other',
}

/** `undefined` when both agree, else what each says. */
function disagreement(text: string, country: string | null): object | undefined {
  const ours = lookUpPhone(text, country)
  const theirs = byLibrary(text, country)
  const agree = ours.known
    ? ours.e164 === theirs.e164 &&
      ours.country === theirs.country &&
      ours.valid === theirs.valid &&
      ours.lineType === lineTypeOf(theirs.type)
    : theirs.e164 === undefined
  return agree ? undefined : { text, country, ours, theirs }
}

function lineTypeOf(type: string | undefined): string | null {
  return type === undefined ? null : (LINE_TYPES[type] ?? type.toLowerCase())
}

/** National numbers that each line type's pattern accepts, then some of the plan's own pattern. */
function numbersOf(row: Row): string[] {
  const types = (row[11] || []) as readonly (Row | 0)[]
  const patterns = [row, ...types].flatMap((type) =>
    type ? [type === row ? row[2] : type[0]] : [],
  )
  return patterns.flatMap((pattern) =>
    pattern === ''
      ? []
      : fc.sample(fc.stringMatching(new RegExp(`^(?:${String(pattern)})$`)), {
          numRuns: NUMBERS_PER_TYPE,
          seed: SEED,
        }),
  )
}

/** A digit lost, doubled, swapped for another, or more of them than there are. */
function spoilt(digits: string): string {
  const at = below(digits.length + 1)
  const [before, after] = [digits.slice(0, at), digits.slice(at)]
  return pick(
    [before + after.slice(1), before + someDigits(1) + after.slice(1)].concat(
      before + someDigits(1) + after,
      digits + someDigits(1 + below(8)),
      before,
    ),
  )
}

function spaced(digits: string): string {
  return digits.replace(/\d/g, (digit) => digit + pick(['', '', '', ' ', '-', '.', '/', ') ', '(']))
}

/** How a national number is written at home, from abroad, and by those who get it wrong. */
function textsOf(national: string, callingCode: string, country: string | null): string[] {
  const row: Row | undefined =
    country === null ? undefined : (metadata.countries as Record<string, Row>)[country]
  const prefix = typeof row?.[5] === 'string' ? row[5] : pick(['0', '1', '8'])
  return [
    `+${callingCode}${national}`,
    `+${callingCode} ${spaced(national)}`,
    `+${callingCode} (${prefix}) ${national}`,
    `+${callingCode}${spoilt(national)}`,
    national,
    spoilt(national),
    spaced(`${prefix}${national}`),
    `${prefix}${spoilt(national)}`,
    `${callingCode}${national}`,
    `${pick(['00', '011', '0011', '810', '0014', '119'])}${callingCode}${national}`,
    `${pick(['0', '00', '15', '044', '90', '183'])}${national}`,
    `${national}${pick([' ext. 12', ' x5', '#1', ';ext=7', ',,9', ' int 4', '~3', ' 12#'])}`,
    `${pick(['tel:', '+', '++', '', ' ', '('])}${national}${pick([' ', ')', '-', 'a', ';isub=1', ''])}`,
  ]
}

const plans: readonly (readonly [string | null, Row])[] = [
  ...countries.map((country) => [country, metadata.countries[country] as Row] as const),
  ...Object.values(metadata.nonGeographic).map((row) => [null, row as Row] as const),
]

describe('a number of plain digits', () => {
  it('is what libphonenumber-js says it is, in every country and for every line type', () => {
    const wrong: object[] = []
    let asked = 0
    let valid = 0
    for (const [country, row] of plans) {
      const callingCode = String(row[0])
      for (const national of numbersOf(row)) {
        for (const text of textsOf(national, callingCode, country)) {
          const from = random() < 0.7 ? country : pick([null, ...countries])
          const found = disagreement(text, from)
          if (found !== undefined) wrong.push(found)
          const answer = lookUpPhone(text, from)
          if (answer.known && answer.valid) valid++
          asked++
        }
      }
    }
    expect(wrong.slice(0, 10)).toEqual([])
    expect(asked).toBeGreaterThan(100_000)
    // Both readings refusing everything would agree too.
    expect(valid / asked).toBeGreaterThan(0.4)
  }, 120_000)

  it('is what libphonenumber-js says it is, whatever digits and signs it is made of', () => {
    const signs = `${'0123456789'.repeat(4)}+-()./ x#,;~[]\u00a0٣５＋`.split('')
    const wrong: object[] = []
    for (let count = 0; count < 60_000; count++) {
      const isDigits = random() < 0.6
      const length = 1 + below(isDigits ? 20 : 12)
      const body = isDigits
        ? someDigits(length)
        : Array.from({ length }, () => pick(signs)).join('')
      const text = random() < 0.4 ? `+${body}` : body
      const found = disagreement(text, random() < 0.8 ? pick(countries) : null)
      if (found !== undefined) wrong.push(found)
    }
    expect(wrong.slice(0, 10)).toEqual([])
  }, 120_000)
})
