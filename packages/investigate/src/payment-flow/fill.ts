import { setTimeout as sleep } from 'node:timers/promises'
import type { Frame } from 'playwright-core'
import { kindOf } from './next-step.ts'
import type { Field, Survey } from './survey.ts'
import { SYNTHETIC_PERSON, type SyntheticCard } from './synthetic-card.ts'
import type { FieldKind } from './words.ts'

const FILL_MS = 2000
/** Left empty: a voucher would be refused, a newsletter is not what was come for. */
const LEFT = /coupon|voucher|promo|gutschein|discount|newsletter|search|suche|referral|captcha/
const TERMS =
  /terms|agree|accept|agb|cgv|conditions|condiciones|condizioni|privacy|datenschutz|18|consent/

/** What goes into which field. */
export interface Filling {
  readonly id: number
  readonly kind: 'text' | 'select' | 'checkbox'
  readonly value: string
}

/** Pure: what a form asks for, as far as it is understood. */
export function fillingsFor(fields: Survey['fields'], card: SyntheticCard): Filling[] {
  let part = 0
  return fields.flatMap((field): Filling[] => {
    const { id } = field
    const kind = kindOf(field)
    if (field.kind === 'checkbox') {
      return field.isEmpty && TERMS.test(field.words) ? [{ id, kind: 'checkbox', value: '' }] : []
    }
    const value =
      field.kind === 'select'
        ? optionFor(field, kind, card)
        : valueFor(field, kind, card, kind === 'card_part' ? part++ : 0)
    if (value === null || (kind === null && !field.isEmpty)) return []
    return [{ id, kind: field.kind, value }]
  })
}

/**
 * Fills all in at once, with the events that scripts listen for. What a page takes away again, as
 * fields with masks may, is typed.
 */
export async function fillFields(
  frame: Frame,
  mark: string,
  fields: Survey['fields'],
  card: SyntheticCard,
): Promise<void> {
  const fillings = fillingsFor(fields, card)
  if (fillings.length === 0) return
  const refused = await within(
    frame.evaluate(`(${FILL_FUNCTION})(${JSON.stringify([mark, fillings])})`),
    FILL_MS,
  )
  const ids = Array.isArray(refused) ? (refused as unknown[]).slice(0, 20) : []
  for (const { id, kind, value } of fillings) {
    if (kind !== 'text' || !ids.includes(id)) continue
    const element = frame.locator(`[${mark}="${id}"]`)
    await element.pressSequentially(value, { timeout: 700 }).catch(() => {})
  }
}

/** @returns `null`: it failed, or took too long */
export async function within(work: Promise<unknown>, ms: number): Promise<unknown> {
  const abort = new AbortController()
  try {
    return await Promise.race([
      work.catch(() => null),
      sleep(ms, null, { signal: abort.signal }).catch(() => null),
    ])
  } finally {
    abort.abort()
  }
}

/** Runs in the page; gives the ids of fields that did not take their value. */
const FILL_FUNCTION = String.raw`([mark, fillings]) => {
  const refused = []
  for (const { id, kind, value } of fillings) {
    const element = document.querySelector('[' + mark + '="' + id + '"]')
    if (element === null) continue
    try {
      element.focus()
      if (kind === 'checkbox') {
        if (!element.checked) element.click()
        continue
      }
      const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value')?.set
      if (setter) setter.call(element, value)
      else element.value = value
      const last = value.slice(-1)
      element.dispatchEvent(new KeyboardEvent('keydown', { key: last, bubbles: true }))
      element.dispatchEvent(new InputEvent('input', { data: last, bubbles: true, inputType: 'insertText' }))
      element.dispatchEvent(new KeyboardEvent('keyup', { key: last, bubbles: true }))
      element.dispatchEvent(new Event('change', { bubbles: true }))
      element.blur()
      if (kind === 'text' && element.value === '') refused.push(id)
    } catch {
      refused.push(id)
    }
  }
  return refused
}`

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
