import type { TSchema } from 'typebox'
import { brandOfNumber, CARD_DIGITS_MAX, CARD_DIGITS_MIN } from './card-brands.ts'
import { ISSUES_MAX } from './issue.ts'
import { JSON_DEPTH_MAX } from './json.ts'
import { pointerTo } from './pointer.ts'

/**
 * Where in a body card numbers are looked for, made once from a schema: everywhere except in
 * texts that the schema types as an id, phone number, SKU or tracking code
 * (`x-card-scan: "exempt"`). Unknown fields are looked through.
 */
export interface CardScan {
  readonly exempt: boolean
  readonly fields: ReadonlyMap<string, CardScan>
  readonly items: CardScan | null
}

const EVERYTHING: CardScan = { exempt: false, fields: new Map(), items: null }

interface SchemaView {
  readonly 'x-card-scan'?: unknown
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly items?: TSchema
}

/** Compiles the schema of a body to the places that are looked through. */
export function compileCardScan(schema: TSchema): CardScan {
  const view = schema as SchemaView
  if (view['x-card-scan'] === 'exempt') return { exempt: true, fields: new Map(), items: null }
  const fields = new Map<string, CardScan>()
  for (const [name, field] of Object.entries(view.properties ?? {})) {
    const scan = compileCardScan(field)
    if (scan !== EVERYTHING) fields.set(name, scan)
  }
  const items = view.items === undefined ? EVERYTHING : compileCardScan(view.items)
  if (fields.size === 0 && items === EVERYTHING) return EVERYTHING
  return { exempt: false, fields, items: items === EVERYTHING ? null : items }
}

/** What a pointer says instead of a key that is itself a card number. */
const HIDDEN_KEY = '[card number]'

/**
 * JSON pointers of the values and keys that hold a card number; never its digits. At most
 * `ISSUES_MAX` of them. A number is found when its digits, in any script, stand alone or in groups
 * with nothing but separators between them, have the length and prefix of a known brand, and pass
 * the Luhn check (ISO/IEC 7812-1). Never across values.
 */
export function findCardNumbers(body: unknown, scan: CardScan = EVERYTHING): string[] {
  const found: string[] = []
  look(body, scan, '', 0, found)
  return found
}

function look(value: unknown, scan: CardScan, at: string, depth: number, found: string[]): void {
  if (found.length >= ISSUES_MAX || scan.exempt) return
  if (typeof value === 'string') {
    if (hasCardNumber(value)) found.push(at)
  } else if (typeof value === 'number') {
    // An integer keeps its digits up to 2^53, so 15 and 16 of them can be told.
    if (value >= 1e14 && Number.isSafeInteger(value) && hasCardNumber(String(value))) found.push(at)
  } else if (typeof value === 'object' && value !== null && depth < JSON_DEPTH_MAX) {
    if (Array.isArray(value)) {
      const items = scan.items ?? EVERYTHING
      for (let i = 0; i < value.length; i++) lookInto(value[i], items, at, i, depth, found)
      return
    }
    for (const key of Object.keys(value)) {
      const child = (value as Record<string, unknown>)[key]
      const field = scan.fields.get(key) ?? EVERYTHING
      if (key.length >= CARD_DIGITS_MIN && hasCardNumber(key)) {
        const hidden = pointerTo(at, HIDDEN_KEY)
        if (found.length < ISSUES_MAX) found.push(hidden)
        look(child, field, hidden, depth + 1, found)
      } else lookInto(child, field, at, key, depth, found)
    }
  }
}

/** Builds the pointer only for what may hold a number: most texts are too short. */
function lookInto(
  child: unknown,
  scan: CardScan,
  parent: string,
  step: string | number,
  depth: number,
  found: string[],
): void {
  if (scan.exempt) return
  if (typeof child === 'string') {
    if (child.length >= CARD_DIGITS_MIN && hasCardNumber(child) && found.length < ISSUES_MAX) {
      found.push(pointerTo(parent, step))
    }
  } else if (typeof child === 'number' ? child >= 1e14 : typeof child === 'object') {
    look(child, scan, pointerTo(parent, step), depth + 1, found)
  }
}

/** More separators than this between two digits, and they are not one number. */
const SEPARATORS_MAX = 3

/** Whether the text holds a card number. */
export function hasCardNumber(text: string): boolean {
  const length = text.length
  if (length < CARD_DIGITS_MIN) return false
  // The run of digit groups that only separators stand between.
  let digits = 0
  let separators = 0
  let start = 0
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80 ? unit >= 48 && unit <= 57 : digitOf(unit) >= 0) {
      if (digits === 0) start = at
      digits++
      separators = 0
      continue
    }
    if (digits === 0) {
      // Most of a text is letters, and its end is too short to begin a number in.
      if (length - at <= CARD_DIGITS_MIN) return false
      continue
    }
    if (separators < SEPARATORS_MAX && isSeparator(unit)) {
      separators++
      continue
    }
    if (digits >= CARD_DIGITS_MIN && runHasCardNumber(text, start, at)) return true
    digits = 0
    separators = 0
  }
  return digits >= CARD_DIGITS_MIN && runHasCardNumber(text, start, length)
}

/** A hash or UUID is not a card number, although a stretch of it may look like one. */
const HASH_OR_UUID =
  /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i

/** Longest text tried against `HASH_OR_UUID`. */
const HASH_LENGTH_MAX = 64

/** Tries every sequence of whole groups in `text[start, end)`. */
function runHasCardNumber(text: string, start: number, end: number): boolean {
  if (text.length <= HASH_LENGTH_MAX && HASH_OR_UUID.test(text)) return false
  const groups = groupsOf(text, start, end)
  for (let first = 0; first < groups.length; first++) {
    let candidate = ''
    for (let last = first; last < groups.length; last++) {
      candidate += groups[last]
      if (candidate.length > CARD_DIGITS_MAX) break
      if (candidate.length < CARD_DIGITS_MIN) continue
      if (passesLuhn(candidate) && brandOfNumber(candidate) !== null) return true
    }
  }
  return false
}

function groupsOf(text: string, start: number, end: number): string[] {
  const groups: string[] = []
  let group = ''
  for (let at = start; at < end; at++) {
    const digit = digitOf(text.charCodeAt(at))
    if (digit >= 0) group += String(digit)
    else if (group !== '') {
      groups.push(group)
      group = ''
    }
  }
  if (group !== '') groups.push(group)
  return groups
}

/** The Luhn check of ISO/IEC 7812-1, annex B, over decimal digits. */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  let isDoubled = false
  for (let at = digits.length - 1; at >= 0; at--) {
    const digit = digits.charCodeAt(at) - 48
    if (isDoubled) sum += digit > 4 ? digit * 2 - 9 : digit * 2
    else sum += digit
    isDoubled = !isDoubled
  }
  return digits.length > 0 && sum % 10 === 0
}

/** The zeros of the decimal digits that people type: Arabic, Persian, Devanagari, Thai, wide. */
const OTHER_ZEROS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0xff10]

/** 0 to 9, or -1. */
function digitOf(unit: number): number {
  if (unit < 0x80) return unit >= 48 && unit <= 57 ? unit - 48 : -1
  for (const zero of OTHER_ZEROS) if (unit >= zero && unit <= zero + 9) return unit - zero
  return -1
}

/**
 * Space, tab, line feed, `-`, `.`, `/`, `_`, and beyond ASCII the no-break and typographic spaces,
 * dashes and zero-width characters.
 */
function isSeparator(unit: number): boolean {
  switch (unit) {
    case 0x20:
    case 0x09:
    case 0x0a:
    case 0x0d:
    case 0x2d:
    case 0x2e:
    case 0x2f:
    case 0x5f:
    case 0xa0:
    case 0xad:
    case 0x2060:
    case 0x202f:
    case 0x2212:
    case 0x3000:
    case 0xfeff:
    case 0xff0d:
      return true
    default:
      return unit >= 0x2000 && unit <= 0x2015
  }
}
