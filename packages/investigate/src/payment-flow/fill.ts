import type { Frame } from 'playwright-core'
import { kindOf } from './next-step.ts'
import type { Field, Survey } from './survey.ts'
import { SYNTHETIC_PERSON, type SyntheticCard } from './synthetic-card.ts'
import type { FieldKind } from './words.ts'

const FIELD_MS = 700
/** Left empty: a voucher would be refused, a newsletter is not what was come for. */
const LEFT = /coupon|voucher|promo|gutschein|discount|newsletter|search|suche|referral|captcha/
const TERMS =
  /terms|agree|accept|agb|cgv|conditions|condiciones|condizioni|privacy|datenschutz|18|consent/

/** Fills in what a form asks for, as far as it is understood. Goes on where one field refuses. */
export async function fillFields(
  frame: Frame,
  mark: string,
  fields: Survey['fields'],
  card: SyntheticCard,
): Promise<void> {
  let part = 0
  for (const field of fields) {
    const kind = kindOf(field)
    const element = frame.locator(`[${mark}="${field.id}"]`)
    const options = { timeout: FIELD_MS }
    try {
      if (field.kind === 'checkbox') {
        if (field.isEmpty && TERMS.test(field.words))
          await element.check({ ...options, force: true })
      } else if (field.kind === 'select') {
        const value = optionFor(field, kind, card)
        if (value !== null) await element.selectOption(value, { ...options, force: true })
      } else {
        const value = valueFor(field, kind, card, kind === 'card_part' ? part++ : 0)
        const isWanted = kind !== null ? true : field.isEmpty
        if (value !== null && isWanted) await element.fill(value, { ...options, force: true })
      }
    } catch {
      // Not every field that is shown takes what it asks for.
    }
  }
}

function valueFor(
  { type, words, maxLength }: Field,
  kind: FieldKind | null,
  card: SyntheticCard,
  part: number,
): string | null {
  const shortYear = card.year.slice(2)
  const person = SYNTHETIC_PERSON
  switch (kind) {
    case 'card_number':
      return card.number
    case 'card_part':
      return card.number.slice(part * 4, part * 4 + 4)
    case 'expiry':
      if (type === 'month') return `${card.year}-${card.month}`
      if (maxLength === 4) return card.month + shortYear
      return maxLength === 7 || /yyyy|jjjj|aaaa/.test(words)
        ? `${card.month}/${card.year}`
        : `${card.month}/${shortYear}`
    case 'expiry_month':
      return card.month
    case 'expiry_year':
      return maxLength === 2 || /\byy\b|\bjj\b/.test(words) ? shortYear : card.year
    case 'cvc':
      return card.cvc
    case 'holder':
    case 'name':
      return `${person.firstName} ${person.lastName}`
    case 'first_name':
      return person.firstName
    case 'last_name':
      return person.lastName
    case 'email':
    case 'phone':
    case 'street':
    case 'city':
    case 'postcode':
    case 'region':
    case 'country':
    case 'company':
    case 'password':
    case 'amount':
      return person[kind]
    case null:
      if (LEFT.test(words)) return null
      if (type === 'number') return '1'
      if (type === 'date') return '1990-01-01'
      return type === 'text' || type === 'textarea' ? person.lastName : null
  }
}

function optionFor(field: Field, kind: FieldKind | null, card: SyntheticCard): string | null {
  const wanted: readonly string[] =
    kind === 'expiry_month'
      ? [card.month]
      : kind === 'expiry_year'
        ? [card.year, card.year.slice(2)]
        : kind === 'country'
          ? ['US', 'us', 'USA', 'United States', '840']
          : kind === 'region'
            ? ['IL', 'Illinois']
            : []
  const { options } = field
  const match = wanted.find((value) => options.includes(value))
  return match ?? options.find((value) => value !== '' && value !== '0') ?? null
}
